# Each target makes the environment that it needs: .venv, from nothing, once.

VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
OUT     ?= outputs
REF     ?= HEAD
SHARED  ?= ../shared
# Plans and gold beside the checkout, where there are any; the project works without them.
PLANS   := $(wildcard $(SHARED)/plans/seeds $(SHARED)/plans/crawled $(SHARED)/plans/written)
GOLD    := $(wildcard $(SHARED)/gold)

.DEFAULT_GOAL := help
.PHONY: help setup run test ocr programs check fix score accuracy bench profile missed docs diff-corpus clean

help:  ## Say what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY)  ## Make the environment in .venv (Python 3.11 to 3.13 must be there)

$(READY): pyproject.toml constraints.txt
	@python=$$(sh .ci/find-python) && echo "environment: $$($$python --version) in $(VENV)" && \
	  { [ -x $(BIN)/python ] || $$python -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch $@

run: $(READY) ocr  ## Read corpus/plans into tables in outputs/ (OUT=DIR for another place)
	@$(BIN)/kehoach run corpus/plans --out $(OUT) --redo --prune

test: $(READY) ocr programs  ## Run all tests
	@$(BIN)/python -m pytest

ocr:  ## Install tesseract, which reads scans, where that may be done; else say what is missing
	@sh .ci/install-tesseract

programs:  ## Install what the tests drive, LibreOffice and Chromium, where that may be done; else say what is missing
	@sh .ci/install-programs

check: $(READY)  ## Lint and types: ruff, mypy --strict
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

fix: $(READY)  ## Mend what ruff can mend
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

score: $(READY)  ## Score corpus/ against its gold, and the plans in ../shared where they are
	@$(BIN)/kehoach evaluate corpus/plans --gold corpus/gold
	@$(if $(and $(PLANS),$(GOLD)),echo && echo "$(SHARED)/gold" && $(BIN)/kehoach evaluate $(PLANS) --gold $(GOLD))

accuracy: $(READY)  ## Scores with and without the NLP stage, also with part of the lists forgotten, into docs/accuracy.md
	@$(BIN)/python benchmarks/accuracy.py corpus/plans:corpus/gold $(if $(and $(PLANS),$(GOLD)),$(SHARED)/plans:$(GOLD)) --write docs/accuracy.md

bench: $(READY)  ## Speed beside the yardsticks, on the same files in one session
	@$(BIN)/python benchmarks/side_by_side.py

profile: $(READY)  ## Where the time of extraction goes: ms of CPU and share of each stage
	@$(BIN)/python benchmarks/stages.py

missed: missed-citations missed-money missed-times missed-duties  ## List what may be missed, with a reason for each

missed-%: $(READY)
	@$(BIN)/python benchmarks/missed_$*.py corpus/plans $(PLANS)

docs: $(READY)  ## Put today's output into the examples of README.md and README.vi.md
	@$(BIN)/python tests/doc_blocks.py

diff-corpus: $(READY)  ## Facts gained and lost against a commit (REF=HEAD)
	@$(BIN)/python benchmarks/diff_corpus.py $(REF) corpus/plans $(PLANS)

clean:  ## Remove the environment and what a run wrote
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
	find $(OUT) -mindepth 1 -not -name README.md -delete
