"""From central's printer to the kiosk's camera: the printed sheets are read as they lie on the tray."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from kiosk.devices.code_reader.codes import read_codes
from kiosk.devices.simulators.papers.photograph import photograph
from kiosk.dossier.code_series import Pile, SeriesPart, split, spoken_series

A4 = (210.0, 297.0)
# tags are random digits: what a list of some twenty claims amounts to
TAGS = random.Random(5).randbytes(1_300).hex()


@pytest.fixture
def document() -> bytes:
    """A list as central signs it, as far as its sheets are concerned."""
    body = json.dumps({"kiosk": "K0001", "made_at": "2026-11-20T14:00:00+00:00", "claims": [TAGS]})
    return json.dumps({"body": body, "signature": "00" * 64}).encode()


@pytest.fixture
def printed(document: bytes, tmp_path: Path) -> list[Path]:
    """The sheets on paper, 200 dpi."""
    from central.officers.code_sheets import CODES_A_SHEET, CodeSheets

    parts = split(document)
    sheets = tuple(tuple(parts[at : at + CODES_A_SHEET]) for at in range(0, len(parts), CODES_A_SHEET))
    made = CodeSheets("K0001", spoken_series(parts[0].series), datetime(2026, 11, 20, 14, tzinfo=UTC), sheets)
    (tmp_path / "codes.pdf").write_bytes(made.to_pdf())
    subprocess.run(["pdftoppm", "-r", "200", "-png", "codes.pdf", "sheet"], cwd=tmp_path, check=True)
    return sorted(tmp_path.glob("sheet*.png"))


@pytest.mark.parametrize("quarter", [0, 1, 2])
def test_every_code_of_a_sheet_is_read_at_once_however_it_lies(
    printed: list[Path], document: bytes, quarter: int
) -> None:
    assert len(printed) == 2
    found: list[SeriesPart] = []
    for seed, file in enumerate(printed, start=1):
        with Image.open(file) as sheet:
            shot = photograph(sheet.convert("RGB"), A4, seed=seed, quarter=quarter)
        found += [SeriesPart.parse(code) for code in read_codes(shot.picture)]
    assert sorted(part.number for part in found) == [part.number for part in split(document)]
    pile = Pile(found[0])
    for part in found:
        pile.add(part)
    assert pile.document() == document


def test_no_code_stands_on_two_sheets_and_each_sheet_says_which_list_it_is_of(
    printed: list[Path], document: bytes
) -> None:
    words = [
        subprocess.run(
            ["pdftotext", "-f", str(page), "-l", str(page), printed[0].parent / "codes.pdf", "-"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for page in (1, 2)
    ]
    number = spoken_series(split(document)[0].series)
    assert [f"{number}, tờ {page}/2" in text for page, text in enumerate(words, start=1)] == [True, True]
    assert "1/5" in words[0]
    assert "5/5" in words[1]
