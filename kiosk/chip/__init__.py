"""The chip card, usable alone: it needs only a callable that carries one APDU to the card.

`transmit(command: bytes) -> (data: bytes, status_word: int)` is the whole transport. Everything here
raises `CardError`, or what `transmit` itself raises, and nothing else.
"""
