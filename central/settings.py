"""Django's settings of the embedded central: one process, SQLite and files in one data folder.

The folder comes from the environment variable `CENTRAL_DATA`; `python -m central` sets it from `--data`.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

if "CENTRAL_DATA" not in os.environ:
    raise ImproperlyConfigured("CENTRAL_DATA names the data folder; it is not set")
DATA = Path(os.environ["CENTRAL_DATA"])
DEFAULT_CATALOGUE = Path(__file__).parents[1] / "catalogue"
INSTALLED_CATALOGUE = Path(__file__).parents[1] / "kiosk" / "data" / "catalogue"
CATALOGUE = Path(
    os.environ.get(
        "CENTRAL_CATALOGUE", INSTALLED_CATALOGUE if INSTALLED_CATALOGUE.is_dir() else DEFAULT_CATALOGUE
    )
)

_secret = DATA / "keys" / "django.secret"
SECRET_KEY = _secret.read_text() if _secret.is_file() else ""
DEBUG = False
_hosts = DATA / "keys" / "hosts"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *(_hosts.read_text().split() if _hosts.is_file() else ())]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "central.fleet",
    "central.intake",
    "central.dossiers",
    "central.hall",
    "central.officers",
    "central.admins",
]
MIDDLEWARE = [
    "central.intake.gate.KioskGate",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "central.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "central.sqlite",
        "NAME": DATA / "central.sqlite3",
        "OPTIONS": {
            # a DEFERRED transaction that turns into a writer fails at once when another writes
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
# a tus PATCH is streamed to disk and never becomes a Django form
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
LOGIN_URL = "/login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"


def _tells_of_a_fault(record: logging.LogRecord) -> bool:
    # who asks by HEAD whether something is here is well served by "no"
    asked = getattr(record, "request", None)
    return not (getattr(record, "status_code", 0) == 404 and asked is not None and asked.method == "HEAD")


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"faults": {"()": "django.utils.log.CallbackFilter", "callback": _tells_of_a_fault}},
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"filters": ["faults"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
