"""Rows -> picture: one read of a fixed number of queries, as columns."""
