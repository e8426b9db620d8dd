"""The shipped nginx file in a real nginx on loopback ports: only names, ports and folders are put in."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.web_process import ROOT, free_port

SHIPPED = ROOT / "docs" / "deployment" / "nginx.conf"
NAME = "localhost"
# What Debian's nginx.conf puts around conf.d, with everything in one folder and no second process to look after.
_AROUND = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; video/mp4 mp4; }}
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/desk.conf;
}}
"""


def find_nginx() -> str:
    """The program. Errors: FileNotFoundError that says how to get it."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")
    if program is None:
        raise FileNotFoundError("nginx is not installed; .ci/install-packages (a part of `make test`) installs it.")
    return program


class Nginx:
    """nginx in `folder` before a site on port `upstream`; `var` stands for VAR_DIR."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.var = folder, folder / "var"
        self.port, self.plain_port = free_port(), free_port()
        (self.var / "static").mkdir(parents=True)
        (self.var / "media").mkdir()
        _write_certificate(folder)
        text = _put_in(SHIPPED.read_text(), self.port, self.plain_port, upstream, folder)
        (folder / "desk.conf").write_text(text)
        user = "user root root;" if os.geteuid() == 0 else ""  # the folder is closed to everybody else
        (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user))

    def test(self) -> subprocess.CompletedProcess[str]:
        """``nginx -t``."""
        return subprocess.run([*self._command(), "-t"], capture_output=True, text=True, check=False)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command(), stderr=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as probe:
                if self._process.poll() is None and probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        raise TimeoutError("nginx did not start: " + self.errors())

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def errors(self) -> str:
        """What nginx wrote into its error log."""
        log = self.folder / "error.log"
        return log.read_text() if log.exists() else ""

    def connect(self, name: str = NAME) -> ssl.SSLSocket:
        """A TLS connection to the site of that name, nothing sent yet."""
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        trusting = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        return trusting.wrap_socket(raw, server_hostname=name)

    def ask(self, method: str, address: str, body: bytes | None = None, **headers: str) -> tuple[HTTPResponse, bytes]:
        """The answer and its body; ``X_Forwarded_For="..."`` is the header of that name."""
        line = HTTPConnection(NAME)
        line.sock = self.connect()
        line.request(method, address, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        content = answer.read()
        line.close()
        return answer, content

    def _command(self) -> list[str]:
        return [find_nginx(), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]


def _put_in(text: str, port: int, plain_port: int, upstream: int, folder: Path) -> str:
    has_ipv6 = _has_ipv6()
    changes = [
        (r"listen \[::\]:443", f"listen [::1]:{port}" if has_ipv6 else "# listen"),
        (r"listen \[::\]:80", f"listen [::1]:{plain_port}" if has_ipv6 else "# listen"),
        (r"listen 443", f"listen 127.0.0.1:{port}"),
        (r"listen 80", f"listen 127.0.0.1:{plain_port}"),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{upstream}"),
        (r"desk\.example", NAME),
        (r"/etc/ssl/desk", str(folder)),
        (r"/srv/desk/var", str(folder / "var")),
    ]
    for pattern, value in changes:
        text, count = re.subn(pattern, value, text)
        assert count, f"{pattern} is not in the shipped file"
    return text


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk under test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(pem)
