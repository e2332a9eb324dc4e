"""What a slip says, block by block; how it looks is the drawing's business."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """Vietnamese, and English printed small under it where given."""

    vi: str = Field(min_length=1)
    en: str = ""


class Heading(_Part):
    """Level 1 names the slip, level 2 a section, level 0 is the small line above a title."""

    kind: Literal["heading"] = "heading"
    text: Words
    level: Literal[0, 1, 2] = 1


class Paragraph(_Part):
    """Running text."""

    kind: Literal["paragraph"] = "paragraph"
    text: Words
    strong: bool = False
    centred: bool = False


class Rule(_Part):
    """A line across."""

    kind: Literal["rule"] = "rule"
    style: Literal["thin", "thick", "dashes"] = "thin"


class KeyValue(_Part):
    """A label and what it is."""

    kind: Literal["key_value"] = "key_value"
    key: Words
    value: str
    strong: bool = False


class Item(_Part):
    """One line of a list; `note` stands at the right edge, such as "2 trang"."""

    text: Words
    note: str = ""


class ItemList(_Part):
    """Numbered, with dashes, or with boxes to tick."""

    kind: Literal["list"] = "list"
    items: tuple[Item, ...] = Field(min_length=1)
    marker: Literal["number", "dash", "box"] = "number"


class BigCode(_Part):
    """A code to be read aloud and written down: large, in groups of four."""

    kind: Literal["big_code"] = "big_code"
    code: str = Field(min_length=1, max_length=40)
    label: Words | None = None


class Numeral(_Part):
    """One short number, as large as the paper is wide: read from afar, at a glance."""

    kind: Literal["numeral"] = "numeral"
    text: str = Field(min_length=1, max_length=10)


class Qr(_Part):
    """A QR code, error correction level M."""

    kind: Literal["qr"] = "qr"
    payload: str = Field(min_length=1, max_length=400)
    caption: Words | None = None


class Spacing(_Part):
    """White paper, in millimetres."""

    kind: Literal["spacing"] = "spacing"
    mm: int = Field(ge=1, le=40)


class Cut(_Part):
    """The end of one slip; a job may hold several."""

    kind: Literal["cut"] = "cut"


Block = Annotated[
    Heading | Paragraph | Rule | KeyValue | ItemList | BigCode | Numeral | Qr | Spacing | Cut,
    Field(discriminator="kind"),
]


class Slip(_Part):
    """Blocks in the order of printing. The last slip is cut whether a cut is written or not."""

    blocks: tuple[Block, ...] = Field(min_length=1)

    def to_bytes(self) -> bytes:
        """JSON for the print job."""
        return self.model_dump_json().encode()

    @classmethod
    def from_bytes(cls, job: bytes) -> Slip:
        """Read a print job; raises `pydantic.ValidationError`."""
        return cls.model_validate_json(job)


def groups_of_four(code: str) -> list[str]:
    """The letters and digits of a code in fours, whatever separators it was written with."""
    plain = "".join(sign for sign in code if sign.isalnum())
    return [plain[place : place + 4] for place in range(0, len(plain), 4)]
