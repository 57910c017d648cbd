#!/bin/bash -eu
# What ClusterFuzzLite runs in its container: the same as OSS-Fuzz.
exec "$SRC/vexfmt/Fuzz/oss-fuzz/build.sh"
