"""The addresses that the workspace's scripts ask, so that none is written out in a script and any mount point works."""

from django.urls import reverse

_PLACEHOLDER = 987_654_321  # an id that no pattern of ours contains


def build_addresses(job_id: int) -> dict[str, str]:
    """Name -> path. `{id}` stands where the page puts the id of a finding, a detection or another job."""
    return {
        "timeline": reverse("job-timeline", args=[job_id]),
        "verdicts": reverse("job-verdicts", args=[job_id]),
        "lease": reverse("lease", args=[job_id]),
        "presence": reverse("presence", args=[job_id]),
        "media": reverse("job-media", args=[job_id]),
        "filmstrip": reverse("job-filmstrip", args=[job_id]),
        "job": reverse("job-decisions", args=[job_id]),
        "ask_lead": reverse("ask-lead", args=[job_id]),
        "findings": reverse("job-findings", args=[job_id]),
        "many_findings": reverse("job-findings-decisions", args=[job_id]),
        "finding": _with_placeholder("finding-decisions"),
        "detection": _with_placeholder("detection-decisions"),
        "still": _with_placeholder("finding-still"),
        "coverage": _with_placeholder("job-coverage"),
        "keys": reverse("my-keys"),
        "break": reverse("my-break"),
    }


def _with_placeholder(name: str) -> str:
    return reverse(name, args=[_PLACEHOLDER]).replace(str(_PLACEHOLDER), "{id}")
