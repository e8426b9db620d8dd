"""The old name of `recompute_harm_bands`, for schedules that still use it."""

from reviews.management.commands.recompute_harm_bands import Command

__all__ = ["Command"]
