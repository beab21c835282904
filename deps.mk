# SPDX-License-Identifier: Apache-2.0
# The Debian packages that building, testing and measuring need, and how they
# get onto a machine: by apt as root or with sudo, else the command is printed.

build_packages := pkg-config libzstd-dev nettle-dev libjansson-dev libxml2-dev \
	libisal-dev libssl-dev
test_packages := $(build_packages) libcmocka-dev openssl perl mandoc patch zstd \
	libxml2-utils python3
ocr_packages := $(test_packages) tesseract-ocr tesseract-ocr-chi-sim \
	fonts-wqy-microhei fontconfig pango1.0-tools imagemagick
lint_packages := $(test_packages) clang clang-format shellcheck
# A browser for `make check-browser`; `make check` skips it where it is absent.
browser_packages := $(test_packages) chromium chromium-driver
bench_packages := $(build_packages) python3 zstd sqlite3 libsqlite3-dev zip unzip \
	zim-tools squashfs-tools p7zip-full bsdextrautils tar gzip strace icu-devtools

differ_packages := $(build_packages) python3 libicu-dev

deps: ## install every package that any target needs
	@tests/deps $(lint_packages) $(bench_packages) $(differ_packages) \
		$(ocr_packages) $(browser_packages) $(train_packages)

deps-build:
	@tests/deps $(build_packages)

deps-test:
	@tests/deps $(test_packages)

.PHONY: deps-lint deps-bench deps-differ deps-ocr deps-browser
deps-browser:
	@tests/deps $(browser_packages)

deps-lint:
	@tests/deps $(lint_packages)

deps-bench:
	@tests/deps $(bench_packages)

deps-differ:
	@tests/deps $(differ_packages)

deps-ocr:
	@tests/deps $(ocr_packages)
