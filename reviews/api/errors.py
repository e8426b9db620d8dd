"""Every error of the API as one JSON shape.

``{"error": {"code", "message", "field"?, "fields"?: [{"field", "code", "message"}], ...context}}`` where `code` is
stable, `message` says what was expected and what to do, `field` is the first field that is wrong, and context is what
helps to go on (the current version after a conflict, ...).
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from reviews.access.errors import DecisionError
from reviews.providers.errors import (
    AddressNotAllowed,
    ConfigurationError,
    InvalidRequest,
    ProviderError,
    Refused,
    Throttled,
)
from reviews.redaction import get_public_text
from reviews.sync import submit

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 5


def handle_error(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. None (a real fault of ours, a 500) only for what no rule below knows."""
    answer = _error_response(error)
    if answer is not None:
        set_rollback()
    return answer


def _error_response(error: Exception) -> Response | None:
    if isinstance(error, DecisionError):
        named: dict[str, Any] = {"field": error.field} if error.field else {}
        return error_body(error.code, error.message, status_code=error.status, **named, **error.context)
    if isinstance(error, ProviderError):
        return _from_provider(error)
    if isinstance(error, OperationalError | InterfaceError):
        log.warning("The database did not respond to an API call: %s", type(error).__name__)
        return _unavailable(
            "database_unavailable", "The database is busy or not available. Try again.", RETRY_AFTER_SECONDS
        )
    if isinstance(error, RequestDataTooBig):
        return error_body("body_too_large", "The request body is too large.", status_code=413)
    if isinstance(error, SuspiciousOperation):
        return error_body("bad_request", "The request cannot be read.", status_code=400)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    return _from_rest(error) if isinstance(error, exceptions.APIException) else None


def error_body(
    code: str, message: str, *, status_code: int, headers: dict[str, str] | None = None, **context: Any
) -> Response:
    """One error answer."""
    return Response({"error": {"code": code, "message": message, **context}}, status=status_code, headers=headers)


def _unavailable(code: str, message: str, retry_after_s: float) -> Response:
    return error_body(code, message, status_code=503, headers={"Retry-After": str(max(1, int(retry_after_s)))})


def _from_provider(error: ProviderError) -> Response:
    told = get_public_text(str(error))
    if isinstance(error, InvalidRequest | AddressNotAllowed):
        name = submit.find_wrong_field(error)
        named: dict[str, Any] = {"field": "source_url" if name == "source" else name} if name else {}
        message = f"The provider refused the request: {told}"
        return error_body("refused_by_provider", message, status_code=400, **named, provider_code=error.code)
    message = f"The provider refused the request: {told}" if isinstance(error, Refused | Throttled) else told
    if isinstance(error, Throttled | ConfigurationError):
        return _unavailable(error.code or "provider_unavailable", message, error.retry_after_s or 60)
    about: dict[str, Any] = {"provider_code": error.code, "retryable": error.retryable}
    if isinstance(error, submit.AnswerLost):
        about |= {"retryable": False, "submission_id": error.submission_id}
    return error_body("provider_failed", message, status_code=502, **about)


def _from_rest(error: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.ValidationError):
        return _from_validation(error)
    context = dict(getattr(error, "context", {}))
    if isinstance(error, exceptions.NotFound):
        context.setdefault("hint", "Addresses are listed at /api/docs/ and end with a slash.")
    code = str(error.get_codes()) if not isinstance(error.detail, list | dict) else error.default_code
    return error_body(code, str(error.detail), status_code=error.status_code, headers=headers, **context)


def _from_validation(error: exceptions.ValidationError) -> Response:
    fields = list(_flat(error.detail))
    first = fields[0] if fields else {"field": "", "message": "Not valid.", "code": "invalid"}
    where = f"{first['field']}: " if first["field"] else ""
    named: dict[str, Any] = {"field": first["field"], "fields": fields} if first["field"] else {}
    return error_body(first["code"], where + first["message"], status_code=400, **named)


def _flat(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """DRF's nested details as one flat list with dotted field names."""
    if isinstance(detail, Mapping):
        for name, part in detail.items():
            inner = path if name == "non_field_errors" else f"{path}.{name}".lstrip(".")
            yield from _flat(part, inner)
    elif isinstance(detail, list | tuple):
        for index, part in enumerate(detail):
            yield from _flat(part, f"{path}.{index}" if isinstance(part, Mapping | list) else path)
    else:
        yield {"field": path, "code": str(getattr(detail, "code", "invalid")), "message": str(detail)}
