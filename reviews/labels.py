"""The words of our enums and the names of providers in the reader's language."""

from functools import cache

from django.apps import apps
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from reviews.models.choices import VALUE_LABELS
from reviews.providers import registry
from reviews.providers.errors import ConfigurationError


def value_label(value: str) -> str:
    """The word of any of our enums in the reader's language; an unknown word verbatim."""
    return _value_labels(get_language()).get(str(value), str(value))


@cache
def _value_labels(_language: str | None) -> dict[str, str]:
    """All of them, said once in each language: a list asks for one some hundred times."""
    return {value: str(label) for value, label in VALUE_LABELS.items()} | {
        "created": pgettext("registered job id", "created"),
        "known": pgettext("registered job id", "known"),
        "refused": pgettext("registered job id", "refused"),
    }


def action_label(action: str) -> str:
    """What an audit entry's action means; an action nobody named yet by its own words."""
    said = _action_labels(get_language()).get(action)
    return said or _admin_action_label(action) or action.replace(".", " ").replace("_", " ")


def _admin_action_label(action: str) -> str:
    """The admin's own acts, `<model>.added` and `<model>.changed`, by the model's name; empty for any other."""
    noun, __, verb = action.partition(".")
    model = apps.get_app_config("reviews").models.get(noun) or apps.get_app_config("auth").models.get(noun)
    said = {"added": _("added: %(what)s"), "changed": _("changed: %(what)s")}.get(verb)
    return said % {"what": model._meta.verbose_name} if model and said else ""


@cache
def _action_labels(_language: str | None) -> dict[str, str]:
    return action_labels()


def action_labels() -> dict[str, str]:
    """Action -> words, for every action that the desk writes."""
    return {
        "claim.taken": _("claimed the job"),
        "claim.released": _("released the job"),
        "claim.skipped": _("skipped the job"),
        "claim.taken_over": _("took the job over"),
        "claim.freed": _("released the claim of another reviewer"),
        "decision.recorded": _("gave a verdict"),
        "decisions.recorded": _("gave a verdict on several findings"),
        "decision.taken_back": _("took back a verdict"),
        "decisions.taken_back": _("took back the verdicts on several findings"),
        "export.read": _("viewed a report"),
        "harmrule.removed": _("removed a harm rule"),
        "finding.added": _("added a finding that the machine missed"),
        "job.settled": _("settled the job"),
        "job.settled_by_rule": _("settled the job by a rule"),
        "job.left_to_people": _("left the job for human review as part of a random sample"),
        "job.reopened": _("returned the job to review because the evidence changed after a rule settled it"),
        "job.reopened_by_person": _("reopened the settled job"),
        "job.escalated": _("sent the job to the second look"),
        "job.taken_back": _("took back the verdict on the job"),
        "job.lead_asked": _("asked a lead to decide the job"),
        "job.closed": _("closed the job without a verdict"),
        "job.put_back": _("returned the closed job to its queue"),
        "jobs.rerouted": _("rerouted jobs"),
        "jobs.repolled": _("queried the provider again"),
        "job.submitted": _("submitted the video"),
        "submission.looked_for": _("looked for the job of a video whose answer was lost"),
        "submission.found": _("found the job of a video whose answer was lost"),
        "submission.sent_again": _("sent a video again whose answer was lost"),
        "job.viewed": _("viewed the job"),
        "jobs.registered": _("registered job IDs"),
        "media.requested_again": _("asked for the video to be prepared again"),
        "media.opened": _("viewed the video"),
        "stills.opened": _("viewed the pictures"),
        "notes.purged": _("removed notes"),
        "provideraccount.tested": _("tested the connection of an account"),
        "token.created": _("created an API token"),
        "token.refused": _("refused an API token"),
        "token.revoked": _("revoked an API token"),
        "person.switched_off": _("deactivated a person"),
        "autosettlerule.switched_on": _("activated an auto-settle rule"),
        "autosettlerule.switched_off": _("deactivated an auto-settle rule"),
        "person.switched_on": _("activated a person"),
        "person.groups_changed": _("changed the roles and teams of a person"),
        "policy.retired": _("retired a policy"),
        "policy.restored": _("restored a policy"),
        "signin.succeeded": _("signed in"),
        "signin.failed": _("failed to sign in"),
        "signin.locked": _("was temporarily locked out of sign-in"),
        "signin.linked": _("was linked to the sign-in of the organisation"),
        "session.signed_out": _("signed out"),
        "session.ended": _("ended a session"),
        "password.changed": _("changed the password"),
        "password.link_made": _("created a password link for a person"),
        "password.set_by_link": _("set a password through a link"),
        "recovery.requested": _("requested the recovery of a person's account"),
        "recovery.confirmed": _("confirmed the recovery of a person's account"),
        "person.staff_changed": _("changed the admin access of a person"),
        "person.email_changed": _("changed the e-mail address of a person"),
        "second_factor.added": _("added a second factor"),
        "second_factor.removed": _("removed a second factor"),
        "second_factor.recovery_codes_made": _("made new recovery codes"),
    }


def harm_band_label(value: str) -> str:
    """The word of a policy's harm band in the reader's language."""
    return value_label(value)


def provider_title(slug: str) -> str:
    """The provider's own name; the slug verbatim when it is not registered (any more)."""
    try:
        return registry.get(slug).title
    except ConfigurationError:
        return slug
