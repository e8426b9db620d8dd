"""Counts for platform and compliance teams: volume, overrides, turnaround."""
