# Everything a person types here. The work is done by the scripts in .ci/, which say what they do.
.PHONY: help setup demo test dev lint bench

help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 14

setup: ## install what building and testing need (the others do it too, as far as they need it)
	@.ci/setup/for build
	@.ci/setup/for test
	@.ci/setup/for lint

demo: ## build, start on 127.0.0.1:3000 (IMP_ADDR), make a demo world, publish a product and keep running
	@.ci/demo

test: ## unit, integration (SQLite and PostgreSQL) and browser tests
	@.ci/test

dev: ## rebuild and reload while you edit (installs cargo-leptos, 6 to 11 minutes, once)
	@.ci/dev

lint: ## formatting, clippy, licences, unused dependencies, docs, scripts
	@.ci/lint

bench: ## measure: publish to applied, idle memory, download size, clone to live
	@.ci/bench
