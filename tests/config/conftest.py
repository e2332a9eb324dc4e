"""A TPM of software, listening on loopback."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config.tpm import Tpm


def _free_pair() -> int:
    # swtpm wants its control port beside its command port
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def tpm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tpm]:
    """A started software TPM."""
    yield from _started(tmp_path_factory.mktemp("tpm"))


@pytest.fixture(scope="session")
def other_tpm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tpm]:
    """Another machine's TPM."""
    yield from _started(tmp_path_factory.mktemp("other-tpm"))


def _started(state: Path) -> Iterator[Tpm]:
    port = _free_pair()
    words = (
        f"swtpm socket --tpm2 --tpmstate dir={state} --flags not-need-init,startup-clear"
        f" --server type=tcp,port={port},bindaddr=127.0.0.1"
        f" --ctrl type=tcp,port={port + 1},bindaddr=127.0.0.1"
    )
    process = subprocess.Popen(words.split())
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port + 1)) == 0:
                break
        time.sleep(0.05)
    yield Tpm(f"swtpm:host=127.0.0.1,port={port}")
    process.terminate()
    process.wait()
