"""The code an authenticator app would show, by RFC 6238."""

import base64
import hmac
import struct
import time


def totp_code(secret: str, step: int = 0) -> str:
    """Six digits of the present 30 s step, `step` steps later."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30 + step), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
