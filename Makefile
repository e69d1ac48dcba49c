# SPDX-License-Identifier: MIT
# GNU make. `make help` lists the targets. Nothing is written outside $(BUILD) and build/.

PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
PLUGINDIR  ?= $(PREFIX)/lib/nagios/plugins
LIBEXECDIR ?= $(PREFIX)/libexec/fcrdns-check
MANDIR     ?= $(PREFIX)/share/man
DATADIR    ?= $(PREFIX)/share/fcrdns-check
UNITDIR    ?= $(PREFIX)/lib/systemd/system
COMPDIR    ?= $(PREFIX)/share/bash-completion/completions
INSTALL    ?= install
PKG_CONFIG ?= pkg-config
CLANG      ?= clang
CFLAGS     ?= -O2 -g

# One object tree per flavour, so switching flavours never mixes objects.
FLAVOUR ?= release
BUILD   ?= build/$(FLAVOUR)

flavour-release  =
flavour-asan     = -DFCRDNS_SANITIZED -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
flavour-coverage = -O0 --coverage
flavour-analyze  = -O2 -fanalyzer
flavour-fuzz     = -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

# Names only, so that a bare system can parse this file before `make deps`.
PACKAGES := $(shell sed 's/[ \#].*//' src/packages 2>/dev/null)
# Opened at run time by those who need it: its headers only.
OPENED := libcurl
WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
        -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wvla -Wformat=2 \
        -Wswitch-enum -Wnull-dereference
# Plain variables: a comma inside $(if ...) would end the argument.
HARD_CC := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARD_LD := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
OPT_WERROR := $(if $(WERROR),-Werror)

ALL_CPPFLAGS = -Iinclude -D_GNU_SOURCE -DFCRDNS_VERSION='"$(VERSION)"' -DFCRDNS_DATADIR='"$(DATADIR)"' \
               -DFCRDNS_LIBEXECDIR='"$(LIBEXECDIR)"' $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 $(WARN) $(OPT_WERROR) $(if $(filter release,$(FLAVOUR)),$(HARD_CC)) \
               $(CFLAGS) $(flavour-$(FLAVOUR)) $(shell $(PKG_CONFIG) --cflags $(PACKAGES) $(OPENED))
ALL_LDFLAGS  = $(if $(filter release,$(FLAVOUR)),$(HARD_LD)) $(LDFLAGS) $(flavour-$(FLAVOUR))
ALL_LDLIBS   = $(shell $(PKG_CONFIG) --libs $(PACKAGES)) $(LDLIBS)

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || cat data/version 2>/dev/null || echo unknown)

# Every .c under src/ except the entry points is in the archive the tests link.
SRC   := $(sort $(wildcard src/*/*.c))
MAINS := $(wildcard src/*/main*.c)
# What data/generic.words says, as a table.
MADE  := $(BUILD)/made/generic_words.o
OBJ   := $(SRC:%.c=$(BUILD)/%.o) $(MADE)
LIB   := $(BUILD)/libfcrdns.a
BIN   := $(BUILD)/fcrdns-check
# Its commands that need more libraries than a check; fcrdns-check looks for it beside itself.
CLOUD := $(BUILD)/fcrdns-check-cloud
PLUGIN := $(BUILD)/check_fcrdns
EXPORTER := $(BUILD)/fcrdns-exporter
# The same for tests: it also speaks http to servers on loopback.
CLOUD_TEST := $(BUILD)/test/fcrdns-check-cloud
UNIT  := $(patsubst tests/unit/%.c,$(BUILD)/unit/%.t,$(sort $(wildcard tests/unit/test_*.c)))
FUZZ  := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

# Files for monitoring servers.
MONITORING := nagios icinga2 prometheus grafana

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$(patsubst $(BUILD)/%,%,$@)')

all: $(BIN) $(CLOUD) $(PLUGIN) $(EXPORTER) $(BUILD)/fcrdns-check.1 $(BUILD)/check_fcrdns.1 $(BUILD)/fcrdns-exporter.1 $(BUILD)/fcrdns-findings.7 ## build the programs and their man page (default)

# Objects depend on the flags they were built with: change a flag, rebuild.
FLAGS = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(ALL_LDLIBS)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(FLAGS))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(FLAGS))' > $@

