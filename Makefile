# ter1: a cooperative in a terminal. `make demo` looks at it, `make test` tests it; the rest is below.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
BUILD := .build/debug
SOURCES := Package.swift $(shell find Sources Keymaps -type f)
# The Swift runtime goes into the programs: they run where no Swift is installed. Where the loader reads packed relocations (glibc 2.36), two
# megabytes less of them come into memory. What runs until the first screen and at the usual keys stands together (Tools/near,
# docs/adr/0044-what-runs-stands-together.md): fourteen megabytes less.
PACKED := $(shell getconf GNU_LIBC_VERSION | awk '$$2 >= 2.36 {print "-Xlinker -z -Xlinker pack-relative-relocs"}')
NEAR := -Xswiftc -Xfrontend -Xswiftc -function-sections -Xlinker --no-export-dynamic -Xlinker --no-warn-symbol-ordering \
  -Xlinker '--symbol-ordering-file=$(CURDIR)/Tools/near/functions' -Xlinker -T -Xlinker '$(CURDIR)/Tools/near/nameless.ld'
RELEASE := $(SWIFT) build -c release --static-swift-stdlib -Xswiftc -use-ld=lld $(PACKED) $(NEAR) --product
.DEFAULT_GOAL := help

help:
	@echo 'make demo     build, and open a demonstration cooperative'
	@echo 'make test     build and run all tests'
	@echo 'make torture  try what must hold: thousands of random runs, cuts at every byte, kills (takes long)'
	@echo 'make fuzz     give every reader any bytes whatever, for SECONDS ($(SECONDS))'
	@echo 'make play     play a scenario on this terminal: S=NAME; without it, their names'
	@echo 'make pictures make the pictures of the README from the recorded screens'
	@echo 'make lint     check style, walls between targets, translations, documents'
	@echo 'make bench    measure, and print the figures'
	@echo 'make bench-first-contact  measure what joining a large cooperative costs on a slow line'
	@echo 'make bench-server  what the server bears: 500 clients, a million messages'
	@echo 'make matrix   try who may what: every cell of the table in docs/protocol.md'
	@echo 'make bench-wire  measure what a sync costs on the wire, beside others'
	@echo 'make bench-map    measure what is near among 50,000 events, and what a map takes: time, bytes of the terminal'
	@echo 'make bench-home   measure what the home pane costs on the wire and on the terminal'
	@echo 'make bench-votes  measure what a vote costs on the wire, and how long 100,000 ballots take'
	@echo 'make bench-news  measure what a day of news of 20 feeds costs on the wire'
	@echo 'make bench-tty   measure what a key costs on the terminal, beside others'
	@echo 'make near     note which functions run first, for the linker to put them together'
	@echo 'make conformance URL=… LOGIN=…    ask any server to keep docs/protocol.md (CONTRIBUTING.md)'
	@echo 'make install  build for use and install below PREFIX ($(PREFIX))'

# What a first build needs is looked at once; afterwards only changed sources cause anything.
$(BUILD)/.built: $(SOURCES)
	@Tools/check-swift
	@Tools/packages
	@echo 'Building (the first time takes a minute or so)…'
	@$(SWIFT) build --product ter1-server
	@$(SWIFT) build --product ter1
	@touch $@

build: $(BUILD)/.built

demo: $(BUILD)/.built
	@$(BUILD)/ter1 demo

# Ends on the test runner's own count.
test:
	@Tools/check-swift
	@Tools/packages test
	@$(SWIFT) build --build-tests
	@Tools/test

# In a folder of its own: what tests may look into is built otherwise than what is installed. RUNS and SEED choose.
RUNS ?= 10000
SEED ?= $(shell date +%s)
TORTURE := --configuration release --scratch-path .build/torture -Xswiftc -enable-testing
torture:
	@Tools/check-swift
	@Tools/packages test
	$(SWIFT) build $(TORTURE) --build-tests
	TER1_CONVERGENCE_RUNS=$(RUNS) TER1_SEED_FROM=$(SEED) $(SWIFT) test $(TORTURE) --skip-build --filter ConvergenceTests
	TER1_CONVERGENCE_RUNS=1000 $(SWIFT) test $(TORTURE) --skip-build --filter WindowTests
	TER1_TORTURE=full TER1_SEED=$(SEED) $(SWIFT) test $(TORTURE) --skip-build --filter TortureTests

