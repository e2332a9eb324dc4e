"""Runs on patched copies: two at a time, for most of them wait most of their time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from subprocess import CompletedProcess

import pytest

from campaigns.planted import ROOT, run_patched


@pytest.fixture(scope="module")
def planted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], CompletedProcess[str]]]:
    """How a campaign ended in which a fault was planted.

    The module's `COMMANDS` say for each patch what is run: a module, then its words.
    """
    folder = tmp_path_factory.mktemp("planted")
    own = [item for item in request.session.items if isinstance(item, pytest.Function)]
    wanted = [
        str(item.callspec.params["plant"])
        for item in own
        if item.module is request.module and "plant" in item.fixturenames
    ]

    def run(plant: str) -> CompletedProcess[str]:
        patch = ROOT / "campaigns" / "plants" / f"{plant}.patch"
        return run_patched(patch, folder / plant, *request.module.COMMANDS[plant])

    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = {plant: pool.submit(run, plant) for plant in wanted}
        yield lambda plant: runs[plant].result()
        pool.shutdown(cancel_futures=True)
