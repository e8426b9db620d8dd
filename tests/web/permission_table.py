"""Who may read and write at every address. A new address needs a row here; the matrix fails until it has one."""

from typing import Any, NamedTuple

from reviews.vocabulary import Role

ANONYMOUS, NO_ROLE, OFF, SUPERUSER = "nobody", "no role", "switched off", "superuser"
EVERY_CALLER = frozenset({ANONYMOUS, NO_ROLE, OFF, SUPERUSER, *Role})
SIGNED_IN = EVERY_CALLER - {ANONYMOUS, OFF}
READERS = SIGNED_IN - {NO_ROLE}
REVIEWERS = READERS - {Role.ANALYST}
LEADS = frozenset({Role.LEAD, Role.ADMIN, SUPERUSER})
REPORTERS = LEADS | {Role.ANALYST}
AUDITORS = frozenset({Role.ANALYST, Role.ADMIN, SUPERUSER})
ADMINS = frozenset({Role.ADMIN, SUPERUSER})
NONE: frozenset[str] = frozenset()


class Row(NamedTuple):
    """Who gets in with GET and HEAD, and who with the methods that write. Others: to sign-in, or 401 to 405."""

    read: frozenset[str]
    write: frozenset[str] = NONE


# By name of the address; those without a name by their pattern.
ROWS: dict[str, Row] = {
    "favicon.ico": Row(EVERY_CALLER, EVERY_CALLER),
    "set_language": Row(EVERY_CALLER, EVERY_CALLER),
    "login": Row(EVERY_CALLER, EVERY_CALLER),
    "account_login": Row(EVERY_CALLER, EVERY_CALLER),
    "logout": Row(NONE, EVERY_CALLER),
    "account_logout": Row(NONE, EVERY_CALLER),
    "mfa_authenticate": Row(SIGNED_IN, SIGNED_IN),
    "socialaccount_login_cancelled": Row(NONE),
    "openid_connect_login": Row(NONE, EVERY_CALLER),
    "openid_connect_callback": Row(NONE),
    "account": Row(SIGNED_IN),
    "end-session": Row(NONE, SIGNED_IN),
    "end-other-sessions": Row(NONE, SIGNED_IN),
    "account_change_password": Row(SIGNED_IN, SIGNED_IN),
    "password-link": Row(EVERY_CALLER, EVERY_CALLER),
    "account_reauthenticate": Row(SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate": Row(SIGNED_IN, SIGNED_IN),
    "mfa_index": Row(SIGNED_IN, SIGNED_IN),
    "mfa_activate_totp": Row(SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": Row(SIGNED_IN, SIGNED_IN),
    "mfa_view_recovery_codes": Row(SIGNED_IN, SIGNED_IN),
    "mfa_generate_recovery_codes": Row(SIGNED_IN, SIGNED_IN),
    "queue": Row(READERS),
    "claims": Row(NONE, REVIEWERS),
    "queue-next": Row(NONE, REVIEWERS),
    "new-video": Row(REVIEWERS, REVIEWERS),
    "sent-videos": Row(REVIEWERS),
    "look-for-video": Row(NONE, REVIEWERS),
    "resend-video": Row(REVIEWERS, REVIEWERS),
    "new-jobs": Row(LEADS, LEADS),
    "reports": Row(REPORTERS),
    "my-keys": Row(NONE, READERS),
    "job": Row(READERS),
    "job-history": Row(READERS),
    "job-timeline": Row(READERS),
    "job-verdicts": Row(READERS),
    "job-coverage": Row(READERS, READERS),
    "my-break": Row(NONE, READERS),
    "my-settings": Row(READERS, READERS),
    "claim-job": Row(NONE, REVIEWERS),
    "release-job": Row(NONE, REVIEWERS),
    "skip-job": Row(NONE, REVIEWERS),
    "me": Row(READERS),
    "keep-filter": Row(NONE, READERS),
    "remove-filter": Row(NONE, READERS),
    "job-progress": Row(READERS),
    "reopen-job": Row(NONE, REVIEWERS),
    "take-over-job": Row(NONE, LEADS),
    "send-again": Row(NONE, REVIEWERS),
    "technical-problem": Row(NONE, REVIEWERS),
    "put-back": Row(NONE, REVIEWERS),
    "ask-lead": Row(NONE, REVIEWERS),
    "take-back-job": Row(NONE, REVIEWERS),
    "presence": Row(NONE, READERS),
    "prepare-again": Row(NONE, REVIEWERS),
    "lease": Row(NONE, REVIEWERS),
    "job-findings": Row(NONE, REVIEWERS),
    "job-findings-decisions": Row(NONE, REVIEWERS),
    "job-decisions": Row(NONE, REVIEWERS),
    "finding-decisions": Row(NONE, REVIEWERS),
    "detection-decisions": Row(NONE, REVIEWERS),
    "job-video": Row(READERS),
    "job-video-copy": Row(READERS),
    "job-media": Row(READERS),
    "job-filmstrip": Row(READERS),
    "job-filmstrip-sheet": Row(READERS),
    "finding-still": Row(READERS),
    "api-jobs": Row(READERS, REVIEWERS),
    "api-job": Row(READERS),
    "api-job-claim": Row(NONE, REVIEWERS),
    "api-job-skip": Row(NONE, REVIEWERS),
    "api-job-take-over": Row(NONE, LEADS),
    "api-job-reopen": Row(NONE, REVIEWERS),
    "api-job-send-again": Row(NONE, REVIEWERS),
    "api-job-technical-problem": Row(NONE, REVIEWERS),
    "api-job-put-back": Row(NONE, REVIEWERS),
    "api-job-ask-lead": Row(NONE, REVIEWERS),
    "api-job-take-back": Row(NONE, REVIEWERS),
    "api-job-reviews": Row(READERS),
    "api-job-findings": Row(READERS, REVIEWERS),
    "api-job-findings-decisions": Row(NONE, REVIEWERS),
    "api-job-decisions": Row(READERS, REVIEWERS),
    "api-submissions": Row(REVIEWERS),
    "api-submission": Row(REVIEWERS),
    "api-submission-look": Row(NONE, REVIEWERS),
    "api-submission-send-again": Row(NONE, REVIEWERS),
    "api-queues": Row(READERS),
    "api-queue": Row(READERS),
    "api-queue-claim": Row(NONE, REVIEWERS),
    "api-claims": Row(NONE, REVIEWERS),
    "api-policies": Row(READERS),
    "api-audit": Row(AUDITORS),
    "api-decisions": Row(READERS),
    "api-finding-decisions": Row(NONE, REVIEWERS),
    "api-detection-decisions": Row(NONE, REVIEWERS),
    "api-report-summary": Row(REPORTERS),
    "schema": Row(SIGNED_IN),
    "api-docs": Row(SIGNED_IN),
    "api-unknown": Row(NONE),
    "admin:index": Row(ADMINS, ADMINS),
    "admin:login": Row(EVERY_CALLER, EVERY_CALLER),
    "admin:logout": Row(EVERY_CALLER, EVERY_CALLER),
    "admin:password_change": Row(ADMINS, ADMINS),
    "admin:password_change_done": Row(ADMINS, ADMINS),
    "admin:autocomplete": Row(ADMINS, ADMINS),
    "admin:jsi18n": Row(ADMINS, ADMINS),
    "admin:view_on_site": Row(ADMINS, ADMINS),
    "admin:app_list": Row(ADMINS, ADMINS),
    "admin/(?P<url>.*)$": Row(ADMINS, ADMINS),
}

# Models in the admin: every address of theirs is for admins, whatever the model allows of them there.
ADMIN_MODELS = {
    "auth/group", "reviews/apitoken", "reviews/auditentry", "reviews/audithead", "reviews/auditseal",
    "reviews/audiosegment", "reviews/autosettlerule", "reviews/coverage", "reviews/coverresult", "reviews/decision",
    "reviews/detection", "reviews/draw", "reviews/filmstrip", "reviews/finding", "reviews/frameresult",
    "reviews/harmrule",
    "reviews/job", "reviews/note", "reviews/payload", "reviews/playablecopy", "reviews/policy",
    "reviews/presence", "reviews/provideraccount", "reviews/queue", "reviews/recoveryrequest",
    "reviews/review", "reviews/reviewer",
    "reviews/routingrule", "reviews/ruleversion", "reviews/signinfailure", "reviews/submission",
    "reviews/team", "reviews/textresult", "reviews/timelinecolumns",
    "reviews/tokenrefusal", "reviews/videofacts",
    "reviews/wellnessfloor", "reviews/workcalendar", "reviews/workerpulse",
}  # fmt: skip

# Addresses that read the body before they look for the row get one that is in order.
_VERDICT_BODY: dict[str, Any] = {"verdict": "pass", "version": 1, "fence": 1, "idempotency_key": "not-mine-1"}
BODIES: dict[str, dict[str, Any]] = {
    "lease": {"fence": 1},
    "my-break": {"act": "taken"},
    "my-keys": {"keys": {}},
    "job-decisions": _VERDICT_BODY,
    "finding-decisions": _VERDICT_BODY,
    "detection-decisions": _VERDICT_BODY,
    "job-findings": {
        **_VERDICT_BODY,
        "verdict": "block",
        "kind": "frame",
        "start_ms": 0,
        "category": "porn",
        "label": "x",
    },
    "job-findings-decisions": {**_VERDICT_BODY, "finding_ids": [1]},
    "ask-lead": {"version": 1, "fence": 1, "idempotency_key": "not-mine-1", "note": "please look"},
    "api-job-take-back": {"decision": 1},
    "api-job-ask-lead": {"version": 1, "fence": 1, "note": "please look"},
}