$(BUILD)/%.o: %.c $(BUILD)/flags
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(MADE:.o=.c): src/judge/generic_words.awk data/generic.words
	$(call say,AWK)
	@mkdir -p $(@D)
	$(Q)awk -f $^ > $@

$(MADE): %.o: %.c $(BUILD)/flags
	$(call say,CC)
	$(Q)$(CC) $(ALL_CPPFLAGS) -I. $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(filter-out $(MAINS:%.c=$(BUILD)/%.o),$(OBJ))
	$(call say,AR)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# --as-needed: each is linked with the libraries that it uses.
$(BIN): $(BUILD)/src/cli/main.o $(LIB)
$(CLOUD): $(BUILD)/src/cli/main_cloud.o $(LIB)
$(PLUGIN): $(BUILD)/src/plugin/main.o $(LIB)
$(EXPORTER): $(BUILD)/src/exporter/main.o $(LIB)
$(CLOUD_TEST): $(BUILD)/src/cli/main_cloud.o $(BUILD)/test/fetch.o $(LIB)
$(BIN) $(CLOUD) $(PLUGIN) $(EXPORTER) $(CLOUD_TEST):
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

# Before the archive, so that the linker takes this one.
$(BUILD)/test/fetch.o: src/net/fetch.c $(BUILD)/flags
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) -DFCRDNS_LOOPBACK_HTTP $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# OPTIONS come from the option tables, so that page and program cannot drift apart.
$(BUILD)/fcrdns-check.1: data/fcrdns-check.1.in $(BIN) $(CLOUD)
	$(call say,MAN)
	$(Q)$(BIN) --print-options man > $@.options
	$(Q)for c in $$(sed -n 's/^@OPTIONS \([a-z-]*\)@$$/\1/p' $<); do \
	  $(BIN) $$c --print-options man > $@.options-$$c && echo "/^@OPTIONS $$c@$$/{" && \
	  echo "r $@.options-$$c" && echo d && echo '}' || exit 1; done > $@.sed
	$(Q)sed -f $@.sed -e '/^@OPTIONS@$$/{r $@.options' -e 'd;}' -e 's/@VERSION@/$(VERSION)/' $< > $@

$(BUILD)/check_fcrdns.1: data/check_fcrdns.1.in $(PLUGIN)
	$(call say,MAN)
	$(Q)$(PLUGIN) --print-options man > $@.options
	$(Q)sed -e '/^@OPTIONS@$$/{r $@.options' -e 'd;}' -e 's/@VERSION@/$(VERSION)/' $< > $@

# From the table of findings itself.
$(BUILD)/fcrdns-findings.7: data/fcrdns-findings.7.in $(BIN)
	$(call say,MAN)
	$(Q)$(BIN) explain --print-manual > $@.findings
	$(Q)sed -e '/^@FINDINGS@$$/{r $@.findings' -e 'd;}' -e 's/@VERSION@/$(VERSION)/' $< > $@

$(BUILD)/fcrdns-exporter.1: data/fcrdns-exporter.1.in $(EXPORTER)
	$(call say,MAN)
	$(Q)$(EXPORTER) --print-options man > $@.options
	$(Q)sed -e '/^@OPTIONS@$$/{r $@.options' -e 'd;}' -e 's/@VERSION@/$(VERSION)/' $< > $@

$(BUILD)/unit/%.t: $(BUILD)/tests/unit/%.o $(LIB)
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS) -lcmocka

check: all unit lint replay conform waiting $(if $(filter release,$(FLAVOUR)),cost) ## run every test (all of it on loopback)
	$(Q)tests/lint/summary.sh $(BUILD)

# Those that mostly wait, beside each other.
waiting: all
	$(Q)+$(MAKE) --no-print-directory -j3 e2e evil cloud exporter

# Each suite's TAP goes through prove; the counts of all are added up by summary.sh.
TAP = FCRDNS_CHECK='$(abspath $(BIN))' FCRDNS_CHECK_CLOUD='$(abspath $(CLOUD_TEST))' CHECK_FCRDNS='$(abspath $(PLUGIN))' FCRDNS_EXPORTER='$(abspath $(EXPORTER))' CC='$(CC)' CMOCKA_MESSAGE_OUTPUT=TAP tests/lint/tap.sh $(BUILD)

