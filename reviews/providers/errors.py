"""What can go wrong with a provider.

ProviderError
    ConfigurationError    our own settings are wrong (no key in the environment, bad endpoint): fix, then try again
        BadEndpoint            what the account calls is no provider: a redirect, an address outside the rules
    Refused               the provider understood and said no (4xx with a code): not retryable
        AuthenticationFailed   keys, signature, clock: pauses the account
        UnknownJob             no such job (Huawei AIS.0030 with status 400): three tries, then lost
        InvalidRequest         a parameter is wrong
    Throttled             too many calls; `retry_after_s` when told
    Unavailable           5xx, internal fault behind a 4xx (Huawei AIS.0003), connection trouble, timeouts
    BadAnswer             200 that is no JSON, is cut, too large, or is not about our job
    AddressNotAllowed     the address of a video or picture is outside the rules (scheme, private network, redirect)

Every class says whether the same call may be repeated (`retryable`), and every error whether the call may have arrived
(`may_have_arrived`): a video that never left us is not "perhaps accepted". No message ever holds a key or a signed
link.
"""

from typing import ClassVar


class ProviderError(Exception):
    """Base. `code` is the provider's own code or a stable word of ours; `request_id` as the provider gave it."""

    retryable: ClassVar[bool] = False
    may_have_arrived: bool = True

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
    may_have_arrived = False


class BadEndpoint(ConfigurationError):
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
    may_have_arrived = False
