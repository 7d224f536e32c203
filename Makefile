# Every target sets up what it needs, from nothing, and is fast the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check format docs build bench lock clean

run: $(READY)
	$(BIN)/quipu serve

test: $(READY)
	$(BIN)/pytest -q $(PYTEST_ARGS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m ontology.turtle --check ontology shapes

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m ontology.turtle ontology shapes

# Pages that are made from the code; a test fails where they are not as made.
docs: $(READY)
	$(BIN)/python -m loaders.columns > docs/data-package.md
	$(BIN)/python -m endpoint.settings_page > docs/settings.md

build: $(READY)
	$(BIN)/quipu build

bench: $(READY)
	$(BIN)/python bench/run.py

# The lock file pins versions and hashes, and names no address.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -o requirements.txt

$(READY): pyproject.toml requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:
	rm -rf $(VENV) build dist var .mypy_cache .ruff_cache .pytest_cache .hypothesis