# In the size of the terminal, at a person's pace; a key goes on at once, q leaves. L=en for English.
play:
	@Tools/check-swift
	@Tools/packages test
	@$(SWIFT) build --build-tests >&2
	@if test -z '$(S)'; then \
	  $(SWIFT) test list --skip-build 2>/dev/null | sed -n 's/^ScenarioTests\.\([A-Za-z]*\)\/\([A-Za-z]*\)(.*/\2   (\1)/p' | sort -u; \
	else \
	  TER1_PLAY=$(or $(L),fr) $(BUILD)/ter1PackageTests.xctest --testing-library swift-testing --no-parallel \
	    --filter '^ScenarioTests\..*/$(S)\(' 2>.build/play.log; \
	  grep -q 'with 0 tests' .build/play.log && echo 'No scenario is called $(S): make play' >&2; true; \
	fi

# L=br: an empty Languages/br.po with all messages.
language:
	@Tools/check-translations --new '$(L)'

pictures:
	@Tools/pictures

lint:
	@Tools/check-swift
	@Tools/packages test
	$(SWIFT) format lint --strict --recursive Sources Tests Keymaps Package.swift
	Tools/check-sources
	Tools/check-translations
	Tools/check-manuals
	Tools/pictures --check
	python3 Tools/dictionary.py --check
	$(SWIFT) build --explicit-target-dependency-import-check error

# Every reader under libFuzzer, for so many seconds in all. What it finds interesting is kept in .build and gone on from; what breaks a reader
# is left there as crash-… or timeout-…, to be mended and put into Tests/FuzzTests/Corpus.
SECONDS ?= 600
FUZZ := .build/fuzz/release/ter1-fuzz
FUZZ_FOUND := .build/fuzz-found
fuzz:
	@Tools/check-swift
	@Tools/packages test
	TER1_FUZZ=1 $(SWIFT) build --configuration release --scratch-path .build/fuzz -Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld --product ter1-fuzz
	@targets=$$($(FUZZ)); count=$$(echo $$targets | wc -w); share=$$(( ($(SECONDS) + count - 1) / count )); broken=''; \
	for target in $$targets; do \
	  mkdir -p $(FUZZ_FOUND)/$$target; \
	  $(FUZZ) $$target -max_total_time=$$share -timeout=1 -rss_limit_mb=512 -malloc_limit_mb=256 -max_len=65536 -print_final_stats=1 \
	    -artifact_prefix=$(FUZZ_FOUND)/$$target- $(FUZZ_FOUND)/$$target Tests/FuzzTests/Corpus/$$target >$(FUZZ_FOUND)/$$target.log 2>&1 || broken="$$broken $$target"; \
	  echo "fuzz: $$target: $$(sed -n 's/^stat::number_of_executed_units: *//p' $(FUZZ_FOUND)/$$target.log) inputs"; \
	done; \
	test -z "$$broken" || { echo "fuzz: broken:$$broken; see $(FUZZ_FOUND)" >&2; exit 1; }

# docs/protocol.md, section 22.
matrix:
	@Tools/check-swift
	@Tools/packages test
	@$(SWIFT) test --filter MatrixTests

# A million messages, 500 clients: docs/performance.md.
bench-server:
	@Tools/check-swift
	@Tools/packages
	$(RELEASE) ter1-server
	@python3 Tools/benchserver.py --bin .build/release

bench:
	@Tools/check-swift
	@Tools/packages test
	$(RELEASE) ter1-server
	$(RELEASE) ter1
	@python3 Tools/bench.py --bin .build/release

# What is compared with: packages are installed, Cyrus and Synapse go into .build.
bench-programs:
	@Tools/check-swift
	@Tools/packages
	@Tools/packages bench
	$(RELEASE) ter1-server
	$(RELEASE) ter1

bench-peers: bench-programs
	@Tools/packages test
	@Tools/cyrus fetch
	@test -x .build/synapse/bin/python || { python3 -m venv .build/synapse && .build/synapse/bin/pip -q install matrix-synapse; }

bench-wire: bench-peers
	@python3 Tools/benchwire --bin .build/release

bench-first-contact: bench-peers
	@python3 Tools/benchwire/first.py --bin .build/release

