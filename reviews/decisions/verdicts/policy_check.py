"""The policy that a verdict names: there, not retired, and fit for the verdict."""

from django.utils.translation import gettext as _

from reviews.access.errors import Invalid
from reviews.labels import value_label
from reviews.models import Policy


def require_policy(policy_id: int | None, verdict: str, note: str) -> Policy | None:
    """The policy of that id, None for None; what a decision names is kept in the version that was used.

    Errors: Invalid ``policy_not_allowed``, ``policy_replaced`` (context newer_id, newer_name), ``note_required``.
    """
    if policy_id is None:
        return None
    policy = Policy.objects.filter(pk=policy_id).first()
    if policy is None:
        raise Invalid("policy_not_allowed", _("This policy does not exist. Choose another policy."), field="policy_id")
    if not policy.is_active:
        raise _retired_policy(policy)
    if policy.allowed_verdicts and verdict not in policy.allowed_verdicts:
        raise Invalid(
            "policy_not_allowed",
            _("%(policy)s does not allow this verdict. Choose another policy or one of these verdicts: %(verdicts)s.")
            % {"policy": policy.code, "verdicts": ", ".join(map(value_label, policy.allowed_verdicts))},
            field="policy_id",
        )
    if policy.note_required and not note.strip():
        raise Invalid(
            "note_required",
            _("%(policy)s requires a note. Explain your verdict.") % {"policy": policy.code},
            field="note",
        )
    return policy


def policy_label(policy: Policy | None) -> str:
    """Code and version, as audit entries hold them."""
    return f"{policy.code} v{policy.version}" if policy else ""


def _retired_policy(policy: Policy) -> Invalid:
    """It was there when the page was drawn: say what took its place, if anything did."""
    newer = Policy.objects.active().filter(code=policy.code, version__gt=policy.version).order_by("-version").first()
    if newer is None:
        return Invalid(
            "policy_not_allowed",
            _("%(policy)s is retired. Choose another policy. Your note is kept.") % {"policy": policy_label(policy)},
            field="policy_id",
        )
    return Invalid(
        "policy_replaced",
        _(
            "%(policy)s was replaced by %(newer)s. Reload the page, read the new version, then choose "
            "it or another policy."
        )
        % {"policy": policy_label(policy), "newer": policy_label(newer)},
        field="policy_id",
        newer_id=newer.pk,
        newer_name=policy_label(newer),
    )
