"""Credentials (by name), region and limits at one provider."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from reviews.models.key_names import NAME, find_name_fault

ENVIRONMENT_NAME = RegexValidator(
    r"^[A-Z_][A-Z0-9_]{0,99}$", "Name of an environment variable: capitals, digits and _; never the key itself."
)

KEY_FIELDS = ("access_key_env", "secret_key_env", "security_token_env")


class AccountQuerySet(models.QuerySet["ProviderAccount"]):
    def active(self) -> "AccountQuerySet":
        return self.filter(is_active=True)


class ProviderAccount(models.Model):
    """One account. Keys live in the environment; only the variables' names are stored."""

    name = models.SlugField(max_length=60, unique=True)
    provider = models.CharField(max_length=20, help_text="Provider identifier, as in the provider registry.")
    region = models.CharField(max_length=60)
    endpoint = models.CharField(max_length=300, blank=True, help_text="Replaces the public endpoint of the region.")
    identity_endpoint = models.CharField(
        max_length=300, blank=True, help_text="Replaces the address for looking up project IDs."
    )
    object_endpoint = models.CharField(
        max_length=300, blank=True, help_text="Replaces the address for reading stored objects."
    )
    project_id = models.CharField(max_length=100, blank=True)
    access_key_env = models.CharField(max_length=100, validators=[ENVIRONMENT_NAME])
    secret_key_env = models.CharField(max_length=100, validators=[ENVIRONMENT_NAME])
    security_token_env = models.CharField(max_length=100, blank=True, validators=[ENVIRONMENT_NAME])
    rate_per_second = models.FloatField(default=5.0, validators=[MinValueValidator(0.1), MaxValueValidator(1000)])
    output = models.CharField(
        max_length=300,
        blank=True,
        help_text="Where the provider writes snapshots, for example oss://bucket/folder/{Count}.jpg.",
    )
    discovers_jobs = models.BooleanField(
        default=True, help_text="Import jobs automatically if the provider can list them."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    last_ok_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error_code = models.CharField(max_length=100, blank=True, editable=False)
    last_error = models.CharField(max_length=500, blank=True, editable=False)
    failures_in_a_row = models.PositiveIntegerField(default=0, editable=False)
    paused_until = models.DateTimeField(null=True, blank=True, editable=False)
    next_call_at = models.DateTimeField(null=True, blank=True, editable=False)  # the rate limit shared by all workers
    next_discovery_at = models.DateTimeField(null=True, blank=True, editable=False)
    discovered_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "provider account"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Errors: ValidationError at each field that names a variable which accounts may not use."""
        faults = {
            field: fault for field, fault in self.find_key_faults().items() if NAME.fullmatch(getattr(self, field))
        }
        if faults:
            raise ValidationError({field: fault[0].upper() + fault[1:] for field, fault in faults.items()})

    def find_key_faults(self) -> dict[str, str]:
        """Return field -> what is wrong with the variable that it names, by the operator's list of this moment."""
        faults = {
            field: find_name_fault(
                getattr(self, field),
                is_secret=field == "secret_key_env",
                patterns=settings.ACCOUNT_KEY_NAMES,
                own=settings.OWN_ENVIRONMENT_NAMES,
            )
            for field in KEY_FIELDS
            if field != "security_token_env" or self.security_token_env
        }
        return {field: fault for field, fault in faults.items() if fault}
