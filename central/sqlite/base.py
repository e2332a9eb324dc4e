"""The backend Django loads for ``ENGINE = "central.sqlite"``."""

from __future__ import annotations

import importlib
import sys

import pysqlite3
from django.core.exceptions import ImproperlyConfigured

LEAST_VERSION = (3, 51, 3)


def check_version(version: tuple[int, ...]) -> None:
    """Raise `ImproperlyConfigured` (CEN-001) for a SQLite with the WAL-reset bug."""
    if version < LEAST_VERSION:
        found = ".".join(map(str, version))
        raise ImproperlyConfigured(
            f"CEN-001: SQLite {found} can corrupt the database; 3.51.3 or newer is needed"
        )


def _import_over_pysqlite3() -> None:
    if "django.db.backends.sqlite3.base" in sys.modules:
        raise ImproperlyConfigured("CEN-001: Django's SQLite backend was loaded before this one")
    names = {"sqlite3": pysqlite3, "sqlite3.dbapi2": pysqlite3.dbapi2}
    before = {name: sys.modules.get(name) for name in names}
    sys.modules.update(names)
    try:
        for module in ("base", "creation"):
            importlib.import_module(f"django.db.backends.sqlite3.{module}")
    finally:
        for name, module_before in before.items():
            if module_before is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module_before


check_version(pysqlite3.sqlite_version_info)
_import_over_pysqlite3()

from django.db.backends.sqlite3 import base as _django  # noqa: E402  (must follow the substitution)

DatabaseWrapper = _django.DatabaseWrapper
