"""Compute the harm bands of unsettled jobs again; the worker does so after a change of harm rules."""

from typing import Any

from django.core.management.base import BaseCommand

from reviews.wellness import harm_bands


class Command(BaseCommand):
    help = "Compute the harm band of every job that is not settled again, after harm rules have changed."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{harm_bands.recompute_harm_bands().changed} jobs have another harm band now.")
