# SPDX-License-Identifier: MIT
# GNU make. Sources are found by wildcard: a new file in its place is enough.
#
#	lib/LAYER/*.c	build/libatlas.a
#	cmd/NAME.c	build/bin/NAME
#	cmd/NAME/*.c	build/bin/NAME
#	tests/lib-*.c	build/tests/lib-*.t
#	tests/preload-*.c	build/tests/preload-*.so

VERSION = 0.1.0

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDEXPANSION:
.SUFFIXES:
.PHONY: all check lint bench demo golden install uninstall clean distclean

all:

ifneq ($(wildcard config.mk),)
include config.mk
else ifneq ($(filter-out clean distclean,$(or $(MAKECMDGOALS),all)),)
$(error run ./configure first (./configure --help lists its options))
endif

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
    -Wmissing-prototypes -Wold-style-definition -Wformat=2 -Wpointer-arith \
    -Wwrite-strings -Wundef -Wvla -Wimplicit-fallthrough $(WERROR)
COMPILE = $(CC) -std=c11 -D_GNU_SOURCE -DATLAS_VERSION='"$(VERSION)"' \
    -DATLAS_PREFIX='"$(PREFIX)"' -iquote lib $(WARN) -fPIE \
    -fvisibility=hidden $(HARDEN) $(CFLAGS) -MMD -MP
LINK = $(CC) -pie $(HARDEN) $(CFLAGS) -Wl,-z,relro,-z,now -Wl,--as-needed \
    $(LDFLAGS)

objects = $(addprefix build/,$(addsuffix .o,$(basename $(wildcard $(1)))))

LIB_O := $(call objects,lib/*/*.c) build/schema_sqlite.o
CMD_O := $(call objects,cmd/*.c cmd/*/*.c)
TEST_O := $(call objects,tests/*.c)
SCHEMA := $(wildcard lib/schema/sqlite/[0-9]*.sql)
TOOLS := $(sort $(patsubst cmd/%.c,%,$(wildcard cmd/*.c)) \
    $(patsubst cmd/%/,%,$(dir $(wildcard cmd/*/*.c))))
BIN := $(addprefix build/bin/,$(TOOLS))
C_TESTS := $(patsubst tests/%.c,build/tests/%.t,$(wildcard tests/lib-*.c))
PRELOADS := $(patsubst tests/%.c,build/tests/%.so,$(wildcard tests/preload-*.c))
TESTS = $(C_TESTS) $(wildcard tests/*.t)

all: $(BIN) build/libatlas.a

build/%.o: %.c config.mk Makefile
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

build/%.o: build/%.c config.mk Makefile
	$(COMPILE) -c -o $@ $<

build/schema_sqlite.c: lib/schema/embed.awk $(SCHEMA)
	@mkdir -p $(@D)
	awk -f lib/schema/embed.awk $(SCHEMA) >$@

# The directories: a source that was removed leaves the archive.
build/libatlas.a: $(LIB_O) $(wildcard lib/*/)
	rm -f $@
	$(AR) rcs $@ $(LIB_O)

$(BIN): build/bin/%: $$(call objects,cmd/$$*.c cmd/$$*/*.c) build/libatlas.a
	@mkdir -p $(@D)
	$(LINK) -o $@ $^ $(LIBS)

$(C_TESTS): build/tests/%.t: build/tests/%.o $(call objects,tests/tap.c) \
    build/libatlas.a
	$(LINK) -o $@ $^ $(LIBS)

# What some tests load into a tool (LD_PRELOAD). Never with sanitizers: those
# must come first, and there is one of them in a process.
$(PRELOADS): build/tests/%.so: tests/%.c config.mk Makefile
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARN) -fPIC -shared -O2 -g -o $@ $< -ldl

# make check TESTS=tests/atlas-task.t runs one.
check: all $(C_TESTS) $(PRELOADS)
	prove -j$$(nproc) $(TESTS)

# The tests that compare with tests/golden write what they see there instead.
golden: all $(C_TESTS) $(PRELOADS)
	GOLDEN=update prove $$(grep -l '^[[:space:]]*golden ' tests/*.t)

bench: all
	ATLAS_BUILD=build tests/bench/run

demo: all
	ATLAS_BIN=build/bin sh share/demo.sh

MAN := $(wildcard man/*.[1-8])
SH := configure $(wildcard tests/*.sh tests/*.t tests/*/*.sh share/*.sh)
BASH := $(wildcard .ci/run share/completions/*.bash)

# SC1010 takes "done", which is a verb of atlas-task, for the shell's word.
lint:
	$(if $(MAN),mandoc -Tlint -Wwarning $(MAN))
	for f in $(SH); do sh -n $$f || exit; done
	for f in $(BASH); do bash -n $$f || exit; done
	! command -v shellcheck || shellcheck -x -P SCRIPTDIR -S warning -e SC1010 $(SH) $(BASH)

# What is installed: SOURCE:PLACE below the prefix. One list, so that what
# install puts there is what uninstall takes away.
ROOT = $(DESTDIR)$(PREFIX)
PROGRAMS := $(foreach f,$(BIN),$(f):bin/$(notdir $(f)))
COMPLETIONS := share/completions
FILES := \
    $(foreach f,$(MAN),$(f):share/man/man$(subst .,,$(suffix $(f)))/$(notdir $(f))) \
    $(foreach f,$(filter-out %.sh,$(wildcard share/*.*)),$(f):share/atlas/$(notdir $(f))) \
    $(foreach f,$(wildcard $(COMPLETIONS)/*.bash),$(f):share/bash-completion/completions/$(basename $(notdir $(f)))) \
    $(foreach f,$(wildcard $(COMPLETIONS)/_*),$(f):share/zsh/site-functions/$(notdir $(f))) \
    $(foreach f,$(wildcard $(COMPLETIONS)/*.fish),$(f):share/fish/vendor_completions.d/$(notdir $(f)))
PLACES := $(foreach f,$(PROGRAMS) $(FILES),$(lastword $(subst :, ,$(f))))
STATE := data config backups desk logs incidents

# Directories that are there keep the mode and the owner that they have. What
# the tools write into is shared with the group of the directory. config is
# open: agents read atlas.conf; a secret is a file of mode 600 there.
install: all
	set -e; for f in $(PROGRAMS); do \
	    install -D -m 755 $${f%:*} "$(ROOT)/$${f#*:}"; done
	set -e; for f in $(FILES); do \
	    install -D -m 644 $${f%:*} "$(ROOT)/$${f#*:}"; done
	set -e; for d in $(STATE); do \
	    case $$d in config) mode=755;; *) mode=2770;; esac; \
	    test -d "$(ROOT)/$$d" || install -d -m $$mode "$(ROOT)/$$d"; done

# Only our files, then the directories that this leaves empty.
uninstall:
	for f in $(PLACES); do rm -f "$(ROOT)/$$f"; done
	for d in $(sort $(dir $(PLACES))) $(STATE); do test ! -d "$(ROOT)/$$d" || \
	    (cd "$(ROOT)" && rmdir -p --ignore-fail-on-non-empty $$d); done
	test ! -d "$(ROOT)" || rmdir --ignore-fail-on-non-empty "$(ROOT)"

clean:
	rm -rf build

distclean: clean
	rm -f config.mk config.log

-include $(patsubst %.o,%.d,$(LIB_O) $(CMD_O) $(TEST_O))
