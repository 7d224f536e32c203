# Every target sets up what it needs, from nothing, and is fast the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := build/bench
NODE := node_modules/.ready
CLIENTS := tests/clients/node_modules/.ready
EDITOR_JS := endpoint/static/editor.js

.PHONY: run test check format docs build bench lock clean screenshots

run: $(READY) $(EDITOR_JS)
	$(BIN)/quipu serve

test: $(READY) $(NODE) $(CLIENTS) $(EDITOR_JS)
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

# Pictures of the main pages, as a browser shows them.
screenshots: $(READY) $(NODE)
	mkdir -p docs/screenshots
	QUIPU_SCREENSHOTS=docs/screenshots $(BIN)/pytest -q tests/browser/test_pages.py -k pictures

build: $(READY)
	$(BIN)/quipu build

# Beside other servers, in under five minutes; BENCH_ARGS=--quick for a first look.
bench: $(READY) $(PEERS)/.ready
	$(BIN)/python -m bench.run --peers $(PEERS)/bin $(BENCH_ARGS)

# The lock files pin versions and hashes, and name no address.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -o requirements.txt
	build/lock/bin/uv pip compile bench/peers.in --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -o requirements-bench.txt

$(READY): pyproject.toml requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

# What judges the pages in tests. Without npm those tests say so, and the rest runs.
$(NODE): package.json package-lock.json .npmrc
	if command -v npm >/dev/null; then npm ci --silent && touch $@; \
	else echo "npm is missing: no query editor, and pages are not judged (Debian: nodejs npm)"; fi

# Clients of other people, which read the service in tests.
$(CLIENTS): tests/clients/package.json tests/clients/package-lock.json tests/clients/.npmrc
	if command -v npm >/dev/null; then cd $(@D)/.. && npm ci --silent && touch node_modules/.ready; \
	else echo "npm is missing: clients written in JavaScript do not read the service"; fi

# The query editor. Without npm the text area stands alone.
$(EDITOR_JS): endpoint/editor/editor.js $(NODE)
	if [ -x node_modules/.bin/esbuild ]; then node_modules/.bin/esbuild $< --bundle --minify --format=esm \
		--legal-comments=linked --log-level=warning --outfile=$@; fi

# The servers that ours is measured beside: apart, since they need other versions of what we need.
$(PEERS)/.ready: requirements-bench.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bench.txt
	touch $(PEERS)/.ready

clean:
	rm -rf $(VENV) node_modules build dist var .mypy_cache .ruff_cache .pytest_cache .hypothesis
