#!/bin/bash -eu
# What OSS-Fuzz runs in its container, and ClusterFuzzLite by way of its own folder; Fuzz/build.sh does the work.

# Puts Swift's symbolizer beside the targets. The flags that it suggests are for packages whose products are targets.
if command -v precompile_swift >/dev/null; then
  # shellcheck disable=SC1091 # it is there in the container alone
  . precompile_swift
fi
exec "$SRC/vexfmt/Fuzz/build.sh"
