"""Settings for tests: the real ones, a throw-away var folder, a fast hasher, the database TEST_DATABASE_URL names."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "1")
os.environ["ALLOW_PRIVATE_ENDPOINTS"] = "1"
os.environ["ALLOWED_ENDPOINTS"] = "127.0.0.1:* localhost:*"  # sandboxes take any free port
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="desk-tests-")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
if not os.environ["DATABASE_URL"]:
    os.environ["DATABASE_URL"] = f"sqlite:///{Path(os.environ['VAR_DIR']) / 'desk.sqlite3'}"
# Synchronous Playwright runs inside an event loop; the tests' own database calls are still made one at a time.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from moderation_site.settings import *  # noqa: F403
from moderation_site.settings import DATABASES, STATIC_ROOT

DEBUG = False
SECURE_SSL_REDIRECT = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads, live servers and child processes must see one database with real locks.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["VAR_DIR"]) / "test.sqlite3")}
# WhiteNoise warns about a missing folder, and every warning is an error here.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
