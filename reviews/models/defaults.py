"""The rows a new installation starts with: roles as groups, and a first set of policies. `apps` is an app registry."""

from typing import Any

from reviews.vocabulary import Role

POLICIES = [
    # code, English name, Chinese name, verdicts it may explain (none: any), needs a note, harm band
    ("NUD-2", "Nudity, adult", "成人裸露", ["review", "block"], False, "sensitive"),
    ("VIO-1", "Graphic violence", "血腥暴力", ["review", "block"], False, "graphic"),
    ("TER-1", "Terrorism and extremism", "恐怖主义与极端主义", ["review", "block"], False, "extreme"),
    ("HAR-1", "Abuse and harassment", "辱骂与骚扰", ["review", "block"], False, "none"),
    ("ADS-1", "Spam and advertising", "垃圾信息与广告", ["review", "block"], False, "none"),
    ("OTH-1", "Other (say why)", "其他（请说明原因）", [], True, "none"),
]
# (category, label, band): what both clouds call things. An organisation edits them in the admin.
HARM_RULES = [
    ("porn", "", "sensitive"),
    ("porn", "pornography", "graphic"),
    ("porn", "porn", "graphic"),
    ("terrorism", "", "graphic"),
    ("terrorism", "flag", "none"),
    ("terrorism", "logo", "none"),
    ("terrorism", "politics", "none"),
    ("terrorism", "weapon", "sensitive"),
    ("terrorism", "bloody", "extreme"),
]
GENERAL, SECOND_LOOK = "General", "Second look"
_VIEWS = "view"
_MANAGED = (
    "provideraccount",
    "policy",
    "reviewer",
    "queue",
    "routingrule",
    "autosettlerule",
    "workcalendar",
    "team",
    "harmrule",
    "wellnessfloor",
)
# A person's own: not even an Admin looks at these rows.
_PRIVATE = ("desksettings", "exposure", "breakclock")
_MANAGES = {"add": _MANAGED, "change": _MANAGED, "delete": ("routingrule", "harmrule")}


def ensure_roles(apps: Any) -> None:
    """One group per role; in the admin site Admins see every row and change accounts, policies and people."""
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    groups = {role: group_model.objects.get_or_create(name=role.value)[0] for role in Role}
    ours = permission_model.objects.filter(content_type__app_label="reviews")
    names = [f"{act}_{model}" for act, models in _MANAGES.items() for model in models]
    private = ours.filter(content_type__model__in=_PRIVATE)
    seen = ours.filter(codename__startswith=f"{_VIEWS}_").exclude(pk__in=private)
    groups[Role.ADMIN].permissions.add(*seen, *ours.filter(codename__in=names))
    groups[Role.ADMIN].permissions.remove(*private)


def ensure_policies(apps: Any) -> None:
    """The first policies, only where there is none at all: an admin's own set is never added to."""
    policy_model = apps.get_model("reviews", "Policy")
    if policy_model.objects.exists():
        return
    policy_model.objects.bulk_create(
        policy_model(
            code=code,
            name_en=english,
            name_zh=chinese,
            allowed_verdicts=verdicts,
            note_required=note,
            harm_band=band,
        )
        for code, english, chinese, verdicts, note, band in POLICIES
    )


def ensure_queues(apps: Any) -> None:
    """A fallback queue open to all, and a second-look queue for escalated jobs, where there is no queue yet."""
    queue_model = apps.get_model("reviews", "Queue")
    if queue_model.objects.exists():
        return
    queue_model.objects.create(name=GENERAL, position=900, is_fallback=True, is_open_to_all=True)
    queue_model.objects.create(name=SECOND_LOOK, position=910, stage="second", is_open_to_all=True)


def ensure_wellness(apps: Any) -> None:
    """Create the one row of the organisation minimum, and harm rules where there is none."""
    apps.get_model("reviews", "WellnessFloor").objects.get_or_create(pk=1)
    rule_model = apps.get_model("reviews", "HarmRule")
    if not rule_model.objects.exists():
        rule_model.objects.bulk_create(
            rule_model(category=category, label=label, band=band) for category, label, band in HARM_RULES
        )
