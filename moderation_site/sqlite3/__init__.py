"""SQLite as Django has it, but for how a transaction waits for its turn. Imports Django only."""
