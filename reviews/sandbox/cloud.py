"""The state of the sandbox, handed to each of its parts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from reviews.sandbox.jobs import Jobs
from reviews.sandbox.limits import Nonces, RateLimit
from reviews.sandbox.payload_files import PayloadFiles
from reviews.sandbox.tokens import Tokens

ACCESS_KEY, SECRET_KEY, SECURITY_TOKEN = "sandbox-ak", "sandbox-sk", "sandbox-token"
PROJECT = "sandbox-project"
HUAWEI_REGION, ALIBABA_REGION = "ap-southeast-3", "cn-shanghai"
VIDEOS, STILLS = "sandbox-videos", "sandbox-stills"  # the two buckets


@dataclass
class Cloud:
    """State of one running stand-in. `port` is known once it listens."""

    jobs: Jobs
    payloads: PayloadFiles
    media: Path
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    port: int = 0
    nonces: Nonces = field(default_factory=Nonces)
    tokens: Tokens = field(default_factory=Tokens)
    huawei_rate: RateLimit = field(default_factory=lambda: RateLimit(10))  # huawei.md section 9
    alibaba_rate: RateLimit = field(default_factory=lambda: RateLimit(100))  # alibaba.md section 8
