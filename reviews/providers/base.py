"""The protocol every provider speaks, and the frozen structs around it."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Protocol

import msgspec

from reviews.providers.results import JobResult, ObjectRef
from reviews.providers.secret import Secret


class Connection(msgspec.Struct, frozen=True):
    """Everything a provider client needs. Empty endpoints mean the region's public ones."""

    account: str
    region: str
    access_key: Secret
    secret_key: Secret
    security_token: Secret
    endpoint: str = ""
    identity_endpoint: str = ""
    object_endpoint: str = ""
    project_id: str = ""
    allow_private: bool = False

    def secrets(self) -> tuple[Secret, ...]:
        """Return what no text about this connection may hold."""
        return tuple(key for key in (self.access_key, self.secret_key, self.security_token) if key)


class AnswerPage(msgspec.Struct, frozen=True):
    """One page as received. `next_token` is empty on the last page; `next_token` of a body is read by the provider."""

    body: bytes
    request_id: str = ""
    next_token: str = ""


class SubmitRequest(msgspec.Struct, frozen=True):
    """One video to moderate: `source` is http(s):// or oss://bucket/key; `reference` is ours (as user data)."""

    source: str
    title: str = ""
    description: str = ""
    comments: str = ""  # bullet comments, one per line
    reference: str = ""
    frame_interval_s: int | None = None
    image_categories: tuple[str, ...] = ()
    audio_categories: tuple[str, ...] = ()
    biz_type: str = ""
    output: str = ""
    cover_images: tuple[ObjectRef, ...] = ()


class Submitted(msgspec.Struct, frozen=True):
    """The provider took the job."""

    external_id: str
    request_id: str = ""


class ListedJob(msgspec.Struct, frozen=True):
    """One job of a listing; only enough to register it."""

    external_id: str
    created_at: datetime | None = None


class Listing(msgspec.Struct, frozen=True):
    """One page of a listing."""

    jobs: tuple[ListedJob, ...]
    next_token: str = ""


class Provider(Protocol):
    """A live client bound to one Connection. Every method that calls out raises only `errors.ProviderError`."""

    slug: ClassVar[str]
    title: ClassVar[str]
    can_list: ClassVar[bool]
    returns_snapshots: ClassVar[bool]  # False: we cut stills from the video ourselves
    source_schemes: ClassVar[tuple[str, ...]]  # e.g. ("http", "https") or ("oss",)
    object_schemes: ClassVar[tuple[str, ...]]  # of addresses scheme://bucket/key in the provider's own store
    # Documented hosts for each endpoint of an account; a * stands for part of one label.
    endpoint_hosts: ClassVar[tuple[str, ...]]
    identity_hosts: ClassVar[tuple[str, ...]]
    object_hosts: ClassVar[tuple[str, ...]]

    def __init__(self, connection: Connection) -> None: ...

    def submit(self, request: SubmitRequest) -> Submitted: ...

    def fetch(self, external_id: str, page_token: str = "") -> AnswerPage:
        """One page of one job, exactly as received; checked only as far as: it is JSON about this job."""
        ...

    def list_jobs(self, since: datetime, until: datetime, page_token: str = "") -> Listing: ...

    @staticmethod
    def normalise(bodies: Sequence[bytes]) -> JobResult:
        """Pages of one run -> our words. Pure; raises only errors.BadAnswer."""
        ...

    def object_url(self, ref: ObjectRef, *, now: datetime, expires_s: int = 300, width: int | None = None) -> str:
        """A signed GET link of a stored object; `width` asks for a picture scaled to that many pixels. Never store."""
        ...

    def check(self) -> str:
        """Make one cheap signed call; return a sentence for the admin, raise ProviderError otherwise."""
        ...