unit: $(UNIT) ## run the unit tests
	$(Q)$(TAP) unit $^

conform: $(BIN) ## run the cases of the decision procedure against the binary
	$(Q)$(TAP) conform $(sort $(wildcard tests/conform/*.t))

# What drives a part of the archive for a test of whole runs.
$(BUILD)/test/%: $(BUILD)/tests/e2e/%.o $(LIB)
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

e2e: all $(CLOUD_TEST) $(BUILD)/test/authority ## run the cases on a real NSD and Unbound
	$(Q)$(TAP) e2e $(sort $(wildcard tests/e2e/*.t))

evil: $(BIN) $(PLUGIN) ## run the hostile server's scenarios against the binary
	$(Q)$(TAP) evil $(sort $(wildcard tests/evil/*.t))

cloud: $(CLOUD_TEST) ## run sessions with clouds against a strict server
	$(Q)$(TAP) cloud tests/cloud/vendors.t

exporter: $(EXPORTER) $(BIN) ## ask the exporter, also as those who mean it ill, before a real NSD and Unbound
	$(Q)$(TAP) exporter $(sort $(wildcard tests/exporter/*.t))

check-exporter: $(EXPORTER) | servers ## the attack on the exporter with 100,000 probes
	$(Q)PROBES=100000 $(TAP) check-exporter tests/exporter/attack.t

cost: $(BIN) ## count the instructions of a bulk check (callgrind)
	$(Q)$(TAP) cost $(sort $(wildcard tests/bench/*.t))

lint: all ## include direction, self-contained headers, banned calls, option table
	$(Q)$(TAP) lint $(sort $(wildcard tests/lint/*.t))

asan: ## the whole suite under AddressSanitizer and UndefinedBehaviorSanitizer
	$(Q)$(MAKE) FLAVOUR=asan check

coverage: ## the whole suite with coverage, then a line per source file (gcov)
	$(Q)$(MAKE) FLAVOUR=coverage check
	$(Q)tests/lint/coverage.sh build/coverage

analyze: ## gcc -fanalyzer over every file
	$(Q)$(MAKE) FLAVOUR=analyze WERROR=1 all

tidy: ## clang-tidy over every file
	$(Q)clang-tidy --quiet $(SRC) -- -std=c11 $(ALL_CPPFLAGS)

format: ## rewrite the sources with clang-format
	$(Q)clang-format -i $(SRC) $(wildcard include/*/*.h src/*/*.h tests/*/*.[ch])

# With clang: libFuzzer. `make replay` runs the seeds through the same entry points with any compiler.
FUZZ_SECONDS ?= 60
fuzz: ## run each fuzz target for FUZZ_SECONDS (clang)
	$(Q)$(MAKE) CC=$(CLANG) FLAVOUR=fuzz fuzzers FUZZ_MAIN=-fsanitize=fuzzer
	$(Q)for f in $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c))); do \
	  mkdir -p build/fuzz/corpus-$$f && echo "== $$f" && \
	  build/fuzz/fuzz/fuzz_$$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -timeout=20 \
	    -artifact_prefix=build/fuzz/ build/fuzz/corpus-$$f tests/fuzz/seed-$$f || exit 1; done

replay: ## run every fuzz seed once, under sanitizers (any compiler)
	$(Q)$(MAKE) FLAVOUR=asan fuzzers FUZZ_MAIN=tests/fuzz/replay.c
	$(Q)$(TAP) replay tests/fuzz/replay.t

fuzzers: $(FUZZ)
$(BUILD)/fuzz/%: tests/fuzz/%.c $(LIB) $(BUILD)/flags
	$(call say,FUZZ)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(FUZZ_MAIN) $(LIB) $(ALL_LDLIBS)

bench: $(BIN) | servers ## measure against other tools: ratios in one run
	$(Q)FCRDNS_CHECK='$(abspath $(BIN))' /usr/bin/python3 tests/bench/bench.py

$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(LIB)
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

