"""Recorded detail answers of ICE and MTS."""

from typing import Any

from reviews.sandbox.cloud import Cloud
from reviews.sandbox.payload_files import PayloadError, parse_file
from reviews.sandbox.refusals import AlibabaRefusal


def find_recorded(cloud: Cloud, provider: str, job_id: str) -> dict[str, Any] | None:
    """The recorded answer of a job, None without one. Errors: AlibabaRefusal for a file that cannot be served."""
    file = cloud.payloads.find(provider, job_id)
    if file is None:
        return None
    try:
        document = parse_file(file)
    except PayloadError as error:
        raise AlibabaRefusal(500, "InternalError", str(error)) from error
    if not isinstance(document, dict):
        raise AlibabaRefusal(500, "InternalError", f"The recorded answer of {provider}/{job_id} is not a JSON object.")
    return document
