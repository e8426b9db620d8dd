"""What requests and urllib3 raise -> our errors, with the host and nothing else of an address that may be signed."""

import ssl
from collections.abc import Iterator

from requests.exceptions import InvalidURL, RequestException
from urllib3.exceptions import ConnectTimeoutError, DecodeError, HTTPError, NewConnectionError

from reviews.providers.address import split_url
from reviews.providers.errors import AddressNotAllowed, BadAnswer, ProviderError, Unavailable
from reviews.providers.guarded_adapter import Deadline


class translated_errors:  # noqa: N801 - a context manager, used like a function
    """Turns what requests and urllib3 raise into our errors, with the host and nothing else of the address."""

    def __init__(self, url: str, deadline: Deadline) -> None:
        self._host = host_for_message(url)
        self._deadline = deadline

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ProviderError | None):
            return
        if self._deadline.has_passed:
            raise deadline_error(self._host) from None
        if isinstance(error, InvalidURL):
            raise AddressNotAllowed(f"{self._host} is not a valid address.", code="address_not_allowed") from None
        if isinstance(error, DecodeError):
            raise BadAnswer(f"{self._host}: the response could not be decompressed.", code="bad_encoding") from None
        if isinstance(error, RequestException | HTTPError | OSError):
            *_, cause = _causes(error)
            if isinstance(cause, ProviderError):
                raise cause from None
            # The texts of these errors hold the whole address with its signature, hence only the name of the class.
            raise _unavailable(f"{self._host}: {_sentence(cause)}", _is_unconnected(error)) from None


def _unavailable(sentence: str, is_unconnected: bool) -> Unavailable:
    """Without a connection nothing was sent: whoever submits may simply try again."""
    told = Unavailable(sentence, code="not_connected" if is_unconnected else "connection")
    told.may_have_arrived = not is_unconnected
    return told


def _is_unconnected(error: BaseException) -> bool:
    kinds = (ConnectionRefusedError, NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)
    return any(isinstance(cause, kinds) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, the first cause last."""
    yield error
    while (inner := error.__cause__ or error.__context__) is not None and inner is not error:
        error = inner
        yield error


def _sentence(cause: BaseException) -> str:
    name = type(cause).__name__
    if isinstance(cause, TimeoutError) or "Timeout" in name:
        return "no response in time."
    if "SSL" in name or "Certificate" in name:
        return "the secure connection could not be established (certificate or TLS)."
    if "IncompleteRead" in name or "Protocol" in name:
        return "the response was incomplete."
    if isinstance(cause, ConnectionRefusedError):
        return "the connection was refused."
    return f"the connection failed ({name})."


def deadline_error(name: str) -> Unavailable:
    """The total deadline passed."""
    return Unavailable(f"{name} did not send the complete response in time.", code="deadline")


def host_for_message(url: str) -> str:
    """The host of an address, for a sentence."""
    try:
        return split_url(url).hostname or "The host"
    except AddressNotAllowed:
        return "The host"
