# SPDX-License-Identifier: Apache-2.0
# The Debian packages that each target needs, and how they get onto a machine:
# by apt-get as root or with sudo, else the command is printed (tests/deps).
# `make` itself uses none of these targets: it looks for the libraries and stops
# if one is missing.

build_packages := pkg-config libzstd-dev nettle-dev libjansson-dev libxml2-dev \
	$(if $(PARITY),libisal-dev) libssl-dev libsqlite3-dev libpcre2-dev libopencc-dev \
	libcurl4-openssl-dev libmicrohttpd-dev zlib1g-dev
test_packages := $(build_packages) libcmocka-dev openssl perl mandoc patch zstd \
	libxml2-utils python3 sqlite3 cmark-gfm nginx-light python3-jsonschema python3-html5lib
ocr_packages := $(test_packages) tesseract-ocr tesseract-ocr-chi-sim \
	tesseract-ocr-chi-sim-vert chromium \
	fonts-wqy-microhei fontconfig pango1.0-tools imagemagick
lint_packages := $(test_packages) clang clang-format shellcheck
oss-fuzz_packages := $(lint_packages) zip unzip
# For -m32: the package gcc-multilib would push out the cross compilers, this does not.
compilers_packages = $(lint_packages) llvm musl-tools mmdebstrap \
	$(if $(filter x86_64,$(shell uname -m)), \
	$(patsubst %,gcc-%-multilib,$(shell gcc -dumpversion 2>/dev/null)))
musl_packages := $(test_packages) musl-tools cmake m4
analyze_packages := $(build_packages) python3 cppcheck clang
coverage_packages := $(test_packages) gcovr
foreign_packages := $(test_packages) mmdebstrap qemu-user gcc-s390x-linux-gnu \
	gcc-aarch64-linux-gnu gcc-arm-linux-gnueabihf
valgrind_packages := $(test_packages) valgrind
# A browser for `make check-browser`; `make check` skips it where it is absent. A
# nodejs that is not Debian's may bring npm itself, and conflicts with that package.
browser_packages := $(test_packages) chromium chromium-driver nginx-light nodejs \
	$(shell command -v npm >/dev/null || echo npm)
tei_packages := $(test_packages) chromium jing libsaxonhe-java
# A fleet by Slurm (tests/slurm), without systemd: its daemons are run by hand.
slurm_packages := $(test_packages) slurmctld slurmd slurm-client munge parallel
# An object store (tests/store), run by hand as well; its interpreter is Debian's.
store_packages := $(test_packages) swift-proxy swift-account swift-container \
	swift-object memcached
consumers_packages := $(test_packages) python3-pandas r-base-core r-cran-rsqlite
bench_packages := $(build_packages) python3 zstd sqlite3 \
	liblmdb-dev librocksdb-dev libsnappy-dev liblz4-dev libbz2-dev zlib1g-dev \
	zip unzip ripgrep zim-tools groonga-bin python3-xapian squashfs-tools wrk curl \
	p7zip-full bsdextrautils tar gzip strace \
	icu-devtools
dist_packages := $(test_packages) xz-utils file
deb_packages := $(dist_packages) debhelper devscripts lintian fakeroot dh-python python3-all
origins_packages := python3 perl trang libopencc1.1 libc-bin icu-devtools
differ_packages := $(build_packages) python3 libicu-dev

deps_targets := deps-build deps-test deps-ocr deps-lint deps-compilers \
	deps-valgrind deps-analyze deps-coverage deps-foreign deps-musl deps-browser deps-tei deps-consumers deps-bench deps-differ deps-train deps-dist deps-deb deps-slurm deps-store deps-origins deps-oss-fuzz
.PHONY: deps $(deps_targets)
deps: ## install every package that any target needs
	@tests/deps $(sort $(foreach t,$(deps_targets),$($(t:deps-%=%)_packages)))

$(deps_targets): deps-%:
	@tests/deps $($*_packages)
