"""The review desk: rows, providers, sync, decisions, pages, API. docs/architecture.md is the map."""
