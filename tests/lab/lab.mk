# SPDX-License-Identifier: MIT
# What a bare Debian lacks, and the servers behind demo and tests.
# Included by Makefile, after it has defined BIN, BUILD and Q.

# Debian's names; perl is for prove, groff-base reads the man page, openssl
# makes certificates.
TEST_TOOLS := perl python3 python3-jsonschema python3-yaml libcmocka-dev shellcheck groff-base faketime \
              openssl parallel valgrind strace ldnsutils

deps: ## install compiler and libraries where they are missing (Debian 12, 13)
	$(Q)CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' tests/lab/fetch.sh deps

test-tools:
	$(Q)CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' tests/lab/fetch.sh tools $(TEST_TOOLS)

servers:
	$(Q)tests/lab/fetch.sh servers

slurm:
	$(Q)tests/lab/fetch.sh slurm

monitoring:
	$(Q)tests/lab/fetch.sh monitoring
	$(Q)tests/lab/fetch.sh tools curl systemd bind9-dnsutils

demo: $(BIN) | servers ## ten situations, shown with real name servers on loopback
	$(Q)FCRDNS_CHECK='$(BIN)' data/demo/demo.sh

check-bare: ## the README's commands on a fresh Debian 12 and 13 (root, debootstrap)
	$(Q)tests/lab/bare.sh bookworm
	$(Q)tests/lab/bare.sh trixie

check-slurm: $(BIN) | servers slurm test-tools ## the shipped jobs on a real Slurm, also with a node lost (2 min)
	$(Q)$(TAP) slurm tests/slurm/slurm.t

check-monitoring: all | servers monitoring test-tools ## the shipped files on a real Nagios, Icinga, Prometheus (2 min)
	$(Q)$(TAP) monitoring $(sort $(wildcard tests/monitoring/*.t))

bench-exporter: all | servers monitoring ## the exporter beside blackbox_exporter, in turns
	$(Q)/usr/bin/python3 -B tests/bench/exporter.py

check-clients: | test-tools ## real clients of clouds accept the strict server, and it them (npm)
	$(Q)tests/lab/fetch.sh clients
	$(Q)$(TAP) clients tests/cloud/clients.t

browser:
	$(Q)tests/lab/fetch.sh browser

$(BUILD)/browser/%: $(BUILD)/tests/browser/%.o $(LIB)
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(ALL_LDLIBS)

check-browser: $(BIN) $(BUILD)/browser/pages | servers test-tools browser ## the pages in a headless Chromium (root or chromium, npm)
	$(Q)PAGES='$(abspath $(BUILD)/browser/pages)' $(TAP) browser tests/browser/browser.t

openstack:
	$(Q)tests/lab/fetch.sh openstack

check-openstack: $(BIN) $(CLOUD_TEST) | test-tools openstack ## clouds' commands on a real OpenStack on loopback (root, Debian 12, 3 min)
	$(Q)FCRDNS_CLOUD='$(abspath $(CLOUD_TEST))' $(TAP) openstack tests/openstack/openstack.t

# Order-only: looked after in every run, and never a reason to build anything again.
check unit e2e lint conform evil cloud exporter replay cost: | test-tools
$(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%.o,$(wildcard tests/unit/test_*.c)): | test-tools
e2e exporter cost: | servers

# "make -j deps demo" must not compile before the compiler is there.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

.PHONY: deps test-tools servers slurm monitoring openstack demo check-bare browser check-slurm check-monitoring bench-exporter check-openstack check-clients check-browser
