"""A small OpenID Connect provider on loopback: code flow with PKCE, signed id tokens, real HTTP."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


class IdentityProvider:
    """Signs in whoever `person` says; `claims` go into the id token over the right ones, `key` signs it."""

    def __init__(self) -> None:
        self.key = self.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {"sub": "p-1", "email": "ana@desk.example", "email_verified": True}
        self.claims: dict[str, Any] = {}
        self.told: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.post(self)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def get(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        if parts.path == "/authorize":
            self.asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            back = urlencode({"code": "the-code", "state": self.asked["state"]})
            handler.send_response(302)
            handler.send_header("Location", f"{self.asked['redirect_uri']}?{back}")
            handler.end_headers()
        else:
            answers: dict[str, Callable[[], Any]] = {
                "/.well-known/openid-configuration": self.configuration,
                "/keys": self.keys,
                "/userinfo": lambda: {**self.person, **self.told},
            }
            _answer(handler, answers[parts.path]())

    def post(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = sent["code"] == "the-code" and sent["client_secret"] == "the-secret"
        if not right or proof != self.asked["code_challenge"]:
            _answer(handler, {"error": "invalid_grant"}, 400)
        else:
            _answer(handler, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.token()})

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.published.public_key()))
        return {"keys": [{**public, "kid": "k1", "alg": "RS256", "use": "sig"}]}

    def token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": "desk", "iat": now, "exp": now + 60, **self.person, **self.claims}
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1"})


def _answer(handler: BaseHTTPRequestHandler, body: dict[str, Any], status: int = 200) -> None:
    raw = json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(raw)))
    handler.end_headers()
    handler.wfile.write(raw)
