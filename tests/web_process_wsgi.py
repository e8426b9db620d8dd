"""The site as gunicorn serves it, on the database that the test names."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

import tests.settings  # noqa: F401 - reads the environment before Django does

settings.DATABASES["default"]["NAME"] = os.environ["DESK_DATABASE"]
settings.DATABASES["default"]["CONN_MAX_AGE"] = 60
django.setup()
application = get_wsgi_application()
