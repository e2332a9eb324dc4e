"""What the samples share: texts in two languages, the way on, the unit."""

from __future__ import annotations

from kiosk.dossier.text import Text
from kiosk.messages import pages as p


def t(vi: str, en: str) -> Text:
    """A text in both languages."""
    return Text(vi=vi, en=en)


NEXT = p.Button(name="next", label=t("Tiếp tục", "Continue"), look="primary")
UNIT = t("UBND phường An Khánh Đông", "People's Committee of An Khánh Đông ward")
