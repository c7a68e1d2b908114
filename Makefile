# SPDX-License-Identifier: GPL-2.0
# What people type; `make help` lists it.

KDIR ?= /lib/modules/$(shell uname -r)/build
SMPG_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/smp-guard
export SMPG_CACHE

all: module smpguard ## The module and the tool

module: ## smp-guard.ko for the running kernel, or for KDIR=...
	@test -e "$(KDIR)/Makefile" || { \
		echo "No kernel headers in $(KDIR)." >&2; \
		echo "Install linux-headers-$$(uname -r) (on Raspberry Pi OS" \
			"linux-headers-rpi-v8 or -rpi-2712), or set KDIR." >&2; \
		exit 1; }
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" modules

smpguard: ## The tool
	$(MAKE) -C tools

demo: ## The recorded failure, without the module and with it
	scripts/demo

test: ## Everything that can be tested, in QEMU; ends with a count
	tests/run

test-system: ## The same, and what takes too long for every change
	tests/run --system --table Documentation/matrix.md

soak: ## Hours of fuzzing and random steps, resumable; ends with a table
	tests/soak/run

mutants: ## Small changes of the code, each of which a suite must notice
	tests/mutants/run

proof: ## No read or write out of bounds in the decoders, for any input, by Frama-C
	tests/proof/run

planted: ## Bugs, one of each class, each of which a suite must notice
	tests/planted/run

check: ## W=1, also on 7.x, sparse, checkpatch.pl --strict, shellcheck, the netlink spec
	scripts/check 7.x

bench: ## Instructions per frame and pairing, with every backend; explain beside tshark
	tests/bench/explain
	tests/bench/run

uapi: ## The UAPI header and attribute policies from the netlink spec
	scripts/uapi

install: ## Into this system, with DKMS; needs root
	scripts/install

uninstall: ## Take it all back; needs root
	scripts/uninstall

deb: ## Debian packages of module and tool, into build/deb
	scripts/deb

clean: ## Remove what was built in the tree
	@test ! -e "$(KDIR)/Makefile" || \
		$(MAKE) -C "$(KDIR)" M="$(CURDIR)" clean
	$(MAKE) -C tools clean
	$(RM) -r build/deb

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 12

.PHONY: all module smpguard demo test test-system soak mutants proof planted check bench uapi install uninstall \
	deb clean help
