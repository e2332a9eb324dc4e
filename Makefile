# What the README names. Everything is installed by these targets: Debian packages, uv, Python packages.
SHELL := /bin/bash
PYTHON ?= python3
UV := .bootstrap/bin/uv
RUN := .venv/bin
OUT ?= out
PART ?= all
export UV_PYTHON_PREFERENCE := only-system

.PHONY: help install demo run lint test bench campaign mutants docs pictures clean

help:
	@echo "make demo | run | lint | test | docs | pictures | clean"
	@echo "make bench [PART=capture|journal|round|screen] [PHOTOS=folder]"
	@echo "make campaign PART=kills|processes|doors|disk|network|screen|demo [PLANT=file.patch]"
	@echo "make mutants MODULE=…"

install: .bootstrap/done .venv/done

.bootstrap/packages: packaging/debian-packages.txt packaging/install-debian-packages
	@mkdir -p .bootstrap
	packaging/install-debian-packages packaging/debian-packages.txt
	@touch $@

.bootstrap/done: .bootstrap/packages
	$(PYTHON) -m venv .bootstrap
	.bootstrap/bin/pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/done: .bootstrap/done pyproject.toml uv.lock
	$(UV) sync --frozen --compile-bytecode --quiet
	@touch $@

demo: install
	$(RUN)/python -m demo --out $(OUT)/demo

run: install
	$(RUN)/python -m demo.desktop $(OUT)/kiosk

lint: install
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/python -m tests.ui.lint_qml
	$(RUN)/python packaging/check_sizes.py
	$(RUN)/python packaging/check_data.py

# The suite runs against the installed wheel, in an environment of its own, from a folder that holds no product code.
TESTED := tests campaigns benchmarks demo packaging kiosk.service pyproject.toml
test: install
	UV_PROJECT_ENVIRONMENT=.venv-wheel $(UV) sync --frozen --no-editable --reinstall-package dossier-kiosk --quiet
	rm -rf .wheel-tests && mkdir .wheel-tests && ln -s $(TESTED:%=../%) .wheel-tests/
	cd .wheel-tests && KIOSK_INSTALLED=1 ../.venv-wheel/bin/pytest -q

bench: install
	$(RUN)/python -m benchmarks $(PART) $(if $(PHOTOS),--photos $(PHOTOS))

# One result file a part in $(OUT)/campaigns; a part that was cut off goes on. PLANT=FILE runs on a patched copy and must fail.
campaign: install
	$(RUN)/python -m campaigns $(PART) --out $(OUT)/campaigns $(if $(PLANT),--plant $(PLANT))

mutants: install
	UV_PROJECT_ENVIRONMENT=.venv-mutants $(UV) sync --frozen --group mutants --quiet
	.venv-mutants/bin/python packaging/mutants.py $(MODULE)

docs: install
	$(RUN)/python packaging/build_catalogues.py $(OUT)/docs

# What people see, one sheet an area; looked at page by page before it is committed.
pictures: install
	$(RUN)/python -m tests.ui.contact_sheets docs/pictures

clean:
	rm -rf .venv .venv-wheel .venv-mutants .bootstrap $(OUT)
