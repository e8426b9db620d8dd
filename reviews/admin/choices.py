"""Rows named in a request by their number: checked before they reach the database."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from reviews.admin.typed_bases import BaseChoices


def is_row_id(model: type[models.Model], value: Any) -> bool:
    """Return whether a row of `model` could have this id; on others each database fails in its own way."""
    field = model._meta.pk
    try:
        getattr(field, "target_field", field).clean(value, None)
    except ValidationError:
        return False
    return True


class CheckedChoices(BaseChoices):
    """Several rows chosen in a form. Django asks the database for all ids at once, also for those no row can have."""

    def clean(self, value: Any) -> Any:
        """Return the chosen rows. Errors: an id that no row can have."""
        rows = self.queryset
        for one in value or ():
            if rows is not None and not is_row_id(rows.model, one):
                said = self.error_messages["invalid_pk_value"]
                raise ValidationError(said, code="invalid_pk_value", params={"pk": one})
        return super().clean(value)
