# SPDX-License-Identifier: Apache-2.0
# nbarc. `make help` lists the targets; `make V=1` shows the commands.
#
# Building needs no network and installs nothing. Targets that test, lint or
# measure install the Debian packages they need first (deps.mk), and say so.

# ---- what the user may set
CC ?= cc
AR ?= ar
CFLAGS ?= -O2 -g
CPPFLAGS ?=
LDFLAGS ?=
PKG_CONFIG ?= pkg-config
prefix ?= /usr/local
bindir ?= $(prefix)/bin
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir ?= $(prefix)/share/man
datadir ?= $(prefix)/share/nbarc
pythondir ?= $(datadir)/python
completionsdir ?= $(prefix)/share/bash-completion/completions
zshdir ?= $(prefix)/share/zsh/site-functions
fishdir ?= $(prefix)/share/fish/vendor_completions.d
mimedir ?= $(prefix)/share/mime/packages
iconsdir ?= $(prefix)/share/icons/hicolor/scalable/mimetypes
DESTDIR ?=

# The build tree. Each configuration has its own: `make B=build/asan ...`.
B ?= build
# Empty: link everything with shared libraries, as distributions want it.
STATIC ?= yes
# 0: tools keep all their rights (tools/cli/sandbox.h); coverage and the sanitizers
# write files of their own, and valgrind knows no filters.
SANDBOX ?= 1
# Empty: without the checks that a compiler can add to a program (below).
HARDENING ?= yes
# Empty: without libnbarc-parity, where there is no libisal. nbarc protect and nbarc
# repair then say so (tools/nbarc/without/parity.c); everything else is as it was.
PARITY ?= yes
# 1: show the commands.
V ?=

# make has defaults of its own for these two, which ?= does not replace.
ifeq ($(origin CC),default)
CC := cc
endif
ifeq ($(origin AR),default)
AR := ar
endif

# ---- flags
version := $(shell sed -n 's/^\#define NB_VERSION "\(.*\)"/\1/p' \
	include/nbarc/status.h)
soversion := 0
# nbarc looks for its helper programs here, relative to where it is itself.
libexecdir = $(bindir)/../libexec/nbarc

warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wconversion
# Each operation on doubles is rounded to a double, so that the models decide alike
# on every machine (lib/base/number.c): nothing is fused, and 32-bit x86 does not
# use its wider registers.
float_flags := -ffp-contract=off $(if $(filter 0 16,$(shell \
	echo __FLT_EVAL_METHOD__ | $(CC) $(CFLAGS) -E -P -x c - 2>/dev/null)),, \
	-msse2 -mfpmath=sse)
# Checks of the stack, of jumps and of the C library's functions, which cost little
# and end a program that a fault of ours would let others rule. Each is asked of the
# compiler; the last one needs an optimising one, and the sanitizers check more.
takes = $(shell $(CC) $(CFLAGS) -Werror $(1) -c -x c -o /dev/null /dev/null \
	2>/dev/null && echo '$(1)')
hardening := $(if $(HARDENING),$(call takes,-fstack-protector-strong) \
	$(call takes,-fcf-protection) \
	$(if $(filter -O1 -O2 -O3 -Os,$(CFLAGS)),$(if $(findstring \
	-fsanitize,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)))
cflags = -std=c11 -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 \
	-fvisibility=hidden -fPIC $(warnings) $(float_flags) $(hardening) \
	-Iinclude -Ilib $(library_cflags) $(CFLAGS)
# A program is linked only with the libraries whose symbols it uses.
ldflags = -Wl,--as-needed -Wl,-z,relro -Wl,-z,now $(LDFLAGS)

# $(call say,CC $<) before a command prints that line instead of the command.
# `make V=1` prints the command, `make -s` neither.
silent := $(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS))))
say = $(if $(filter-out 0,$(V)),,$(if $(silent),,$(info $(1)))@)

# ---- libraries that are needed
hash := \#
# $(call try,HEADER,FLAGS): "yes" if a program that includes HEADER links.
try = $(shell printf '%s\n' '$(hash)include <$(1)>' 'int main(void) { return 0; }' | \
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -x c -o /dev/null - $(2) \
	2>/dev/null && echo yes)
# $(call library,MODULE,HEADER,FLAGS): the flags of a library, from pkg-config or,
# if it does not know MODULE, FLAGS if they work. Empty if there is no library.
library = $(or $(shell $(PKG_CONFIG) --cflags --libs $(1) 2>/dev/null), \
	$(if $(call try,$(2),$(3)),$(3)))

zstd_libs := $(call library,libzstd,zstd.h,-lzstd)
nettle_libs := $(call library,nettle,nettle/sha2.h,-lnettle)
jansson_libs := $(call library,jansson,jansson.h,-ljansson)
xml_libs := $(call library,libxml-2.0,libxml/relaxng.h,-I/usr/include/libxml2 -lxml2)
crypto_libs := $(call library,libcrypto,openssl/evp.h,-lcrypto)
isal_libs := $(if $(PARITY),$(call library,libisal,isa-l.h,-lisal))
curl_libs := $(call library,libcurl,curl/curl.h,-lcurl)
sqlite_libs := $(call library,sqlite3,sqlite3.h,-lsqlite3)
pcre2_libs := $(call library,libpcre2-8,pcre2.h,-lpcre2-8)
# Of the reading room only: its connections, and compression of what it answers.
mhd_libs := $(call library,libmicrohttpd,microhttpd.h,-lmicrohttpd)
zlib_libs := $(call library,zlib,zlib.h,-lz)
# OpenCC is loaded when it is asked for (lib/find/match/variants.c), never linked.
opencc_libs := $(call library,opencc,opencc/opencc.h,-lopencc)

library_cflags := $(sort $(filter -I% -D%,$(zstd_libs) $(nettle_libs) \
	$(jansson_libs) $(xml_libs) $(crypto_libs) $(isal_libs) $(sqlite_libs) \
	$(curl_libs) $(pcre2_libs) $(mhd_libs) $(zlib_libs)))

