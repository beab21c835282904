# SPDX-License-Identifier: Apache-2.0
# nbarc. `make help` lists the targets.

CC ?= cc
AR ?= ar
CFLAGS ?= -O2 -g
CPPFLAGS ?=
LDFLAGS ?=
prefix ?= /usr/local
bindir ?= $(prefix)/bin
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir ?= $(prefix)/share/man
datadir ?= $(prefix)/share/nbarc
completionsdir ?= $(prefix)/share/bash-completion/completions
# nbarc finds its programs here from where it stands itself.
libexecdir = $(bindir)/../libexec/nbarc
DESTDIR ?=
PKG_CONFIG ?= pkg-config

# One build tree a configuration: `make B=build/asan ...`.
B ?= build

version := $(shell sed -n 's/^\#define NB_VERSION "\(.*\)"/\1/p' \
	include/nbarc/status.h)
soversion := 0

# The word ar has a make default of its own, which ?= does not replace.
ifeq ($(origin CC),default)
CC := cc
endif
ifeq ($(origin AR),default)
AR := ar
endif

warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wconversion
cflags = -std=c11 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
	-fvisibility=hidden -fPIC $(warnings) -Iinclude -Ilib $(CFLAGS)

# iconv is in the C library, or in GNU libiconv where the compiler's iconv.h is
# that one's.
iconv_probe := \#include <iconv.h>\nint main(void) { return !iconv_open("", ""); }\n
ifeq ($(origin ICONV),undefined)
ICONV := $(shell printf '$(iconv_probe)' | $(CC) $(CPPFLAGS) $(LDFLAGS) \
	-o /dev/null -x c - 2>/dev/null || echo -liconv)
endif
zstd_libs := $(shell $(PKG_CONFIG) --libs libzstd 2>/dev/null || echo -lzstd)
nettle_libs := $(shell $(PKG_CONFIG) --libs nettle 2>/dev/null || echo -lnettle)
jansson_libs := $(shell $(PKG_CONFIG) --libs jansson 2>/dev/null || echo -ljansson)
xml_libs := $(shell $(PKG_CONFIG) --libs libxml-2.0 2>/dev/null || echo -lxml2)
crypto_libs := $(shell $(PKG_CONFIG) --libs libcrypto 2>/dev/null || echo -lcrypto)
isal_libs := $(shell $(PKG_CONFIG) --libs libisal 2>/dev/null || echo -lisal)
xml_cflags := $(shell $(PKG_CONFIG) --cflags libxml-2.0 2>/dev/null)
core_libs = $(zstd_libs) $(nettle_libs) $(jansson_libs) $(ICONV) -pthread
# Loading shared libraries is a third of the time of `nbarc get`: where the system
# has them as archives, zstd and nettle are inside the tools, and nbarc, which
# needs nothing else, is linked statically as a whole. With `make STATIC=` all are
# shared libraries, as distributions want it. (iconv loads its charsets at run
# time and must be shared: ingest is a program behind nbarc.)
STATIC ?= yes
archive_of = $(if $(STATIC),$(filter /%,$(shell $(CC) -print-file-name=lib$(1).a)))
static_flag = $(if $(STATIC),$(shell echo 'int main(void) { return 0; }' | \
	$(CC) $(CFLAGS) -static-pie -x c -o /dev/null - 2>/dev/null && \
	echo -static-pie))
# Fewer pages of the program are read and written before main() begins. What does
# not run here (an older libc takes them and dies) is not used.
relr = -Wl,-z,pack-relative-relocs
static_flag += $(if $(STATIC),$(shell t=$$(mktemp) && \
	echo 'int x, *volatile p = &x; int main(void) { return p != &x; }' | \
	$(CC) $(CFLAGS) -static-pie $(relr) -x c -o $$t - 2>/dev/null && \
	$$t && echo '$(relr)'; rm -f $$t))
tool_libs = $(or $(call archive_of,zstd),$(zstd_libs)) \
	$(or $(call archive_of,nettle),$(nettle_libs)) $(jansson_libs) \
	$(ICONV) -pthread
