"""A program uses the forms over HTTP as a browser does: the real central process, cookies and tokens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.officers.pages import attribute

SEED = """
import sys
from pathlib import Path
from tests.officers import world
world.set_up_django(Path(sys.argv[1]))
world.make_officer()
print(world.deposit(world.make_kiosk()).deposit_code)
"""


@pytest.fixture
def central(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Address of a running central, and the code of the one deposit in it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CENTRAL_")}
    seeded = subprocess.run(
        [sys.executable, "-c", SEED, str(tmp_path)],
        env=environment,
        check=True,
        capture_output=True,
        timeout=60,
    )
    command = [sys.executable, "-m", "central", "serve", "--data", str(tmp_path / "data")]
    process = subprocess.Popen([*command, "--port", "0", "--staff-port", "0"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    ready = re.search(r"staff=(\d+)", process.stdout.readline().decode())
    assert ready
    yield f"http://127.0.0.1:{ready[1]}", seeded.stdout.decode().split()[-1]
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    process.stdout.close()


def test_a_deposit_is_found_opened_accepted_and_its_result_released(central: tuple[str, str]) -> None:
    base, code = central
    with requests.Session() as browser:
        browser.trust_env = False

        def post(path: str, **data: str) -> requests.Response:
            token = browser.cookies["csrftoken"]
            data["csrfmiddlewaretoken"] = token
            return browser.post(base + path, data=data, timeout=20)

        browser.get(f"{base}/login", timeout=20)
        assert post("/login", username="tran.van.mau", password="mat khau thu").status_code == 200
        found = post("/search", code=code)
        where = found.url.removeprefix(base)
        assert found.status_code == 200
        for step, data in (
            ("open", {}), ("accept", {}), ("result", {}), ("waiting", {"kind": "result"}), ("release", {})
        ):  # fmt: skip
            page = post(where + step, **data)
            assert page.status_code == 200, step
        assert attribute(page.text, "status", "data-status") == "9"
        assert attribute(page.text, "done", "data-done") == "released"
        dossier_code = attribute(page.text, "dossier-code", "data-code")
        label = browser.get(f"{base}{where}label", timeout=20).text
        assert attribute(label, "label", "data-payload") == dossier_code
        shown = post(where + "claim-code", act="show").text
        assert re.search(r'id="claim-code">\d{4} \d{4}<', shown)