# iconv is in the C library, or in GNU libiconv if iconv.h is from there.
iconv_probe := \#include <iconv.h>\nint main(void) { return !iconv_open("", ""); }\n
ifeq ($(origin ICONV),undefined)
ICONV := $(shell printf '$(iconv_probe)' | $(CC) $(CPPFLAGS) $(LDFLAGS) \
	-o /dev/null -x c - 2>/dev/null || echo -liconv)
endif

# Debian's names of the libraries that were not found. Nothing is compiled, then.
missing := $(strip \
	$(if $(zstd_libs),,libzstd-dev) $(if $(nettle_libs),,nettle-dev) \
	$(if $(jansson_libs),,libjansson-dev) $(if $(xml_libs),,libxml2-dev) \
	$(if $(crypto_libs),,libssl-dev) $(if $(PARITY),$(if $(isal_libs),,libisal-dev)) \
	$(if $(sqlite_libs),,libsqlite3-dev) $(if $(curl_libs),,libcurl4-openssl-dev) \
	$(if $(pcre2_libs),,libpcre2-dev) $(if $(opencc_libs),,libopencc-dev) \
	$(if $(mhd_libs),,libmicrohttpd-dev) $(if $(zlib_libs),,zlib1g-dev))
.PHONY: libraries
libraries:
ifneq ($(missing),)
	@echo "nbarc needs libraries that are not here. Debian calls them:" >&2
	@echo "  $(missing)" >&2
	@echo "make deps-build installs them, or: apt-get install $(missing)" >&2
	@exit 1
endif

core_libs = $(zstd_libs) $(nettle_libs) $(jansson_libs) $(ICONV) -pthread
# The parts of libnbarc-find.a that need these are asked for by name
# (lib/find/match/regex.h).
find_parts := -Wl,-u,nb_regex_create -Wl,-u,nb_fold_variants
find_libs = $(find_parts) $(pcre2_libs) -ldl

# Loading shared libraries takes a third of the time of `nbarc get`. If the system
# has zstd and nettle as archives, they go into the tools, and nbarc, which needs
# nothing else, is linked statically as a whole. (iconv loads its charsets at run
# time and must be shared, so ingest is a helper program of nbarc.)
# $(call archive_of,NAME,FLAGS): the archive of a library, looked for where its flags
# say before the compiler's own folders.
archive_of = $(if $(STATIC),$(firstword \
	$(wildcard $(patsubst -L%,%/lib$(1).a,$(filter -L%,$(2)))) \
	$(filter /%,$(shell $(CC) $(CFLAGS) -print-file-name=lib$(1).a))))
tool_libs = $(or $(call archive_of,zstd,$(zstd_libs)),$(zstd_libs)) \
	$(or $(call archive_of,nettle,$(nettle_libs)),$(nettle_libs)) \
	$(jansson_libs) $(ICONV) -pthread
# musl-gcc takes -static-pie and makes a program that is not static: then -static.
static_flag := $(if $(STATIC),$(shell t=$$(mktemp); \
	for flag in -static-pie -static; do \
		echo 'int main(void) { return 0; }' | \
		$(CC) $(CFLAGS) $$flag -x c -o $$t - 2>/dev/null && \
		! grep -q /ld- $$t && echo $$flag && break; \
	done; rm -f $$t))
# Packed relocations: fewer pages are touched before main() begins. An older libc
# accepts them when linking and crashes at the start, so a program has to run.
relr = -Wl,-z,pack-relative-relocs
static_flag += $(if $(STATIC),$(shell t=$$(mktemp) && \
	echo 'int x, *volatile p = &x; int main(void) { return p != &x; }' | \
	$(CC) $(CFLAGS) $(static_flag) $(relr) -x c -o $$t - 2>/dev/null && \
	{ $$t; } 2>/dev/null && echo '$(relr)'; rm -f $$t))

# ---- the configuration of a tree
# What the objects of a tree are made with: every object depends on this file, which
# is written where it would become another one. So a tree never mixes what was made
# with different settings. The folders of the installation are not among them.
# Lines with = are what the user may set; tests/tap.sh gives them to make again.
settings := CC AR CFLAGS CPPFLAGS LDFLAGS PKG_CONFIG ICONV STATIC SANDBOX HARDENING PARITY
define newline :=


endef
define configuration :=
$(subst $(newline) ,$(newline),$(foreach name,$(settings),$(name)=$($(name))$(newline)))
compile: $(cflags)
link: $(ldflags) $(static_flag)
libraries: $(xml_libs) $(isal_libs) $(crypto_libs) $(sqlite_libs) $(find_libs) \
	$(curl_libs) $(mhd_libs) $(zlib_libs) $(core_libs)
archives: $(tool_libs)
endef

.PHONY: settings-changed
ifneq ($(file <$B/config),$(configuration))
$B/config: settings-changed
endif
$B/config: export NBARC_CONFIGURATION := $(configuration)
$B/config:
	@mkdir -p $(@D)
	@printf '%s\n' "$$NBARC_CONFIGURATION" >$@

# ---- what there is to build
# libnbarc is everything except four parts that need a library of their own:
# libnbarc-xml validates and reads ALTO and hOCR (libxml2), libnbarc-parity
# protects and repairs (isa-l), libnbarc-find searches (PCRE2), libnbarc-far reads from
# web servers and object stores (libcurl).
xml_src := lib/tei/validate.c lib/tei/culprit.c lib/layout/form/xml.c \
	lib/layout/form/html.c $(wildcard lib/layout/parse/*.c lib/isolated/*.c) \
	lib/issue/mets.c
parity_src := $(wildcard lib/archive/parity/*.c)
find_src := $(wildcard lib/find/*/*.c lib/index/*.c)
far_src := $(wildcard lib/far/*.c)
lib_src := $(filter-out $(xml_src) $(parity_src) $(find_src) $(far_src), \
	$(wildcard lib/*/*.c lib/*/*/*.c))

