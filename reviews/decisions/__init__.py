"""A reviewer's acts, each one transaction with its audit entry; every permission question."""
