"""What happened, in order, chained by hashes: append-only by database triggers. Only `reviews.audit` writes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """`body` is the exact canonical JSON that was hashed: hash = SHA-256(previous hash || body)."""

    at = models.DateTimeField(_("time"))
    action = models.CharField(_("action"), max_length=60)
    actor_id = models.BigIntegerField(_("actor ID"), null=True, blank=True)
    actor_name = models.CharField(_("actor name"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=40, blank=True, help_text=_("Model name of the subject."))
    subject_id = models.BigIntegerField(_("subject ID"), null=True, blank=True)
    job_id = models.BigIntegerField(_("job number"), null=True, blank=True)
    body = models.TextField(_("body"))
    previous_hash = models.CharField(_("previous hash"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["job_id", "id"], name="audit_of_job"),
            models.Index(fields=["subject", "subject_id"], name="audit_of_subject"),
            # What the API's list of the trail is filtered by, newest first.
            models.Index(fields=["action", "id"], name="audit_of_action"),
            models.Index(fields=["actor_name", "id"], name="audit_of_actor"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.subject} {self.subject_id or ''}".strip()


class AuditHead(models.Model):
    """One row (id 1): the hash of the newest entry, locked for every write so that the chain has one order."""

    hash = models.CharField(_("hash"), max_length=64, default="0" * 64)
    entries = models.PositiveBigIntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("audit chain head")
        verbose_name_plural = _("audit chain heads")

    def __str__(self) -> str:
        return self.hash


class AuditSeal(models.Model):
    """The head of one hour or one call, signed with a key that is not in the database, and logged: append-only too."""

    on = models.DateField(_("date"), help_text=_("The UTC day."))
    at = models.DateTimeField(_("time"))
    entries = models.PositiveBigIntegerField(_("entries"), help_text=_("Number of entries in the chain at that time."))
    hash = models.CharField(_("hash"), max_length=64, help_text=_("Hash of the newest entry at that time."))
    signature = models.CharField(
        _("signature"), max_length=64, help_text=_("HMAC-SHA256 of the day, the number of entries and the hash.")
    )

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        indexes = [models.Index(fields=["entries"], name="audit_seal_by_entries")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"seal of {self.on}"
