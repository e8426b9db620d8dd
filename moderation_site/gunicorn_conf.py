"""How gunicorn serves the desk: ``gunicorn -c moderation_site/gunicorn_conf.py moderation_site.wsgi``.

Options on the command line (``--bind``, ``--workers``, ``--threads``) win over this file. A thread is held for as long
as a request is on its way in, so only a proxy that sends whole requests may reach it: docs/deployment/nginx.conf.
"""

import os
from typing import Any

import gunicorn.http.wsgi

from moderation_site.log_lines import build_logging

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = 2
threads = 4
# A process that gives no sign of life for so long is replaced. A single slow answer is the proxy's to give up.
timeout = 50
graceful_timeout = 30
# Longer than the proxy keeps an idle connection, so that it never sends a request into one that is just being closed.
keepalive = 75
# Without it every user's home folder gets a socket that takes commands.
control_socket_disable = True
logconfig_dict: dict[str, Any] = build_logging(os.environ.get("LOG_FORMAT") or "plain", os.environ.get("LOG_LEVEL", ""))

# Nobody needs to know what serves the desk; gunicorn has no setting for it.
gunicorn.http.wsgi.SERVER = "desk"
