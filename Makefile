.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-10s %s\n", $$1, $$2}'

.PHONY: check
check: lint types test ## Everything that must hold before a change lands

.PHONY: test
test: ## All tests; the first time a Kafka is fetched (44 MB)
	uv run pytest

.PHONY: fast
fast: ## The tests that need no broker, no PostgreSQL and no other program
	uv run pytest -m "not integration"

.PHONY: lint
lint: ## Style, layout and who may import whom
	uv run ruff check
	uv run ruff format --check
	uv run lint-imports

.PHONY: format
format: ## Lay out the code, and mend what can be mended
	uv run ruff check --fix
	uv run ruff format

.PHONY: types
types: ## Check the types
	uv run mypy

.PHONY: demo
demo: ## Run the monitor on made-up messages
	uv run danm demo

.PHONY: schemas
schemas: ## Write the JSON Schemas and AsyncAPI anew
	uv run danm schemas --to schemas/json

.PHONY: dashboards
dashboards: ## Write Grafana's dashboards anew
	uv run --group deploy python deploy/grafana/build.py
	uv run --group deploy python deploy/grafana/build.py --published
