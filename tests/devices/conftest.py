from tests.pcsc import card_reader, card_slot

__all__ = ["card_reader", "card_slot"]
