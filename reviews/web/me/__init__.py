"""A person's own work, settings and keys."""