# A program is linked with the libraries whose symbols it uses, and no other.
ldflags = -Wl,--as-needed -Wl,-z,relro -Wl,-z,now $(LDFLAGS)

# ---- what there is to build
# libnbarc is everything but validation, the reading of ALTO and hOCR, and parity;
# libnbarc-xml adds the former, and libxml2, libnbarc-parity the latter, and
# libisal.
xml_src := lib/tei/validate.c lib/tei/schema_data.c lib/layout/xml.c
parity_src := $(wildcard lib/archive/parity/*.c)
lib_src := $(filter-out $(xml_src) $(parity_src), \
	$(wildcard lib/*/*.c lib/*/*/*.c))
lib_obj := $(lib_src:%.c=$B/%.o)
xml_obj := $(xml_src:%.c=$B/%.o)
parity_obj := $(parity_src:%.c=$B/%.o)
lib_names := libnbarc libnbarc-xml libnbarc-parity
# A folder of tools/ is a program; cli is what they share. nbarc and its helper
# programs take what they need out of nbarc.a.
objects_in = $(patsubst %.c,$B/%.o,$(wildcard $(1:%=tools/%/*.c)))
cli_obj := $(call objects_in,cli)
nbconv_obj := $(call objects_in,nbconv)
nbnorm_obj := $(call objects_in,nbnorm)
nbtei_obj := $(call objects_in,nbtei)
nbarc_mains := $B/tools/nbarc/main.o $B/tools/nbarc/helper.o
nbarc_obj := $(filter-out $(nbarc_mains),$(call objects_in,nbarc nbarc/read \
	nbarc/write nbarc/check))
# Commands of nbarc that are programs of their own (tools/nbarc/exec.c).
helpers := $(shell sed -n \
	's/^COMMAND.*"\([a-z-]*\)", PROGRAM,.*/\1/p' tools/nbarc/commands.def)
helper_files := $(helpers:%=$B/nbarc-%)
helper_obj := $(helpers:%=$B/tools/nbarc/helper-%.o)
programs := nbconv nbnorm nbtei nbarc
program_files := $(programs:%=$B/%)
unit_src := $(wildcard tests/unit/*.c)
unit_bin := $(unit_src:tests/unit/%.c=$B/tests/%)
scripts := $(wildcard tests/cli/*.sh tests/lint/*.sh)
libs := $(lib_names:%=$B/%.a) $(lib_names:%=$B/%.so)
pc_files := $(lib_names:lib%=$B/%.pc)

.DEFAULT_GOAL := all

include deps.mk
include training/training.mk

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help schema deps deps-build deps-test check check-kill check-browser \
	check-invariance \
	demo install uninstall asan tsan lint bench bench-encoding differ fuzz clean \
	format

all: deps-build ## build libraries and tools
	@$(MAKE) --no-print-directory build-all

.PHONY: build-all
build-all: $(program_files) $(helper_files) $(libs) $(pc_files) \
	$B/completions/nbarc.bash

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile deps.mk \
		training/training.mk | \
		awk -F'|' '{ printf "  %-12s %s\n", $$1, $$2 }'

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(cflags) -MMD -MP -c -o $@ $<

$B/lib/tei/validate.o $B/lib/layout/xml.o: cflags += $(xml_cflags)

# Only "..." looks into tools/, so that <nbarc/...> is always a public header.
$B/tools/%.o: cflags += -iquote tools
$B/tools/nbarc/%.o: cflags += -iquote tools/nbarc

$(helper_obj): $B/tools/nbarc/helper-%.o: tools/nbarc/helper.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(cflags) -DNBARC_HELPER=nbarc_$(subst -,_,$*) \
		-MMD -MP -c -o $@ $<

# A data file inside the library: the object names the file it embeds.
$B/lib/page/weigh/model_data.o: lib/page/weigh/nbnorm.model
$B/tools/nbnorm/report.o: tools/nbnorm/report/report.css \
	tools/nbnorm/report/report.js
$B/lib/page/text/profile_data.o: $(wildcard share/profiles/*.profile)
$B/lib/article/model_data.o: lib/article/nbtei.model
$B/lib/tei/schema_data.o: format-spec/nbtei.rng
$B/lib/encoding/convert/detect.o: lib/encoding/convert/frequency.bin

# This file says what is in which library: they are made again when it changes.
$B/libnbarc.a: $(lib_obj) Makefile
	@rm -f $@
	$(AR) rcsD $@ $(lib_obj)

$B/libnbarc-xml.a: $(xml_obj) Makefile
	@rm -f $@
	$(AR) rcsD $@ $(xml_obj)

$B/libnbarc-parity.a: $(parity_obj) Makefile
	@rm -f $@
	$(AR) rcsD $@ $(parity_obj)

$B/libnbarc.so: $(lib_obj) lib/libnbarc.map Makefile
	$(CC) $(cflags) $(ldflags) -shared -Wl,-soname,libnbarc.so.$(soversion) \
		-Wl,--version-script=lib/libnbarc.map -Wl,-z,defs -o $@ \
		$(lib_obj) $(core_libs)
	ln -sf libnbarc.so $B/libnbarc.so.$(soversion)

# What they need of libnbarc is hidden in it, so they have a copy of their own.
define part_of_library
$B/libnbarc-$(1).so: $($(1)_obj) $B/libnbarc.a lib/libnbarc.map Makefile
	$(CC) $(cflags) $(ldflags) -shared \
		-Wl,-soname,libnbarc-$(1).so.$(soversion) \
		-Wl,--exclude-libs,ALL -Wl,-z,defs \
		-Wl,--version-script=lib/libnbarc.map -o $$@ $($(1)_obj) \
		$B/libnbarc.a $(2) $(core_libs)
	ln -sf libnbarc-$(1).so $B/libnbarc-$(1).so.$(soversion)
endef
$(eval $(call part_of_library,xml,$(xml_libs)))
$(eval $(call part_of_library,parity,$(isal_libs)))

$B/%.pc: lib/%.pc.in Makefile
	@mkdir -p $(@D)
	sed -e 's|@prefix@|$(prefix)|; s|@libdir@|$(libdir)|' \
		-e 's|@includedir@|$(includedir)|; s|@version@|$(version)|' $< >$@

$B/tools/cli.a: $(cli_obj) Makefile
	@rm -f $@
	$(AR) rcsD $@ $(cli_obj)

$B/tools/nbarc.a: $(nbarc_obj) Makefile
	@rm -f $@
	$(AR) rcsD $@ $(nbarc_obj)

$B/nbarc: $B/tools/nbarc/main.o $B/tools/nbarc.a $B/tools/cli.a $B/libnbarc.a
	$(CC) $(cflags) $(ldflags) $(static_flag) -o $@ $^ $(tool_libs)

$B/nbconv: $(nbconv_obj) $B/tools/cli.a $B/libnbarc.a
	$(CC) $(cflags) $(ldflags) -o $@ $^ $(core_libs)

$(helper_files): $B/nbarc-%: $B/tools/nbarc/helper-%.o $B/tools/nbarc.a \
		$B/tools/cli.a $B/libnbarc-xml.a $B/libnbarc-parity.a \
		$B/libnbarc.a
	$(CC) $(cflags) $(ldflags) -o $@ $^ $(xml_libs) $(isal_libs) \
		$(crypto_libs) $(tool_libs)

$B/nbnorm: $(nbnorm_obj)
$B/nbtei: $(nbtei_obj)
$B/nbnorm $B/nbtei: $B/tools/cli.a $B/libnbarc-xml.a $B/libnbarc.a
	$(CC) $(cflags) $(ldflags) -o $@ $(filter %.o,$^) $(filter %.a,$^) \
		$(xml_libs) $(core_libs)

$B/completions/nbarc.bash: tools/completions.sh $(program_files) $(helper_files)
	@mkdir -p $(@D)
	tools/completions.sh $B >$@

$B/tests/%: tests/unit/%.c $B/tests/sample.o $(lib_names:%=$B/%.a)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(cflags) $(test_ldflags) -Itests -MMD -MP -o $@ $< \
		$(filter %.o,$^) $B/libnbarc-xml.a $B/libnbarc-parity.a \
		$B/libnbarc.a -lcmocka $(xml_libs) $(isal_libs) $(core_libs)

# These see every system call of the library, and make it fail: tests/io.h.
faulty := $B/tests/crash_test $B/tests/faults_test $B/tests/roads_test \
	$B/tests/scan_test
wrapped := write pwrite64 ftruncate64 fsync link rename open64 pread64 lseek64 \
	fstat64 fcntl64 malloc calloc realloc posix_memalign
$(faulty): $B/tests/io.o
$(faulty): test_ldflags = $(wrapped:%=-Wl,--wrap=%)

$B/bench-%: bench/%.c $B/libnbarc.a
	$(CC) $(CPPFLAGS) $(cflags) -MMD -MP -o $@ $< $B/libnbarc.a $(core_libs)

# ---- tests
check: deps-test ## install what the tests need, build, run every test
	@$(MAKE) --no-print-directory build-all test-programs
	@B='$B' CC='$(CC)' tests/run $(unit_bin) $(scripts)

.PHONY: test-programs
test-programs: $(unit_bin) $B/invariance

$B/invariance: tests/invariance/invariance.c $B/libnbarc.a
	$(CC) $(CPPFLAGS) $(cflags) -MMD -MP -o $@ $< $B/libnbarc.a $(core_libs)

check-invariance: deps-test ## what must hold of every page, on all of ../shared
	@$(MAKE) --no-print-directory build-all $B/invariance
	@B='$B' tests/run tests/invariance/run

.PHONY: check-ocr
check-ocr: deps-test ## read typeset pages with tesseract, repair and compare them
	@$(MAKE) --no-print-directory build-all
	@$(MAKE) --no-print-directory deps-ocr || :
	@B='$B' tests/run tests/ocr/run

check-kill: deps-test ## kill an appending process KILLS times (500)
	@$(MAKE) --no-print-directory build-all $B/tests/kill_test
	KILLS=$${KILLS:-500} $B/tests/kill_test

.PHONY: check-ksy
check-ksy: deps-test ## compile nbarc.ksy (npm), read archives of all kinds with it
	@$(MAKE) --no-print-directory build-all
	@B='$B' tests/run tests/ksy/run

.PHONY: check-mutation
check-mutation: deps-test ## change MUTANTS (120) conditions, see which a test notices
	@B='$B' CC='$(CC)' tests/mutation/mutate.py

check-browser: deps-browser ## install Chromium, test the review page in it
	@$(MAKE) --no-print-directory build-all
	@B='$B' tests/run tests/cli/review.sh

demo: deps-build ## build, ingest the fixture pages, get an article out
	@$(MAKE) --no-print-directory build-all
	@B='$B' tests/demo

asan: deps-test ## run every test under the address and UB sanitizers
	$(call sanitized,asan,address$(comma)undefined -fno-sanitize-recover=all)

tsan: deps-test ## run every test under the thread sanitizer
	$(call sanitized,tsan,thread)

# A test of archive_test forks beside threads and has threads in the child, which
# the thread sanitizer dies of, though not always.
comma := ,
define sanitized
@$(MAKE) --no-print-directory B=build/$(1) \
	CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=$(2) -DNB_ARENA_SIZE=1' \
	build-all test-programs
@B=build/$(1) CC='$(CC)' TSAN_OPTIONS=die_after_fork=0 tests/run \
	$(unit_src:tests/unit/%.c=build/$(1)/tests/%) $(scripts)
endef

lint: deps-lint ## warnings as errors with gcc and clang, format, manual pages
	@CC='$(CC)' tests/lint-all

format: ## format every C file as .clang-format says
	clang-format -i $(wildcard lib/*/*.[ch] lib/*/*/*.[ch] include/nbarc/*.h \
		tools/*/*.[ch] tools/*/*/*.[ch] examples/*.c \
		tests/*.[ch] tests/unit/*.c tests/fuzz/*.c \
		training/*.[ch] training/*/*.[ch])

bench: deps-bench ## measure speed and size beside what a user would pick
	@$(MAKE) --no-print-directory build-all $B/bench-encoding
	@B='$B' bench/run

bench-encoding: deps-bench ## measure the conversion of charsets alone
	@$(MAKE) --no-print-directory build-all $B/bench-encoding
	@B='$B' bench/encoding.sh

$B/differ: tests/differ/differ.c $B/libnbarc.a
	$(CC) $(CPPFLAGS) $(cflags) -MMD -MP -o $@ $< $B/libnbarc.a \
		$$($(PKG_CONFIG) --cflags --libs icu-uc) $(core_libs)

differ: deps-differ ## compare GB18030 with iconv, ICU and Python, at random
	@$(MAKE) --no-print-directory build-all $B/differ
	@B='$B' tests/differ/run

fuzz: deps-lint ## fuzz every parser for FUZZ_SECONDS each (clang, libFuzzer)
	@tests/fuzz/run

# ---- installation
install: ## install under $(DESTDIR)$(prefix)
	@$(MAKE) --no-print-directory build-all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir)/pkgconfig
	install -d $(DESTDIR)$(libexecdir) \
		$(DESTDIR)$(includedir)/nbarc $(DESTDIR)$(mandir)/man1 \
		$(DESTDIR)$(mandir)/man5 $(DESTDIR)$(datadir) \
		$(DESTDIR)$(completionsdir)
	install -m 755 $(program_files) $(DESTDIR)$(bindir)
	install -m 755 $(helper_files) $(DESTDIR)$(libexecdir)
	install -m 644 $(lib_names:%=$B/%.a) $(DESTDIR)$(libdir)
	for l in $(lib_names); do \
		install -m 755 $B/$$l.so \
			$(DESTDIR)$(libdir)/$$l.so.$(soversion); \
		ln -sf $$l.so.$(soversion) $(DESTDIR)$(libdir)/$$l.so; done
	install -m 644 $(pc_files) $(DESTDIR)$(libdir)/pkgconfig
	install -m 644 include/nbarc/*.h $(DESTDIR)$(includedir)/nbarc
	install -m 644 man/*.1 $(DESTDIR)$(mandir)/man1
	install -m 644 man/*.5 $(DESTDIR)$(mandir)/man5
	install -m 644 format-spec/nbarc-format.md format-spec/nbarc.ksy \
		format-spec/example.nbarc format-spec/nbtei.rng format-spec/nbtei.rnc \
		format-spec/nbtei.odd $(DESTDIR)$(datadir)
	install -m 644 $B/completions/nbarc.bash $(DESTDIR)$(completionsdir)/nbarc
	for t in $(filter-out nbarc,$(programs)); do \
		ln -sf nbarc $(DESTDIR)$(completionsdir)/$$t; done
	install -d $(DESTDIR)$(datadir)/profiles
	install -m 644 share/profiles/*.profile $(DESTDIR)$(datadir)/profiles

uninstall: ## remove what install put there
	rm -f $(programs:%=$(DESTDIR)$(bindir)/%) \
		$(programs:%=$(DESTDIR)$(completionsdir)/%) \
		$(lib_names:%=$(DESTDIR)$(libdir)/%.*) \
		$(lib_names:lib%=$(DESTDIR)$(libdir)/pkgconfig/%.pc) \
		$(patsubst man/%.1,$(DESTDIR)$(mandir)/man1/%.1,$(wildcard man/*.1)) \
		$(patsubst man/%.5,$(DESTDIR)$(mandir)/man5/%.5,$(wildcard man/*.5))
	rm -rf $(DESTDIR)$(includedir)/nbarc $(DESTDIR)$(datadir) \
		$(DESTDIR)$(libexecdir)

clean: ## remove the build trees
	rm -rf build

-include $(shell find $B -name '*.d' 2>/dev/null)

schema: ## make format-spec/nbtei.rng from nbtei.rnc (trang)
	trang format-spec/nbtei.rnc format-spec/nbtei.rng