# Data files in them. Each becomes $B/FILE.o; see "embedded data" below.
xml_data := format-spec/nbtei.rng
lib_data := lib/page/text/simple.bin lib/page/weigh/nbnorm.model \
	lib/page/place/place_weights.h \
	lib/article/nbtei.model lib/article/starts.model \
	lib/encoding/convert/frequency.bin \
	$(wildcard share/profiles/*.profile)
room_data := $(addprefix share/room/,room.css room.js room.svg openapi.json)
nbnorm_data := $(addprefix tools/nbnorm/desk/,desk.css state.js words.js desk.js)

# What has parity: the library, or what nbarc protect and repair say without it; and
# the test programs that call it.
parity_name := $(if $(PARITY),libnbarc-parity)
without_parity := $(if $(PARITY),,$B/tools/nbarc/without/parity.o)
parity_users := $(if $(PARITY),,$(shell grep -lE \
	'"null_error.h"|<nbarc/parity.h>|"archive/parity/' tests/unit/*.c tests/fuzz/*.c))

lib_names := libnbarc libnbarc-xml $(parity_name) libnbarc-find libnbarc-far
lib_obj := $(lib_src:%.c=$B/%.o) $(lib_data:%=$B/%.o)
xml_obj := $(xml_src:%.c=$B/%.o) $(xml_data:%=$B/%.o)
parity_obj := $(if $(PARITY),$(parity_src:%.c=$B/%.o))
find_obj := $(find_src:%.c=$B/%.o)
far_obj := $(far_src:%.c=$B/%.o)
libs := $(lib_names:%=$B/%.a) $(lib_names:%=$B/%.so)
pc_names := $(lib_names:lib%=%.pc)

# A folder of tools/ is a program; cli is what they share. nbarc and its helper
# programs take what they need out of nbarc.a.
objects_in = $(patsubst %.c,$B/%.o,$(wildcard $(1:%=tools/%/*.c)))
cli_obj := $(call objects_in,cli cli/sandbox)
nbconv_obj := $(call objects_in,nbconv)
nbnorm_obj := $(call objects_in,nbnorm) $(nbnorm_data:%=$B/%.o)
nbtei_obj := $(call objects_in,nbtei)
nbarc_mains := $B/tools/nbarc/main.o $B/tools/nbarc/helper.o
nbarc_obj := $(filter-out $(nbarc_mains),$(call objects_in,nbarc \
	nbarc/choose nbarc/set nbarc/rows nbarc/user nbarc/get nbarc/export nbarc/parquet nbarc/hits nbarc/stat \
	nbarc/publish nbarc/read nbarc/write nbarc/check nbarc/serve nbarc/serve/http \
	nbarc/serve/pages nbarc/serve/search nbarc/serve/api \
	nbarc/serve/api/json nbarc/serve/api/oai nbarc/serve/api/iiif \
	nbarc/serve/api/site) $(room_data:%=$B/%.o)) \
	$B/tools/nbarc/publish/room.pack.o
# Commands of nbarc that are programs of their own (tools/nbarc/exec.c).
helpers := $(shell sed -n \
	's/^COMMAND.*"\([a-z-]*\)", \(PROGRAM\|BOTH\),.*/\1/p' tools/nbarc/commands.def)
helper_obj := $(helpers:%=$B/tools/nbarc/helper-%.o)
# nbarc-far has those that read, for archives that URLs name (tools/nbarc/far/far.c).
helper_files := $(helpers:%=$B/nbarc-%) $B/nbarc-far
programs := nbconv nbnorm nbtei nbarc
program_files := $(programs:%=$B/%)
completions := $(addprefix $B/completions/nbarc.,bash zsh fish)

unit_src := $(filter-out $(parity_users),$(wildcard tests/unit/*.c))
unit_bin := $(unit_src:tests/unit/%.c=$B/tests/%)
scripts := $(wildcard tests/cli/*.sh tests/lint/*.sh)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-print-directory

.PHONY: all build-all objects help
all: $(program_files) $(helper_files) $(libs) $(completions) ## build libraries and tools

# What `all` was called when it installed packages.
build-all: all

# Compile without linking, for compilers that the libraries are not there for.
objects: $(lib_obj) $(xml_obj) $(parity_obj) $(without_parity) $(find_obj) $(far_obj) $(cli_obj) \
	$(nbconv_obj) $(nbnorm_obj) $(nbtei_obj) $(nbarc_obj) $B/tools/nbarc/main.o $(helper_obj)

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' Makefile deps.mk dist.mk \
		training/training.mk | \
		awk -F'|' '{ printf "  %-18s %s\n", $$1, $$2 }'

include deps.mk
include training/training.mk
include dist.mk

# ---- objects
$B/%.o: %.c $B/config | libraries
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) $(CPPFLAGS) $(cflags) -MMD -MP -c -o $@ $<

# Only "..." looks into tools/, so that <nbarc/...> is always a public header.
$B/tools/%.o: cflags += -iquote tools
$B/tools/nbarc/%.o: cflags += -iquote tools/nbarc
$B/tools/cli/sandbox/%.o $B/tools/cli/parsers.o: cflags += -DNB_SANDBOX=$(SANDBOX)

# main() of each helper program.
$(helper_obj): $B/tools/nbarc/helper-%.o: tools/nbarc/helper.c \
		$B/config | libraries
	@mkdir -p $(@D)
	$(call say,CC $< ($*))$(CC) $(CPPFLAGS) $(cflags) \
		-DNBARC_HELPER=nbarc_$(subst -,_,$*) -MMD -MP -c -o $@ $<

# Embedded data: the name by which NB_EMBEDDED in lib/base/embed.h declares each.
$B/lib/page/text/simple.bin.o: symbol = nb_simple_forms
$B/lib/page/weigh/nbnorm.model.o: symbol = nb_model_data
$B/lib/page/place/place_weights.h.o: symbol = nb_place_file
$B/lib/article/nbtei.model.o: symbol = nb_structure_data
$B/lib/article/starts.model.o: symbol = nb_starts_data
$B/lib/encoding/convert/frequency.bin.o: symbol = nb_frequency
$B/share/profiles/%.profile.o: symbol = nb_profile_$(basename $(<F))_text
$B/format-spec/nbtei.rng.o: symbol = nb_schema
$B/share/room/room.css.o: symbol = room_style
$B/share/room/room.js.o: symbol = room_script
$B/share/room/room.svg.o: symbol = room_icon
$B/share/room/openapi.json.o: symbol = room_openapi
$B/tools/nbnorm/desk/desk.css.o: symbol = norm_desk_style
$B/tools/nbnorm/desk/state.js.o: symbol = norm_desk_state
$B/tools/nbnorm/desk/words.js.o: symbol = norm_desk_words
$B/tools/nbnorm/desk/desk.js.o: symbol = norm_desk_script

$(patsubst %,$B/%.o,$(lib_data) $(xml_data) $(nbnorm_data) $(room_data)): \
		$B/%.o: % lib/base/embed.S Makefile $B/config
	@mkdir -p $(@D)
	$(call say,EMBED $<)$(CC) $(CPPFLAGS) $(cflags) -DSYMBOL=$(symbol) \
		-DFILE='"$<"' -c -o $@ lib/base/embed.S

# The reading room of nbarc publish: its modules and its stylesheet as one file.
room_files := $(wildcard js/src/*.js js/src/*/*.js) $(addprefix share/room/room.,css svg)
$B/tools/nbarc/publish/room.pack: tools/nbarc/publish/pack.sh $(room_files)
	@mkdir -p $(@D)
	$(call say,GEN $@)LC_ALL=C tools/nbarc/publish/pack.sh js share/room >$@
$B/tools/nbarc/publish/room.pack.o: $B/tools/nbarc/publish/room.pack \
		lib/base/embed.S $B/config
	$(call say,EMBED $<)$(CC) $(CPPFLAGS) $(cflags) -DSYMBOL=nbarc_room_pack \
		-DFILE='"$<"' -c -o $@ lib/base/embed.S

# ---- libraries
# Which source is in which library is said here, so each depends on this file.
define archive
	@rm -f $@
	$(call say,AR $@)$(AR) rcsD $@ $(filter %.o,$^)
endef
# $(call shared,NAME,WHAT TO LINK)
define shared
	$(call say,LD $@)$(CC) $(cflags) $(ldflags) -shared -Wl,-z,defs \
		-Wl,-soname,$(1).so.$(soversion) -Wl,--exclude-libs,ALL -Wl,-z,nodelete \
		-Wl,--version-script=lib/$(1).map -o $@ $(2) $(core_libs)
	@ln -sf $(1).so $@.$(soversion)
endef

$B/libnbarc.a: $(lib_obj) Makefile
	$(archive)

$B/libnbarc-xml.a: $(xml_obj) Makefile
	$(archive)

$B/libnbarc-parity.a: $(parity_obj) Makefile
	$(archive)

$B/libnbarc-find.a: $(find_obj) Makefile
	$(archive)

$B/libnbarc-far.a: $(far_obj) Makefile
	$(archive)

$B/libnbarc.so: $(lib_obj) lib/libnbarc.map Makefile
	$(call shared,libnbarc,$(lib_obj))

# Internal functions of libnbarc are hidden in it, so these have copies of those
# that they call.
$B/libnbarc-xml.so: $(xml_obj) $B/libnbarc.a lib/libnbarc-xml.map Makefile
	$(call shared,libnbarc-xml,$(xml_obj) $B/libnbarc.a $(xml_libs))

$B/libnbarc-parity.so: $(parity_obj) $B/libnbarc.a lib/libnbarc-parity.map \
		Makefile
	$(call shared,libnbarc-parity,$(parity_obj) $B/libnbarc.a $(isal_libs))

$B/libnbarc-find.so: $(find_obj) $B/libnbarc.a lib/libnbarc-find.map Makefile
	$(call shared,libnbarc-find,$(find_obj) $B/libnbarc.a $(find_libs))

$B/libnbarc-far.so: $(far_obj) $B/libnbarc.a lib/libnbarc-far.map Makefile
	$(call shared,libnbarc-far,$(far_obj) $B/libnbarc.a $(curl_libs))

# ---- programs
$B/tools/cli.a: $(cli_obj) Makefile
	$(archive)

$B/tools/nbarc.a: $(nbarc_obj) Makefile
	$(archive)

# The libraries of nbarc in the tools: archives, or with STATIC= the shared ones, as
# distributions want it. The few functions that those keep to themselves, of lib/base
# and of how documents are read, come out of the archive then, which stands last.
library_kind := $(if $(STATIC),a,so)

# What runs in the build tree finds them there; what is installed needs nothing.
ifeq ($(STATIC),)
export LD_LIBRARY_PATH := $(abspath $B)$(LD_LIBRARY_PATH:%=:%)
endif

own = $(1:%=$B/%.$(library_kind)) $(if $(STATIC),,$B/libnbarc.a)
own_shared = -L$B $(patsubst $B/lib%.so,-l%,$(filter %.so,$^)) $B/libnbarc.a \
	-Wl,--exclude-libs,libnbarc.a
link = $(call say,LD $@)$(CC) $(cflags) $(ldflags) -o $@ $(filter %.o,$^) \
	$(if $(STATIC),$(filter %.a,$^), \
	$(filter-out $B/libnbarc.a,$(filter %.a,$^)) $(own_shared))

# With shared libraries every command would load PCRE2 with grep, which is then a
# program only.
$B/tools/nbarc/main.o: cflags += $(if $(STATIC),,-DNBARC_SHARED)
$B/nbarc: $B/tools/nbarc/main.o $B/tools/nbarc.a $B/tools/cli.a \
		$(call own,$(if $(STATIC),libnbarc-find) libnbarc)
	$(link) $(static_flag) $(tool_libs)

define link_helper
	$(link) $(if $(filter $B/libnbarc-find.a,$^),$(find_parts)) $(xml_libs) $(isal_libs) \
		$(crypto_libs) $(sqlite_libs) \
		$(or $(call archive_of,pcre2-8,$(pcre2_libs)),$(pcre2_libs)) \
		-ldl $(tool_libs) $(mhd_libs) $(zlib_libs)
endef

$(filter-out $B/nbarc-serve $B/nbarc-far,$(helper_files)): $B/nbarc-%: \
		$B/tools/nbarc/helper-%.o $B/tools/nbarc.a $B/tools/cli.a \
		$(call own,libnbarc-xml $(parity_name) libnbarc-find libnbarc)
	$(link_helper)
$B/nbarc-protect $B/nbarc-repair: $(without_parity)

# far/open.o stands before nbarc.a, so that what it defines is not taken from there.
far_open := $B/tools/nbarc/far/open.o $B/tools/nbarc/far/hosts.o
$B/nbarc-serve: $B/tools/nbarc/helper-serve.o
$B/nbarc-far: $B/tools/nbarc/far/far.o
$B/nbarc-serve $B/nbarc-far: $(far_open) $B/tools/nbarc.a $B/tools/cli.a \
		$(call own,libnbarc-far libnbarc-xml $(parity_name) libnbarc-find libnbarc)
	$(link_helper) $(curl_libs)

$B/nbconv: $(nbconv_obj) $B/tools/cli.a $(call own,libnbarc)
	$(link) $(core_libs)

$B/nbnorm: $(nbnorm_obj)
$B/nbtei: $(nbtei_obj)
$B/nbnorm $B/nbtei: $B/tools/cli.a $(call own,libnbarc-xml libnbarc)
	$(link) $(xml_libs) $(core_libs)

$(completions): $B/completions/nbarc.%: tools/completions.sh $(program_files) \
		$(helper_files)
	@mkdir -p $(@D)
	$(call say,GEN $@)tools/completions.sh $B $* >$@

# ---- test programs
# $(call program,LIBRARIES): compile the one source $< and link it, with the
# objects and archives among the prerequisites.
define program
	@mkdir -p $(@D)
	$(call say,CC $<)$(CC) $(CPPFLAGS) $(cflags) $(test_flags) -MMD -MP \
		$(LDFLAGS) -o $@ $< $(filter %.o,$^) $(filter %.a,$^) $(1) $(core_libs)
endef

$B/tests/%: tests/unit/%.c $B/tests/sample.o $B/libnbarc-xml.a \
		$(parity_name:%=$B/%.a) $B/libnbarc-find.a $B/libnbarc-far.a $B/libnbarc.a
	$(call program,-lcmocka $(xml_libs) $(isal_libs) $(find_libs) \
		$(test_libs))
$(unit_bin): test_flags = -Itests
$B/tests/note_key_test: test_libs = $(crypto_libs)
$B/tests/null_error_test $B/tests/far_later_test: test_libs = $(curl_libs)
# These change the records that the library writes.
$B/tests/newer_test $B/tests/unsound_note_test: test_flags = -Itests -Wl,--wrap=nb_record_end
# This one replaces iconv(3), which GNU libiconv calls otherwise.
$B/tests/replacing_test: test_flags = -Itests \
	-Wl,--wrap=$(if $(ICONV),libiconv,iconv)
# This one lets allocations and messages of a parser fail.
$B/tests/lack_test: test_flags = -Itests -Wl,--wrap=malloc -Wl,--wrap=realloc -Wl,--wrap=send
# This one counts the leaves that are read.
$B/tests/filter_test: test_flags = -Itests -Wl,--wrap=nb_leaf_read
# This one changes what the catalogue says.
$B/tests/hostile_test: test_flags = -Itests -Wl,--wrap=nb_tree_writer_add

# These are of the tools.
tools_tests := $(addprefix $B/tests/,sandbox_test alone_test openbsd_test parsers_test)
$(tools_tests): $B/tools/cli.a
$(tools_tests): test_flags = -Itests -iquote tools -DNB_SANDBOX=$(SANDBOX)
$B/tests/parsers_test: test_libs = $B/libnbarc-xml.a $B/libnbarc.a $(xml_libs)

# This one lets allocations of libcrypto fail.
$B/tests/key_lack_test: $B/tools/nbarc.a
$B/tests/key_lack_test: test_flags = -Itests -iquote tools -iquote tools/nbarc \
	-Wl,--wrap=malloc -Wl,--wrap=realloc
$B/tests/key_lack_test: test_libs = $B/libnbarc.a $(crypto_libs)

# And this one of the reading room.
$B/tests/oai_test: $B/tools/nbarc.a $B/tools/cli.a
$B/tests/oai_test: test_flags = -Itests -iquote tools -iquote tools/nbarc
$B/tests/oai_test: test_libs = $B/libnbarc.a

# Fuzz targets with a main() that replays files.
fuzz_bin := $(patsubst tests/fuzz/%.c,$B/tests/fuzz/%, \
	$(filter-out tests/fuzz/replay.c $(parity_users),$(wildcard tests/fuzz/*.c)))
$(fuzz_bin): test_flags = -D_DEFAULT_SOURCE
$B/tests/fuzz/%: tests/fuzz/%.c $B/tests/fuzz/replay.o $B/libnbarc-xml.a \
		$(parity_name:%=$B/%.a) $B/libnbarc-find.a $B/libnbarc-far.a $B/libnbarc.a
	$(call program,$(xml_libs) $(isal_libs) $(find_libs) $(test_libs))
# These are of the tools: the reading room, without its connections, keys, and what
# nbarc verify --deep does.
fuzz_tools := $B/tests/fuzz/deep $B/tests/fuzz/key $B/tests/fuzz/room
$(fuzz_tools): $B/tools/nbarc.a $B/tools/cli.a
$(fuzz_tools): test_flags = -D_DEFAULT_SOURCE -iquote tools -iquote tools/nbarc
$(fuzz_tools): test_libs = $B/libnbarc-xml.a $B/libnbarc-find.a $B/libnbarc.a \
	$(xml_libs) $(find_libs) $(zlib_libs) $(crypto_libs)

# These see every system call of the library, and make it fail: tests/io.h.
faulty := $B/tests/crash_test $B/tests/faults_test $B/tests/roads_test \
	$B/tests/scan_test $B/tests/null_error_test \
	$B/tests/null_error_damage_test $B/tests/null_error_items_test \
	$B/tests/null_error_decide_test $B/tests/null_error_learn_test \
	$B/tests/archive_requests_test $B/tests/hits_test \
	$B/tests/page_requests_test $B/tests/far_test
wrapped := write pwrite64 ftruncate64 fsync link rename open64 pread64 lseek64 \
	fstat64 fcntl64 malloc calloc realloc posix_memalign free
$(faulty): $B/tests/io.o
$(faulty): test_flags = -Itests $(wrapped:%=-Wl,--wrap=%)

$B/invariance: tests/invariance/invariance.c $B/libnbarc.a
	$(call program)

$B/differ: tests/differ/differ.c $B/libnbarc.a
	$(call program,$$($(PKG_CONFIG) --cflags --libs icu-uc))

$B/bench-%: bench/%.c $B/libnbarc.a
	$(call program)

# ---- tests and measurements
# Each of these installs what it needs (deps-NAME, which prints "installing: ..."
# when it does) before another make looks for it and builds.
.PHONY: vectors check test-programs check-kill check-invariance check-ocr \
	check-beside check-ksy check-queries check-signals check-browser check-room check-api \
	check-hostile check-js check-consumers check-slurm check-store check-tei check-compilers check-musl \
	check-damage check-mutation check-faults check-leaks check-foreign check-libiconv coverage asan asan-optimised tsan \
	valgrind analyze lint fuzz check-origins check-oss-fuzz demo bench bench-encoding differ
check: deps-test ## install what the tests need, build, run every test
	@$(MAKE) all test-programs
	@for t in $(parity_users); do echo "skipped: $$t, no parity in this build"; done
	@B='$B' CC='$(CC)' tests/run $(unit_bin) $(scripts)

test-programs: $(unit_bin) $(fuzz_bin) $B/invariance

check-damage: deps-test ## damage an archive DAMAGES (2000) times, check what is left
	@$(MAKE) all
	B='$B' tests/damage/campaign.py --timed --reader 10 --runs $${DAMAGES:-2000}

check-invariance: deps-test ## what must hold of every page, on all of ../shared
	@$(MAKE) all $B/invariance
	@B='$B' tests/run tests/invariance/run

check-ocr: deps-test ## read typeset pages with tesseract, repair and compare them
	@$(MAKE) all
	@$(MAKE) deps-ocr || :
	@B='$B' tests/run tests/ocr/run tests/ocr/upright

check-kill: deps-test ## kill an appending process KILLS times (500)
	@$(MAKE) all $B/tests/kill_test
	KILLS=$${KILLS:-500} $B/tests/kill_test

check-beside: deps-test ## 10,000 reads beside 1,000 appends (APPENDS, READS)
	@$(MAKE) all
	@B='$B' APPENDS=$${APPENDS:-1000} READS=$${READS:-10000} \
		tests/run tests/cli/beside.sh

check-signals: deps-test ## a signal at a random moment of each writing command, SIGNALS (100) times
	@$(MAKE) all
	PATH="$(abspath $B):$$PATH" tests/signals/campaign.py \
		--rounds $${SIGNALS:-100} fixtures/pages $B/signals

check-queries: deps-test ## 10,000 searches beside a naive scan, while the archive changes
	@$(MAKE) all
	@B='$B' tests/run tests/queries/run

check-ksy: deps-test ## compile nbarc.ksy (npm), read archives of all kinds with it
	@$(MAKE) all
	@B='$B' tests/run tests/ksy/run

vectors: all ## test vectors of the format, as a package, in $B/vectors
	@mkdir -p $B/vectors
	PATH="$(abspath $B):$$PATH" tests/vectors/make $B/vectors

check-api: deps-test ## validators of others (npm) for what the reading room gives programs
	@$(MAKE) all
	@B='$B' tests/run tests/room/validators

check-hostile: deps-test ## HOSTILE_REQUESTS (10000) mutated requests to a reading room
	@$(MAKE) all
	@B='$B' tests/run tests/room/hostile

check-js: deps-test ## compare the reader in JavaScript (npm) with nbarc
	@$(MAKE) all
	@B='$B' tests/run tests/js/run

check-consumers: deps-consumers ## exports in DuckDB (npm), pandas, R and sqlite3
	@$(MAKE) all
	@B='$B' tests/run tests/consumers/run

check-slurm: deps-slurm ## fleets: jobs by Slurm, whose node is killed, GNU parallel, make
	@$(MAKE) all
	@B='$B' tests/run tests/slurm/run tests/cli/fleet.sh

check-store: deps-store ## archives in an object store: OpenStack Swift with the API of S3
	@$(MAKE) all
	@B='$B' tests/run tests/store/run

check-tei: deps-tei ## documents in jing, Saxon, and CETEIcean (npm) in Chromium
	@$(MAKE) all
	@B='$B' tests/run tests/tei/run

check-browser: deps-browser ## install Chromium, test the review page and the reading room in it
	@$(MAKE) all
	@B='$B' tests/run tests/cli/review.sh tests/browser/site

check-room: deps-browser ## the reading room in Chromium, with axe-core (npm)
	@$(MAKE) all
	@B='$B' tests/run tests/room/run

check-mutation: deps-test ## change MUTANTS (120) conditions, see which a test notices
	@B='$B' CC='$(CC)' tests/mutation/mutate.py

check-compilers: deps-compilers ## gcc, clang, -flto, -m32 and musl: no warning
	@tests/compilers

check-musl: deps-musl ## build nbarc with musl, test get, list and the like, time the start
	@$(MAKE) all
	@B='$B' tests/musl

check-libiconv: deps-test ## with GNU libiconv (LIBICONV=PREFIX, or from npm): the tests of charsets
	@CC='$(CC)' tests/libiconv

demo: deps-build ## install what is missing, build, ingest the fixture pages, get an article out
	@$(MAKE) all
	@B='$B' tests/demo

asan: deps-test ## run every test under the address and UB sanitizers
	$(call sanitized,asan,-O1 -fno-omit-frame-pointer $(both_sanitizers),$(scripts))

# An optimised program has other faults of this kind: memory that is read after its
# block ended, expressions that are folded.
asan-optimised: deps-test ## run the unit tests under both with -O2
	$(call sanitized,asan-optimised,-O2 $(both_sanitizers),)

tsan: deps-test ## run every test under the thread sanitizer
	$(call sanitized,tsan,-O1 -fno-omit-frame-pointer -fsanitize=thread,$(scripts))

# The arena of a huge page is off in these, so that they see each allocation.
# Some tests fork and start threads in the child, of which the thread sanitizer
# dies, though not always.
comma := ,
both_sanitizers := -fsanitize=address$(comma)undefined -fno-sanitize-recover=all
# $(call sanitized,TREE,FLAGS,SCRIPTS): the unit tests, and these scripts.
define sanitized
@$(MAKE) B=build/$(1) SANDBOX=0 CFLAGS='-g $(2) -DNB_ARENA_SIZE=1' \
	$(if $(3),all) test-programs
@B=build/$(1) CC='$(CC)' TSAN_OPTIONS=die_after_fork=0 tests/run \
	$(unit_src:tests/unit/%.c=build/$(1)/tests/%) $(3)
endef

# It knows no filter of system calls. Left out: kill_test, which kills processes at moments that valgrind moves;
# bits_test, which turns every bit of five archives and would take half an hour;
# and hostile_test, hostile_item_test and lack_here_test, which measure memory or time.
valgrind := valgrind -q --error-exitcode=9 --leak-check=full \
	--show-leak-kinds=definite --errors-for-leak-kinds=definite \
	--suppressions=tests/valgrind.supp
valgrind_bin = $(filter-out %/kill_test %/bits_test %/hostile_test \
	%/hostile_item_test %/lack_here_test, \
	$(unit_src:tests/unit/%.c=build/valgrind/tests/%))
valgrind: deps-valgrind ## run the unit tests under valgrind
	@$(MAKE) B=build/valgrind SANDBOX=0 CFLAGS='-O1 -g -DNB_ARENA_SIZE=1' test-programs
	@B=build/valgrind EXEC='$(valgrind)' tests/run $(valgrind_bin)

# What no test reaches is named in build/coverage/lib.html. Threads count one by
# one: a count that two of them wrote at once may be negative, at which gcovr
# gives up.
coverage: deps-coverage ## lines and branches of lib/ that the tests reach, in build/coverage
	@$(MAKE) B=build/coverage SANDBOX=0 HARDENING= \
		CFLAGS='-O0 -g --coverage -fprofile-update=atomic' \
		all test-programs
	@find build/coverage -name '*.gcda' -delete
	@B=build/coverage CC='$(CC)' tests/run \
		$(unit_src:tests/unit/%.c=build/coverage/tests/%) $(scripts)
	@gcovr --root . --filter 'lib/' --object-directory build/coverage -j 2 \
		--html-details build/coverage/lib.html --txt build/coverage/lib.txt \
		--print-summary build/coverage

check-faults: deps-test ## make each allocation and system call of every tool fail, in turn
	@$(MAKE) STATIC= B=build/shared all
	tests/faults/campaign.py $${CALLS:+--calls $$CALLS} build/shared build/faults

check-leaks: deps-test ## whether anything is lost when a call of a tool fails, in turn
	@$(MAKE) STATIC= SANDBOX=0 B=build/leaks all
	tests/faults/campaign.py --leaks $${CALLS:+--calls $$CALLS} \
		--kinds memory,open,read,write,socket,send,receive build/leaks build/faults

check-foreign: deps-foreign ## unit tests for s390x, arm64 and armhf, in an emulator (i386: check-compilers)
	@tests/foreign s390x arm64 armhf

analyze: deps-analyze ## static analyzers over lib/, but for what tests/analyze/explained explains
	@B='$B' tests/analyze/run

lint: deps-lint ## warnings as errors with gcc and clang, format, manual pages
	@CC='$(CC)' tests/lint-all

bench: deps-bench ## measure speed and size beside what a user would pick
	@$(MAKE) all $B/bench-encoding $B/bench-decode
	@B='$B' bench/run

bench-encoding: deps-bench ## measure the conversion of charsets alone
	@$(MAKE) all $B/bench-encoding
	@B='$B' bench/encoding.sh

differ: deps-differ ## compare GB18030 with iconv, ICU and Python, at random
	@$(MAKE) all $B/differ
	@B='$B' tests/differ/run

fuzz: deps-lint ## run each program of tests/fuzz for FUZZ_SECONDS (clang, libFuzzer)
	@tests/fuzz/run

check-origins: deps-origins ## rebuild the tables of others from their origins, compare them
	@B='$B' tests/run tests/cli/origins.sh

check-oss-fuzz: deps-oss-fuzz ## build the project folder of OSS-Fuzz, as of the last commit
	@B='$B' tests/run tests/fuzz/oss-fuzz.sh

# ---- sources that are made
.PHONY: format html man3 schema docs/session.svg docs/room.svg
format: ## format every C file as .clang-format says
	find lib tools include examples training tests bench -name '*.[ch]' \
		! -name gb18030_table.c -print0 | xargs -0 clang-format -i

html: deps-test ## the manual and the documents as a small site with a search, in $B/html
	docs/site.py $B/html

docs/session.svg: all ## draw the session on the front page again
	docs/session.py $B >$@

docs/room.svg: all ## draw the reading room on the front page again
	docs/room.py $B >$@

man3: ## make section 3 of the manual from the public headers
	man/headers.py include/nbarc man

schema: ## make format-spec/nbtei.rng from nbtei.rnc (trang)
	trang format-spec/nbtei.rnc format-spec/nbtei.rng

# ---- installation
# What the tutorials of section 7 work on, and the manual says where it is.
examples = $(DESTDIR)$(datadir)/examples
example_folders := archivist/scan/alto archivist/text/早报 researcher/pages \
	engineer/fleet

.PHONY: install uninstall clean install-examples
install-examples:
	install -d $(example_folders:%=$(examples)/%)
	install -m 644 fixtures/issue/*.xml $(examples)/archivist/scan
	install -m 644 fixtures/issue/alto/*.xml $(examples)/archivist/scan/alto
	install -m 644 fixtures/tutorial/manifest.csv $(examples)/archivist
	install -m 644 fixtures/tutorial/text/早报/*.txt \
		$(examples)/archivist/text/早报
	install -m 644 fixtures/research/titles.tsv $(examples)/researcher
	install -m 644 fixtures/research/*.txt $(examples)/researcher/pages
	install -m 644 examples/*.c examples/README.md $(examples)/engineer
	install -m 644 examples/fleet/Makefile $(examples)/engineer/fleet
	install -m 755 examples/fleet/*.sh $(examples)/engineer/fleet

install: all install-examples ## install under $(DESTDIR)$(prefix)
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir)/pkgconfig
	install -d $(DESTDIR)$(libexecdir) \
		$(DESTDIR)$(includedir)/nbarc $(DESTDIR)$(mandir)/man1 \
		$(DESTDIR)$(mandir)/man3 $(DESTDIR)$(mandir)/man5 \
		$(DESTDIR)$(mandir)/man7 \
		$(DESTDIR)$(datadir) \
		$(DESTDIR)$(completionsdir) $(DESTDIR)$(zshdir) \
		$(DESTDIR)$(fishdir)
	install -m 755 $(program_files) $(DESTDIR)$(bindir)
	install -m 755 $(helper_files) $(DESTDIR)$(libexecdir)
	install -m 644 $(lib_names:%=$B/%.a) $(DESTDIR)$(libdir)
	for l in $(lib_names); do \
		install -m 755 $B/$$l.so \
			$(DESTDIR)$(libdir)/$$l.so.$(soversion); \
		ln -sf $$l.so.$(soversion) $(DESTDIR)$(libdir)/$$l.so; done
	for pc in $(pc_names); do \
		sed -e 's|@prefix@|$(prefix)|; s|@libdir@|$(libdir)|' \
			-e 's|@includedir@|$(includedir)|; s|@version@|$(version)|' \
			lib/$$pc.in >$(DESTDIR)$(libdir)/pkgconfig/$$pc || exit 1; \
		chmod 644 $(DESTDIR)$(libdir)/pkgconfig/$$pc; done
	install -m 644 $(filter-out $(if $(PARITY),,%/parity.h), \
		$(wildcard include/nbarc/*.h)) $(DESTDIR)$(includedir)/nbarc
	install -m 644 man/*.1 $(DESTDIR)$(mandir)/man1
	install -m 644 man/*.3 $(DESTDIR)$(mandir)/man3
	install -m 644 man/*.5 $(DESTDIR)$(mandir)/man5
	for page in $(notdir $(wildcard man/*.7)); do \
		sed 's|/usr/local/share/nbarc|$(datadir)|g; s|$(datadir)/python|$(pythondir)|g' \
			man/$$page >$(DESTDIR)$(mandir)/man7/$$page && \
		chmod 644 $(DESTDIR)$(mandir)/man7/$$page || exit 1; done
	install -m 644 format-spec/nbarc-format.md format-spec/nbarc-index.md \
		format-spec/nbarc.ksy \
		format-spec/example.nbarc format-spec/nbtei.rng format-spec/nbtei.rnc \
		format-spec/nbtei.odd format-spec/gb18030-2022.txt \
		format-spec/reader.py $(DESTDIR)$(datadir)
	install -d $(DESTDIR)$(datadir)/profiles
	install -m 644 share/profiles/*.profile $(DESTDIR)$(datadir)/profiles
	install -d $(DESTDIR)$(pythondir)/nbarc
	install -m 644 python/nbarc/*.py python/nbarc/py.typed \
		$(DESTDIR)$(pythondir)/nbarc
	install -m 644 $B/completions/nbarc.bash \
		$(DESTDIR)$(completionsdir)/nbarc
	install -m 644 $B/completions/nbarc.zsh $(DESTDIR)$(zshdir)/_nbarc
	install -m 644 $B/completions/nbarc.fish $(DESTDIR)$(fishdir)
	for t in $(filter-out nbarc,$(programs)); do \
		ln -sf nbarc $(DESTDIR)$(completionsdir)/$$t; done
	install -d $(DESTDIR)$(mimedir) $(DESTDIR)$(iconsdir)
	install -m 644 share/mime/nbarc.xml $(DESTDIR)$(mimedir)
	install -m 644 share/mime/magic $(DESTDIR)$(datadir)
	install -m 644 share/icons/application-x-nbarc.svg $(DESTDIR)$(iconsdir)

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(zshdir)/_nbarc $(DESTDIR)$(fishdir)/nbarc.fish \
		$(DESTDIR)$(mimedir)/nbarc.xml \
		$(DESTDIR)$(iconsdir)/application-x-nbarc.svg \
		$(programs:%=$(DESTDIR)$(bindir)/%) \
		$(programs:%=$(DESTDIR)$(completionsdir)/%) \
		$(lib_names:%=$(DESTDIR)$(libdir)/%.*) \
		$(pc_names:%=$(DESTDIR)$(libdir)/pkgconfig/%) \
		$(patsubst man/%.1,$(DESTDIR)$(mandir)/man1/%.1,$(wildcard man/*.1)) \
		$(patsubst man/%.3,$(DESTDIR)$(mandir)/man3/%.3,$(wildcard man/*.3)) \
		$(patsubst man/%.5,$(DESTDIR)$(mandir)/man5/%.5,$(wildcard man/*.5)) \
		$(patsubst man/%.7,$(DESTDIR)$(mandir)/man7/%.7,$(wildcard man/*.7))
	rm -rf $(DESTDIR)$(includedir)/nbarc $(DESTDIR)$(datadir) \
		$(DESTDIR)$(libexecdir) $(DESTDIR)$(pythondir)/nbarc

clean: ## remove the build trees
	rm -rf build

-include $(shell find $B -path $B/deb -prune -o -name '*.d' -type f -print 2>/dev/null)
