"""Which queue a job waits in, when it is due, and what settles without a person. Imports audit and models."""
