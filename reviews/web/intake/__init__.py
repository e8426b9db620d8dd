"""Bringing jobs in: videos and job ids."""
