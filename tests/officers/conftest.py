"""Central in this process; what a test writes is rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.officers.world import make_kiosk, make_officer

if TYPE_CHECKING:
    from django.test import Client

    from central.fleet.models import Kiosk, Officer


@pytest.fixture(autouse=True)
def rolled_back(central_data: Path) -> Iterator[None]:
    """Nothing that a test wrote stays."""
    from django.core.cache import cache
    from django.db import transaction
    from django.test import override_settings

    cache.clear()
    # the slow hash is Django's own and is not what these tests are about
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with quick, transaction.atomic():
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
