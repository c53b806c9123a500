# ter1: a cooperative in a terminal. `make demo` looks at it, `make test` tests it; the rest is below.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
BUILD := .build/debug
SOURCES := Package.swift $(shell find Sources Keymaps -type f)
.DEFAULT_GOAL := help

help:
	@echo 'make demo     build, and open a demonstration cooperative'
	@echo 'make test     build and run all tests'
	@echo 'make lint     check style, walls between targets, translations, documents'
	@echo 'make bench    measure, and print the figures'
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
	@$(SWIFT) test

lint:
	@Tools/check-swift
	@Tools/packages test
	$(SWIFT) format lint --strict --recursive Sources Tests Keymaps Package.swift
	Tools/check-sources
	Tools/check-translations
	Tools/check-manuals
	python3 Tools/dictionary.py --check
	$(SWIFT) build --explicit-target-dependency-import-check error

bench:
	@Tools/check-swift
	@Tools/packages test
	$(SWIFT) build -c release --static-swift-stdlib --product ter1-server
	$(SWIFT) build -c release --static-swift-stdlib --product ter1
	@python3 Tools/bench.py --bin .build/release

# Rarely: docs/protocol.md, section 18.
dictionary:
	@python3 Tools/dictionary.py

# The Swift runtime goes into the programs: they run where no Swift is installed.
install:
	@Tools/check-swift
	@Tools/packages
	$(SWIFT) build -c release --static-swift-stdlib --product ter1
	$(SWIFT) build -c release --static-swift-stdlib --product ter1-server
	install -D -s .build/release/ter1 $(DESTDIR)$(PREFIX)/bin/ter1
	install -D -s .build/release/ter1-server $(DESTDIR)$(PREFIX)/bin/ter1-server
	for page in docs/man/*.[15]; do \
	  install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
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

.PHONY: help build demo test lint bench dictionary install clean