bench-map: $(BUILD)/.built
	@$(SWIFT) build -c release --product ter1-map-bench >&2
	@.build/release/ter1-map-bench
	@$(METER) --step 'events=3' --step 'near=v' --step 'town=Nantes<Enter>' --step 'map=z' --step 'the country=c' \
	  --step 'forums=1' --step 'the country, whole=3' --step 'closer=+' --quit '<C-q>' -- $(BUILD)/ter1 demo

# The real screen writer on the demonstration, 80x24, in French; bytes do not depend on how it was built.
METER := python3 Tools/ttymeter.py --size 80x24 --runs 1 --warmup 0 --ready Forums --first-quiet 3000 --quiet 1500 \
  --env LANG=fr_FR.UTF-8 --env LC_ALL= --env LC_CTYPE=C.UTF-8 --env NO_COLOR=

bench-home: $(BUILD)/.built
	@$(SWIFT) test --filter DigestCostTests 2>&1 | grep '^the home'
	@$(METER) --step 'home=gw' --quit '<C-q>' -- $(BUILD)/ter1 demo

bench-votes:
	@Tools/check-swift
	@$(SWIFT) build -c release --product ter1-vote-bench >&2
	@.build/release/ter1-vote-bench
	@$(SWIFT) test --filter VoteCostTests 2>&1 | grep '^a vote'

bench-news:
	@$(SWIFT) test --filter FeedCostTests 2>&1 | grep '^a day'

# The tables go into docs/performance.md. ARGS='--size 80x24 --only neomutt' and the like choose.
bench-tty: bench-peers
	@python3 Tools/benchtty --bin .build/release --write docs/performance.md $(ARGS)

# When much has changed: the list of what stands together. A name that is gone does no harm.
near:
	@Tools/check-swift
	@Tools/packages near
	$(RELEASE) ter1-server
	$(RELEASE) ter1
	@python3 Tools/near --bin .build/release
# SwiftPM does not look at the list: the next build has to link anew.
	@rm -f .build/release/ter1 .build/release/ter1-server

# Rarely: docs/protocol.md, section 18.
dictionary:
	@python3 Tools/dictionary.py

conformance:
	@test -n "$(URL)" || { echo 'make conformance URL=https://… LOGIN=NAME [WRITE=1]: see CONTRIBUTING.md' >&2; exit 64; }
	@Tools/check-swift
	@Tools/packages
	@$(SWIFT) build --product ter1-conformance >&2
	@$(BUILD)/ter1-conformance '$(URL)' $(if $(LOGIN),--user '$(LOGIN)') $(if $(filter 1,$(WRITE)),--write) $(if $(ACCOUNT),--account '$(ACCOUNT)') \
	  $(if $(SECOND),--second-user '$(SECOND)') $(if $(ONLY),--only '$(ONLY)') $(if $(CA_FILE),--ca-file '$(CA_FILE)') \
	  $(if $(PASSWORD_FILE),--password-file '$(PASSWORD_FILE)') $(if $(SECOND_PASSWORD_FILE),--second-password-file '$(SECOND_PASSWORD_FILE)')

install:
	@Tools/check-swift
	@Tools/packages
	$(RELEASE) ter1
	$(RELEASE) ter1-server
	install -D -s .build/release/ter1 $(DESTDIR)$(PREFIX)/bin/ter1
	install -D -s .build/release/ter1-server $(DESTDIR)$(PREFIX)/bin/ter1-server
	for page in docs/man/*.[157] docs/man/fr/*.[157]; do folder=$${page%/*}; \
	  install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man$${folder#docs/man}/man$${page##*.}/$${page##*/}; done
	for catalogue in $(wildcard Languages/*.po); do install -D -m 644 $$catalogue $(DESTDIR)$(PREFIX)/share/ter1/languages/$${catalogue##*/}; done
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	for program in ter1 ter1-server; do \
	  .build/release/$$program --generate-completion-script bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$program; \
	  .build/release/$$program --generate-completion-script zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_$$program; \
	  .build/release/$$program --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/$$program.fish; \
	  done

clean:
	$(SWIFT) package clean
	rm -f $(BUILD)/.built

.PHONY: help build demo near test torture fuzz play pictures language lint conformance matrix bench bench-server bench-peers bench-wire bench-first-contact bench-tty bench-map bench-home bench-news bench-votes dictionary install clean
