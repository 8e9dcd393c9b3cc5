# Needs git, make and a Python with venv (Debian: apt-get install -y git make python3-venv).
PYTHON ?= python3
VENV ?= .venv
UV ?= uv
HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
A ?=
B ?=
export HOST PORT

BIN := $(VENV)/bin
# Another PYTHON is another stamp, and so a new environment.
MADE := $(VENV)/made-with-$(subst /,-,$(PYTHON))
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run assistants test proofs clients contract equivalent-charts lint format openapi release-description diagram changes replay verify bench slow-clients load cohort screenshots board-walk mapping-kit words lock update sbom licences clean

run: $(VENV)/runtime ## the service on 127.0.0.1:8000
	@exec $(BIN)/gunicorn --config gunicorn.conf.py

assistants: $(VENV)/assistants ## what `python -m service.mcp` needs: the service for assistants (Model Context Protocol)

TESTS := $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal
test: $(VENV)/development ## every test but the proofs; ARGS="-k name" narrows it
	@$(TESTS) -m "not proof" $(ARGS)

proofs: $(VENV)/development ## minutes: every edition proved again, planted faults refuted, accounts worked out anew, every random record
	@IN_FULL=1 $(TESTS) -m "proof or hypothesis" $(ARGS)

equivalent-charts: $(VENV)/development ## 3,000 random records, each told in other words, or told less of
	@EXAMPLES=3000 $(BIN)/python -m pytest --numprocesses=auto tests/test_equivalent_charts.py \
	  tests/test_charting_less.py tests/test_possible_facts.py

CLIENTS := tests/clients/typescript
clients: $(VENV)/development $(CLIENTS)/node_modules ## generates clients from the description, compiles and uses them (Node 20 or 22)
	@$(BIN)/python -m pytest tests/clients

contract: $(VENV)/development ## five minutes of schemathesis, all checks, over the running service
	$(BIN)/python -m tests.contract

lint: $(VENV)/development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

openapi: $(VENV)/runtime ## writes the answers to the examples, the description, the collection for Postman, docs/fields.md and docs/fhir-codes.md
	$(BIN)/python -m openapi.answers
	$(BIN)/python -m openapi
	$(BIN)/python -m openapi.postman
	$(BIN)/python -m openapi.fields
	$(BIN)/python -m openapi.fhir_codes

release-description: $(VENV)/runtime ## at a release alone: the description with which later ones are compared
	$(BIN)/python -m openapi.released

diagram: $(VENV)/runtime ## draws every edition into build/
	$(BIN)/python -m statemachine.editions.drawing build

changes: $(VENV)/runtime ## writes what changed between every two editions; A=asco@2018-06-25 B=asco@2022-05-31 prints it
	@$(BIN)/python -m statemachine.changes $(A) $(B)

replay: $(VENV)/development ## freezes the decisions of tests/replay again; declare what differs in CHANGELOG.md
	$(BIN)/python -m tests.replay.decisions

verify: $(VENV)/runtime ## proves every edition over its whole decision space and writes its certificate
	$(BIN)/python -m statemachine.verification

bench: $(VENV)/development
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.board
	$(BIN)/python -m benchmarks.parts
	$(BIN)/python -m benchmarks.http
	$(BIN)/python -m benchmarks.costly
	$(BIN)/python -m benchmarks.start

slow-clients: $(VENV)/development ## three minutes: a healthy client beside 200 idle, slow or deaf ones
	$(BIN)/python -m benchmarks.slow_clients

load: $(VENV)/development ## two minutes: mixed load at 32 connections, every worker killed, a stop under load
	$(BIN)/python -m benchmarks.load

cohort: $(VENV)/development ## a minute and more: what 100,000 records of a file cost on all cores
	$(BIN)/python -m benchmarks.cohort

screenshots: $(VENV)/development ## takes docs/*.png anew with /usr/bin/chromium
	@$(BIN)/python -m tests.browser.screenshots

board-walk: $(VENV)/development ## minutes: fifty random records walked through every control of the page (EXAMPLES=50)
	@$(BIN)/python -m tests.browser.walk

mapping-kit: $(VENV)/runtime ## writes FHIR bundles with traps, and the records that they mean, into build/mapping-kit
	@$(BIN)/python -m tests.mapping_kit build/mapping-kit

words: $(VENV)/development ## brings the translations of the page up to date with its words, and compiles them
	@$(BIN)/python -m tests.catalogue_of_words

lock: ## requirements*.lock for what requirements*.in say, with hashes, for every supported Python
	for name in requirements requirements-mcp requirements-dev; do \
	  $(UV) pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-annotate \
	    --no-emit-index-url --custom-compile-command "make lock" --output-file $$name.lock $$name.in || exit; \
	done

update: UPGRADE = --upgrade
update: lock ## the same with the newest versions that are allowed; then run the tests

sbom: $(VENV)/development ## the bill of materials in build/sbom.json (CycloneDX)
	@mkdir -p build
	$(BIN)/python -m deploy.sbom build/sbom.json

# Licences that ask nothing of a service but their notice, and for MPL-2.0 the source of a changed file of that package.
ALLOWED := Apache-2.0;Apache-2.0 AND BSD-2-Clause;Apache-2.0 OR BSD-2-Clause;Apache-2.0 OR BSD-3-Clause;BSD License; \
  BSD-3-Clause;MIT;MIT License;MIT OR Apache-2.0;MIT-0;MPL-2.0 AND (Apache-2.0 OR MIT);PSF-2.0

licences: $(VENV)/development ## the licences of what runs, with the extra for assistants; fails for one that is not allowed
	@$(BIN)/pip-licenses --from=mixed --allow-only="$(ALLOWED)" --with-urls \
	  --packages $$(sed -n 's/^\([a-z0-9._-]*\)==.*/\1/p' requirements-mcp.lock)

clean:
	rm -rf $(VENV)

$(CLIENTS)/node_modules: $(CLIENTS)/package-lock.json
	npm ci --silent --no-audit --no-fund --prefix $(CLIENTS)
	@touch $@

$(MADE):
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/runtime: requirements.lock $(MADE)
	$(INSTALL) -r requirements.lock
	@touch $@

# Each lock contains those before it, version by version.
$(VENV)/assistants: requirements-mcp.lock requirements.lock $(MADE)
	$(INSTALL) -r requirements-mcp.lock
	@touch $(VENV)/runtime $@

$(VENV)/development: requirements-dev.lock requirements-mcp.lock requirements.lock $(MADE)
	$(INSTALL) -r requirements-dev.lock
	@touch $(VENV)/runtime $(VENV)/assistants $@
