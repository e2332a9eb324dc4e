"""What a dossier costs over a channel, and what may truthfully be said about it.

"0 đồng" on the portal means that the provincial council sets the amount, so it is never shown as
free. The kiosk passes on a request for exemption; the officer decides it.
"""

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict

from kiosk.dossier.checklist import relevant_answers
from kiosk.dossier.procedure import Answers, Channel, Exemption, Fee, FeeKind, Procedure, holds
from kiosk.dossier.text import Text

_COUNCIL = Text(vi="Theo nghị quyết HĐND tỉnh", en="Set by a resolution of the provincial People's Council")
_FREE = Text(vi="Miễn lệ phí", en="Free of charge")


class Quote(BaseModel):
    """``amount`` in đồng, ``None`` where none can be named; ``words`` is what screen and slip say."""

    model_config = ConfigDict(frozen=True)

    kind: FeeKind
    amount: int | None
    words: Text
    exempt: tuple[Exemption, ...]
    exemption_requested: bool
    source: str


def fee_for(procedure: Procedure, answers: Answers, channel: Channel = "direct") -> Fee:
    """The first fee of the channel that applies; ``LookupError`` when the catalogue names none."""
    relevant = relevant_answers(procedure, answers)
    for fee in procedure.fees:
        if channel in fee.channels and holds(fee.when, relevant):
            return fee
    raise LookupError(f"{procedure.code}: no fee for channel {channel}")


def quote(fee: Fee, *, pages: int = 1, times: int = 1, claimed: Collection[str] = ()) -> Quote:
    """Price ``times`` units of ``pages`` pages; ``claimed`` are the exemption groups asked for."""
    if pages < 1 or times < 1:
        raise ValueError("pages and times begin at 1")
    requested = any(exemption.group in claimed for exemption in fee.exempt)
    amount = _amount(fee, pages, times)
    return Quote(
        kind=fee.kind,
        amount=amount,
        words=_words(fee, amount),
        exempt=fee.exempt,
        exemption_requested=requested,
        source=fee.source,
    )


def copy_fee(fee: Fee, pages: int) -> int:
    """The price of one copy of ``pages`` pages for a fee of kind ``per_page``."""
    if fee.first_pages is None or fee.first_price is None or fee.next_price is None or fee.cap is None:
        raise ValueError("not a fee per page")
    first = min(pages, fee.first_pages)
    return min(fee.cap, first * fee.first_price + (pages - first) * fee.next_price)


def in_dong(amount: int) -> str:
    """``200.000 đ``: Vietnamese digits are grouped by full stops."""
    return f"{amount:,}".replace(",", ".") + " đ"


def _amount(fee: Fee, pages: int, times: int) -> int | None:
    match fee.kind:
        case "council":
            return None
        case "free":
            return 0
        case "fixed":
            return None if fee.amount is None else fee.amount * times
        case "per_page":
            return copy_fee(fee, pages) * times


def _words(fee: Fee, amount: int | None) -> Text:
    if fee.kind == "council":
        return _council_words(fee)
    if fee.kind == "free" or amount is None:
        return _FREE
    return Text(vi=in_dong(amount), en=f"{amount:,} VND")


def _council_words(fee: Fee) -> Text:
    if not fee.portal_shows:
        return _COUNCIL
    shown = fee.portal_shows
    return Text(
        vi=f"{_COUNCIL.vi} (Cổng dịch vụ công ghi {in_dong(shown)})",
        en=f"{_COUNCIL.en} (the portal shows {shown:,} VND)",
    )
