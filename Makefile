# GNU make. `make` alone lists the targets; a line with ## is its target's help.
PREFIX ?= /usr/local
DESTDIR ?=
# Where `make install` builds.
RELEASE_BUILD ?= .build

# One set of flags for building and testing, so that nothing is built twice.
SWIFT_FLAGS := --explicit-target-dependency-import-check error
VEXFMT := .build/debug/vexfmt
# The kernels that the module is built for.
KERNELS = $(shell scripts/kernels.sh --list)
SPECS := $(sort $(wildcard spec/*.yaml))
SWIFT_SOURCES := Package.swift Sources Tests Benchmarks Fuzz/Package.swift Fuzz/Sources Fuzz/Tests
SCRIPTS := .ci/run .clusterfuzzlite/build.sh $(wildcard Fuzz/*.sh Fuzz/oss-fuzz/*.sh) $(wildcard scripts/*.sh scripts/lib/*.sh Tests/Guards/*.sh test_env/*.sh test_env/*/*.sh)

# Warnings are errors in tests. Elsewhere they are with the compilers that the tests run with, so that the build of
# `make demo` serves `make test` too, and a newer compiler's new warning stops nobody from trying vexfmt.
STRICT := VEXFMT_STRICT=1
STRICT_IF_TESTED = $(if $(findstring Swift version 6.3,$(shell swift --version 2>/dev/null)),$(STRICT))

.DEFAULT_GOAL := help
.PHONY: help setup setup-kmod build kmod check-kmod test test-built test-install test-vm test-planted test-long test-agreement test-kasan lint demo bench fuzz generate check-generated docs install clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## install what is missing on this machine (scripts/setup-env.sh)
	@scripts/setup-env.sh

setup-kmod: ## the same for what concerns the kernel module: compilers, QEMU, and kernels (scripts/kernels.sh)
	@scripts/setup-env.sh --kmod

build: setup ## build vexfmt (debug) as .build/debug/vexfmt
	$(STRICT_IF_TESTED) swift build --product vexfmt $(SWIFT_FLAGS)

kmod: setup-kmod ## build the kernel module for each kernel, as .build/kmod/RELEASE/vexfs.ko
	@for series in $(KERNELS); do \
	  headers=$$(scripts/kernels.sh $$series headers) && $(MAKE) --no-print-directory -s -C kmod KDIR="$$headers" || exit 1; \
	done

check-kmod: setup-kmod ## build the kernel module for each kernel with sparse, and check it with checkpatch
	@scripts/check-kmod.sh $(KERNELS)

test: setup lint check-kmod ## lint, check the kernel module, build with warnings as errors, run every test, the virtual machines, too
	$(STRICT) swift build --build-tests $(SWIFT_FLAGS)
	@# What the guests run is built meanwhile, in a folder of its own, with what is left of the processors; not by `make -n`, which
	@# runs this line since it calls make.
	@$(if $(findstring n,$(firstword -$(MAKEFLAGS))),,$(STRICT) nice -n 19 scripts/test-devices.sh --build-only >/dev/null 2>&1 & trap "kill $$! 2>/dev/null || true" EXIT;) set -e; \
	$(MAKE) --no-print-directory test-built

test-built:
	Tests/Guards/never-again.sh $(VEXFMT)
	Tests/Guards/scripts-fail.sh
	test_env/planted.sh --few $(VEXFMT)
	$(STRICT) swift test --disable-xctest $(SWIFT_FLAGS)
	$(RUN_VM)
	@# The same program as in the guests, so that nothing is built twice.
	$(STRICT) scripts/test-install.sh

test-install: setup ## install into a temporary folder; a checksum, a format and a generator made outside of the tree work with that
	$(STRICT) scripts/test-install.sh

test-vm: setup-kmod ## test the kernel module, and writing to block devices, in virtual machines; reports in .build/test-vm
	$(RUN_VM)

test-planted: build ## plant 33 defects in generated C, and show that vexfmt fuzz finds each (a minute; a few of them are part of make test)
	test_env/planted.sh $(VEXFMT)

test-long: setup ## 100,000 power cuts during changes, 5,000 mutants of specifications, more for e2fsck and btrfs check, 20 seconds of each fuzz target (an hour)
	$(STRICT) VEXFMT_CRASH_STATES=100000 VEXFMT_SPEC_MUTANTS=5000 VEXFMT_CHECKER_PARTS=1 swift test --disable-xctest $(SWIFT_FLAGS) \
	  --filter 'CrashTests|SpecificationMutantTests|CheckerTests'
	$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=20

test-agreement: setup ## ten million structures of all formats: table, generated Swift and generated C must agree (40 minutes; optimised)
	$(STRICT) VEXFMT_AGREEMENT=500000 swift test --disable-xctest $(SWIFT_FLAGS) -Xswiftc -O -Xcc -O2 --scratch-path .build/optimised \
	  --filter 'GalleryTests.*(mutants|evaluatorsAgree|pluggedAgreement)|DifferentialRunTests/randomMutants'

test-kasan: ## test the module in a kernel with KASAN, UBSAN, lockdep and kmemleak, which is built once (10 minutes, cached)
	@scripts/setup-env.sh --kasan
	@eval "$$(scripts/sanitizer-kernel.sh)" && \
	  $(STRICT) VEXFMT_SWIFT_FLAGS="$(SWIFT_FLAGS)" scripts/test-vm.sh --memory 1024 --kernel sanitizers "$$vmlinuz" "$$modules" "$$headers"

define RUN_VM
	$(STRICT) VEXFMT_SWIFT_FLAGS="$(SWIFT_FLAGS)" scripts/test-vm.sh --mutants 24000 $(KERNELS)
	$(STRICT) test_env/fastlab/planted.sh .build/test-vm/planted $(KERNELS)
	$(STRICT) scripts/test-devices.sh $(KERNELS)
endef

lint: setup ## check the style of the Swift sources and of the scripts, and that no private key is committed
	swift format lint --strict -r $(SWIFT_SOURCES)
	shellcheck -x $(SCRIPTS)
	@! git grep -lE '^-----BEGIN [A-Z ]*PRIVATE KEY' || { echo "lint: that is a private key, which must not be committed" >&2; exit 1; }
	@if command -v packer >/dev/null; then test_env/packer_seed.sh && for series in $(KERNELS); do \
	  packer validate -var checksum=none -var kernel="$$series" test_env/vexfs.pkr.hcl || exit 1; done; fi

demo: build ## a minute's tour: format, validate, corrupt, explain, show, generate, fuzz
	@scripts/demo.sh $(VEXFMT)

# BENCH names the parts to measure, such as `validation`; all unless set.
bench: ## measure the ratios that the design aims at (a package of its own, in Benchmarks/)
	@scripts/setup-env.sh --bench
	swift build -c release --product vexfmt
	swift build -c release --package-path Benchmarks
	python3 -m pip install -q --root-user-action=ignore --target Benchmarks/.build/python -r Benchmarks/python/requirements.txt
	@work=$$(mktemp -d) && trap 'rm -rf "$$work"' EXIT && \
	  .build/release/vexfmt mkfs --spec spec/vexfs.yaml --size 1M "$$work/small.img" && \
	  PATH=$$PATH:/sbin:/usr/sbin PYTHONPATH=Benchmarks/.build/python Benchmarks/.build/release/vexbench spec/vexfs.yaml .build/release/vexfmt "$$work/small.img" "$$work" \
	    Benchmarks/spec/blocks.yaml Benchmarks/python/parsers.py $(BENCH)

# FUZZ_SECONDS of each target; FUZZ_TARGETS are all unless named.
FUZZ_SECONDS ?= 60
fuzz: ## search with libFuzzer, one target after the other, FUZZ_SECONDS each (a package of its own, in Fuzz/)
	@scripts/setup-env.sh --fuzz
	Fuzz/run.sh build
	Fuzz/run.sh check
	@for target in $${FUZZ_TARGETS:-$$(Fuzz/run.sh list | cut -d ' ' -f 1)}; do Fuzz/run.sh run $$target $(FUZZ_SECONDS) || exit 1; done

generate: build ## rewrite the lock files and the generated files from spec/
generate: LOCK := --write-lock
check-generated: build ## compare the generated files with spec/, and change nothing
check-generated: CHECK := --check
generate check-generated:
	$(VEXFMT) check $(LOCK) $(SPECS)
	$(VEXFMT) gen-schema --output spec $(CHECK)
	$(VEXFMT) gen-headers --spec spec/vexfs.yaml --output kmod/generated $(CHECK)
	$(VEXFMT) gen-swift --spec spec/vexfs.yaml --output Sources/VexFSLayout $(CHECK)
	$(VEXFMT) gen-swift --spec Benchmarks/spec/blocks.yaml --output Benchmarks/Sources/GeneratedBlocks $(CHECK)
	$(VEXFMT) gen-swift --embedded $(SPECS) --output Sources/vexfmt/generated $(CHECK)

docs: build ## what people read of every specification, as .build/docs/FORMAT/index.html
	@for spec in $(SPECS); do $(VEXFMT) gen-docs --spec $$spec --output .build/docs/$$(basename $$spec .yaml) || exit 1; done

install: setup ## build for release and install into PREFIX (default /usr/local; DESTDIR is honoured)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/vexfmt/plugins
	install -m 644 Sources/CVexPlugin/vexfmt_plugin.h $(DESTDIR)$(PREFIX)/include/vexfmt_plugin.h
	@for program in vexfmt vexctl; do \
	  swift build -c release --product $$program --static-swift-stdlib --scratch-path $(RELEASE_BUILD) && \
	  install -m 755 $(RELEASE_BUILD)/release/$$program $(DESTDIR)$(PREFIX)/bin/$$program || exit 1; \
	done
	@for format in $(notdir $(basename $(shell grep -L '^maker:' $(SPECS)))); do \
	  ln -sf vexfmt $(DESTDIR)$(PREFIX)/bin/mkfs.$$format && ln -sf vexfmt $(DESTDIR)$(PREFIX)/bin/fsck.$$format || exit 1; \
	done

clean: ## remove what was built
	rm -rf .build Benchmarks/.build Fuzz/.build
