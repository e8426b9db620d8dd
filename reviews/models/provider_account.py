"""Credentials (by name), region and limits at one provider."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.key_names import NAME, find_name_fault
from reviews.platform_link import find_template_fault

ENVIRONMENT_NAME = RegexValidator(
    r"^[A-Z_][A-Z0-9_]{0,99}$", "Name of an environment variable: capitals, digits and _; never the key itself."
)

KEY_FIELDS = ("access_key_env", "secret_key_env", "security_token_env")


def check_platform_link(template: str) -> None:
    """Errors: ValidationError with what is wrong with the template."""
    if fault := find_template_fault(template):
        raise ValidationError(fault)


class AccountQuerySet(models.QuerySet["ProviderAccount"]):
    def active(self) -> "AccountQuerySet":
        return self.filter(is_active=True)


class ProviderAccount(models.Model):
    """One account. Keys live in the environment; only the variables' names are stored."""

    name = models.SlugField(_("name"), max_length=60, unique=True)
    provider = models.CharField(
        _("provider"), max_length=20, help_text=_("Provider identifier, as in the provider registry.")
    )
    region = models.CharField(_("region"), max_length=60)
    endpoint = models.CharField(
        _("endpoint"), max_length=300, blank=True, help_text=_("Replaces the public endpoint of the region.")
    )
    identity_endpoint = models.CharField(
        _("identity endpoint"),
        max_length=300,
        blank=True,
        help_text=_("Replaces the address for looking up project IDs."),
    )
    object_endpoint = models.CharField(
        _("object storage endpoint"),
        max_length=300,
        blank=True,
        help_text=_("Replaces the address for reading stored objects."),
    )
    project_id = models.CharField(_("project ID"), max_length=100, blank=True)
    access_key_env = models.CharField(
        _("environment variable of the access key"), max_length=100, validators=[ENVIRONMENT_NAME]
    )
    secret_key_env = models.CharField(
        _("environment variable of the secret key"), max_length=100, validators=[ENVIRONMENT_NAME]
    )
    security_token_env = models.CharField(
        _("environment variable of the security token"), max_length=100, blank=True, validators=[ENVIRONMENT_NAME]
    )
    rate_per_second = models.FloatField(
        _("requests per second"), default=5.0, validators=[MinValueValidator(0.1), MaxValueValidator(1000)]
    )
    output = models.CharField(
        _("output"),
        max_length=300,
        blank=True,
        help_text=_("Where the provider writes snapshots, for example oss://bucket/folder/{Count}.jpg."),
    )
    platform_link = models.CharField(
        _("link to the platform"),
        max_length=500,
        blank=True,
        validators=[check_platform_link],
        help_text=_(
            "Where a video is shown on its own platform, for example https://videos.example.com/watch/{reference}. "
            "Placeholders: {external_id}, {reference} (the user data of the job), {title}."
        ),
    )
    discovers_jobs = models.BooleanField(
        _("automatic job discovery"),
        default=True,
        help_text=_("Import jobs automatically if the provider can list them."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("creation time"), auto_now_add=True)

    last_ok_at = models.DateTimeField(_("last success"), null=True, blank=True, editable=False)
    last_error_at = models.DateTimeField(_("last error time"), null=True, blank=True, editable=False)
    last_error_code = models.CharField(_("last error code"), max_length=100, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=500, blank=True, editable=False)
    failures_in_a_row = models.PositiveIntegerField(_("consecutive failures"), default=0, editable=False)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True, editable=False)
    next_call_at = models.DateTimeField(
        _("next call"), null=True, blank=True, editable=False
    )  # the rate limit shared by all workers
    next_discovery_at = models.DateTimeField(_("next discovery"), null=True, blank=True, editable=False)
    discovered_until = models.DateTimeField(_("discovered up to"), null=True, blank=True, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider account")
        verbose_name_plural = _("provider accounts")
        ordering = ["name"]

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
