"""The rows a new installation starts with: roles as groups, and a first set of policies. `apps` is an app registry."""

from typing import Any

from reviews.vocabulary import Role

POLICIES = [
    # code, English name, Chinese name, verdicts it may explain (none: any), needs a note
    ("NUD-2", "Nudity, adult", "成人裸露", ["review", "block"], False),
    ("VIO-1", "Graphic violence", "血腥暴力", ["review", "block"], False),
    ("TER-1", "Terrorism and extremism", "恐怖主义与极端主义", ["review", "block"], False),
    ("HAR-1", "Abuse and harassment", "辱骂与骚扰", ["review", "block"], False),
    ("ADS-1", "Spam and advertising", "垃圾信息与广告", ["review", "block"], False),
    ("OTH-1", "Other (say why)", "其他（请说明原因）", [], True),
]
_SEES = "view"
_MANAGES = {
    "add": ("provideraccount", "policy", "reviewer"),
    "change": ("provideraccount", "policy", "reviewer"),
}


def ensure_roles(apps: Any) -> None:
    """One group per role; in the admin site Admins see every row and change accounts, policies and people."""
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    groups = {role: group_model.objects.get_or_create(name=role.value)[0] for role in Role}
    ours = permission_model.objects.filter(content_type__app_label="reviews")
    names = [f"{act}_{model}" for act, models in _MANAGES.items() for model in models]
    groups[Role.ADMIN].permissions.add(*ours.filter(codename__startswith=f"{_SEES}_"), *ours.filter(codename__in=names))


def ensure_policies(apps: Any) -> None:
    """The first policies, only where there is none at all: an admin's own set is never added to."""
    policy_model = apps.get_model("reviews", "Policy")
    if policy_model.objects.exists():
        return
    policy_model.objects.bulk_create(
        policy_model(code=code, name_en=english, name_zh=chinese, allowed_verdicts=verdicts, note_required=note)
        for code, english, chinese, verdicts, note in POLICIES
    )
