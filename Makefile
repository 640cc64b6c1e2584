# Campmatch. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run test check bench lock vendor translations screenshots clean
PYTHON ?= python3

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: ## set everything up and start Campmatch with a demonstration camp
	@$(PYTHON) camp run

test: ## set up what the tests need and run them all
	@$(PYTHON) camp test

check: ## lint, types, imports, templates, translations, then the tests: what CI runs
	@$(PYTHON) camp check

bench: ## measure the engine against the baselines, and the pages of a large camp
	@$(PYTHON) camp bench

lock: ## pin what requirements*.in ask for, with hashes
	@.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements.in -o requirements.txt
	.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements-dev.in -o requirements-dev.txt

vendor: ## copy the pinned browser files into static/vendor (needs npm)
	sh tools/vendor.sh

translations: ## gather the texts to translate into translations/*/LC_MESSAGES/messages.po
	.venv/bin/python -m tools.translations gather

screenshots: ## picture the main pages of the demonstration into docs/screenshots
	.venv/bin/python -m tools.screenshots

clean: ## throw away what can be made again (never the data in instance/)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find app deploy tests tools bench migrations -name __pycache__ -prune -exec rm -rf {} +
	find translations -name '*.mo' -delete
