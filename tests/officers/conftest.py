"""One Django for the run; what a test writes is rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.officers.world import make_kiosk, make_officer, set_up_django

if TYPE_CHECKING:
    from django.test import Client

    from central.fleet.models import Kiosk, Officer


@pytest.fixture(scope="session")
def django_ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Django with central's own settings, SQLite backend and keys."""
    set_up_django(tmp_path_factory.mktemp("officers"))
    from django.test import override_settings

    # the slow hash is Django's own and is not what these tests are about
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def rolled_back(django_ready: None) -> Iterator[None]:
    """Nothing that a test wrote stays."""
    from django.core.cache import cache
    from django.db import transaction

    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def kiosk() -> Kiosk:
    return make_kiosk()


@pytest.fixture
def officer() -> Officer:
    return make_officer()


@pytest.fixture
def browser(officer: Officer) -> Client:
    """A browser in which the officer is signed in."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(officer.user)
    return client
