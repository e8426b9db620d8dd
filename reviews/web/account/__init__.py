"""Signing in, second factor, sessions, one's own password."""
