"""Answers of the test client: their type, and the whole body of those that are sent in pieces."""

from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    type ClientResponse = _MonkeyPatchedWSGIResponse
else:
    ClientResponse = HttpResponse


def body_of(answer: HttpResponseBase) -> bytes:
    """Return the whole body; of an answer sent in pieces it can be read once."""
    if isinstance(answer, StreamingHttpResponse):
        return b"".join(answer)
    assert isinstance(answer, HttpResponse)
    return answer.content