bench-generic: $(BUILD)/bench/generic ## how long the classifier of names takes for one
	$(Q)$(BUILD)/bench/generic tests/unit/generic.tsv

install: all ## install under $(DESTDIR)$(PREFIX)
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)' '$(DESTDIR)$(MANDIR)/man1' '$(DESTDIR)$(MANDIR)/man7' '$(DESTDIR)$(DATADIR)' '$(DESTDIR)$(COMPDIR)' \
	  '$(DESTDIR)$(LIBEXECDIR)' '$(DESTDIR)$(PLUGINDIR)'
	$(INSTALL) -m 0755 $(BIN) '$(DESTDIR)$(BINDIR)/fcrdns-check'
	$(INSTALL) -m 0755 $(CLOUD) '$(DESTDIR)$(LIBEXECDIR)/fcrdns-check-cloud'
	$(INSTALL) -m 0755 $(PLUGIN) '$(DESTDIR)$(PLUGINDIR)/check_fcrdns'
	$(INSTALL) -m 0644 $(BUILD)/fcrdns-findings.7 '$(DESTDIR)$(MANDIR)/man7/fcrdns-findings.7'
	$(INSTALL) -m 0755 $(EXPORTER) '$(DESTDIR)$(BINDIR)/fcrdns-exporter'
	$(INSTALL) -m 0644 $(BUILD)/fcrdns-exporter.1 '$(DESTDIR)$(MANDIR)/man1/fcrdns-exporter.1'
	$(INSTALL) -m 0644 $(BUILD)/check_fcrdns.1 '$(DESTDIR)$(MANDIR)/man1/check_fcrdns.1'
	$(INSTALL) -m 0644 $(BUILD)/fcrdns-check.1 '$(DESTDIR)$(MANDIR)/man1/fcrdns-check.1'
	$(INSTALL) -m 0644 $(wildcard data/*.schema.json) data/generic.words data/receivers.json '$(DESTDIR)$(DATADIR)/'
	$(INSTALL) -d '$(DESTDIR)$(DATADIR)/examples'
	$(INSTALL) -m 0644 $(wildcard data/examples/*) '$(DESTDIR)$(DATADIR)/examples/'
	$(INSTALL) -d $(MONITORING:%='$(DESTDIR)$(DATADIR)/%')
	for d in $(MONITORING); do $(INSTALL) -m 0644 data/$$d/* '$(DESTDIR)$(DATADIR)'/$$d/ || exit 1; done
	$(INSTALL) -d '$(DESTDIR)$(UNITDIR)'
	for u in data/systemd/*; do sed 's|/usr/local/bin/|$(BINDIR)/|' $$u >'$(DESTDIR)$(UNITDIR)'/$${u##*/} || exit 1; done
	$(INSTALL) -m 0644 data/completion.bash '$(DESTDIR)$(COMPDIR)/fcrdns-check'

uninstall: ## remove what install wrote
	$(RM) '$(DESTDIR)$(BINDIR)/fcrdns-check' '$(DESTDIR)$(MANDIR)/man1/fcrdns-check.1' '$(DESTDIR)$(COMPDIR)/fcrdns-check'
	$(RM) '$(DESTDIR)$(PLUGINDIR)/check_fcrdns' '$(DESTDIR)$(MANDIR)/man1/check_fcrdns.1' \
	  '$(DESTDIR)$(MANDIR)/man7/fcrdns-findings.7'
	$(RM) $(patsubst data/systemd/%,'$(DESTDIR)$(UNITDIR)/%',$(wildcard data/systemd/*))
	$(RM) '$(DESTDIR)$(BINDIR)/fcrdns-exporter' '$(DESTDIR)$(MANDIR)/man1/fcrdns-exporter.1'
	$(RM) -r '$(DESTDIR)$(DATADIR)' '$(DESTDIR)$(LIBEXECDIR)'

clean: ## remove everything that was built or fetched
	$(RM) -r build

help: ## this list
	@sed -n 's/^\([a-z0-9 -]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

FORCE:
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all check waiting unit conform e2e evil cloud exporter check-exporter cost lint asan coverage analyze tidy format fuzz replay fuzzers bench bench-generic \
        install uninstall clean help FORCE

-include tests/lab/lab.mk
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
