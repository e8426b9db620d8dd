"""A provider that answers from a script, for answers and errors that no sandbox gives on demand."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

import msgspec

from reviews.providers.base import AnswerPage, Listing, SubmitRequest, Submitted
from reviews.providers.errors import BadAnswer
from reviews.providers.results import JobResult, ObjectRef
from reviews.vocabulary import JobState
from tests.domain.result_builders import a_frame_result, a_result

type Step = AnswerPage | Listing | Submitted | Exception


def a_page(state: str = "succeeded", frames: Sequence[int] = (1000,), next_token: str = "") -> AnswerPage:
    body = json.dumps({"state": state, "frames": list(frames)}).encode()
    return AnswerPage(body=body, request_id="r-1", next_token=next_token)


class ScriptedProvider:
    """Plays `steps` in order, the last one for ever. `calls` holds (what, argument) of each call."""

    slug: ClassVar[str] = "huawei"
    title: ClassVar[str] = "Scripted"
    can_list: ClassVar[bool] = True
    returns_snapshots: ClassVar[bool] = False
    source_schemes: ClassVar[tuple[str, ...]] = ("https",)
    object_schemes: ClassVar[tuple[str, ...]] = ()
    endpoint_hosts: ClassVar[tuple[str, ...]] = ("scripted.example.com",)
    identity_hosts: ClassVar[tuple[str, ...]] = ("scripted.example.com",)
    object_hosts: ClassVar[tuple[str, ...]] = ("scripted.example.com",)

    def __init__(self, *steps: Step, during: Callable[[], Any] | None = None) -> None:
        self._steps = list(steps)
        self._during = during
        self.calls: list[tuple[str, Any]] = []

    def _play[Answer: AnswerPage | Listing | Submitted](self, kind: type[Answer], what: str, argument: Any) -> Answer:
        self.calls.append((what, argument))
        if self._during:
            self._during()
        step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        if isinstance(step, Exception):
            raise step
        assert isinstance(step, kind)
        return step

    def fetch(self, external_id: str, page_token: str = "") -> AnswerPage:
        return self._play(AnswerPage, "fetch", page_token)

    def submit(self, request: SubmitRequest) -> Submitted:
        return self._play(Submitted, "submit", request)

    def list_jobs(self, since: datetime, until: datetime, page_token: str = "") -> Listing:
        return self._play(Listing, "list", (since, until, page_token))

    @staticmethod
    def normalise(bodies: Sequence[bytes]) -> JobResult:
        try:
            pages = [msgspec.json.decode(body) for body in bodies]
        except msgspec.DecodeError as error:
            raise BadAnswer(f"not JSON: {error}", code="bad_answer") from None
        frames = [a_frame_result(ms) for page in pages for ms in page["frames"]]
        return a_result(*frames, state=JobState(pages[0]["state"]))

    def object_url(self, ref: ObjectRef, *, now: datetime, expires_s: int = 300, width: int | None = None) -> str:
        raise NotImplementedError

    def check(self) -> str:
        return "well"
