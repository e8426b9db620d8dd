"""What a result says about the job itself, as column values."""

from typing import Any

from reviews.models import Job
from reviews.providers.results import JobResult


def job_facts(row: Job, result: JobResult) -> dict[str, Any]:
    """Columns for what the provider says. What it does not say this time keeps its last known value."""
    output = result.output
    return {
        "state": result.state,
        "state_raw": result.state_raw,
        "suggestion": result.suggestion or "",
        "suggestion_raw": result.suggestion_raw,
        "error_code": result.error_code,
        "error_message": result.error_message,
        "request_id": result.request_id,
        "title": result.title or row.title,
        "source_url": result.source_url or row.source_url,
        "source_location": result.source_location or row.source_location,
        "output_bucket": output.bucket if output else row.output_bucket,
        "output_location": output.location if output else row.output_location,
        "output_object": output.key if output else row.output_object,
        "provider_created_at": result.created_at or row.provider_created_at,
        "provider_updated_at": result.updated_at or row.provider_updated_at,
        "finished_at": result.finished_at or row.finished_at,
        "request_params": result.request_params or row.request_params,
        "user_data": result.user_data or row.user_data,
        "biz_type": result.biz_type or row.biz_type,
        "pipeline_id": result.pipeline_id or row.pipeline_id,
        "frame_interval_ms": result.frame_interval_ms or row.frame_interval_ms,
    }
