"""What can go wrong with a provider.

ProviderError
    ConfigurationError    our own settings are wrong (no key in the environment, bad endpoint): fix, then try again
    Refused               the provider understood and said no (4xx with a code): not retryable
        AuthenticationFailed   keys, signature, clock: pauses the account
        UnknownJob             no such job (Huawei AIS.0030 with status 400): three tries, then lost
        InvalidRequest         a parameter is wrong
    Throttled             too many calls; `retry_after_s` when told
    Unavailable           5xx, internal fault behind a 4xx (Huawei AIS.0003), connection trouble, timeouts
    BadAnswer             200 that is no JSON, is cut, too large, or is not about our job
    AddressNotAllowed     an address outside the rules (scheme, private network, redirect)

Every class says whether the same call may be repeated (`retryable`). No message ever holds a key or a signed link.
"""

from typing import ClassVar


class ProviderError(Exception):
    """Base. `code` is the provider's own code or a stable word of ours; `request_id` as the provider gave it."""

    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        status: int | None = None,
        request_id: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.request_id = request_id
        self.retry_after_s = retry_after_s


class ConfigurationError(ProviderError):
    pass


class Refused(ProviderError):
    pass


class AuthenticationFailed(Refused):
    pass


class UnknownJob(Refused):
    retryable = True


class InvalidRequest(Refused):
    pass


class Throttled(ProviderError):
    retryable = True


class Unavailable(ProviderError):
    retryable = True


class BadAnswer(ProviderError):
    retryable = True


class AddressNotAllowed(ProviderError):
    pass
