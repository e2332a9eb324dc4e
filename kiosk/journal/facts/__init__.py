"""Every event that a kiosk's journal may hold."""

from kiosk.journal.events import Event, EventCatalogue
from kiosk.journal.facts import (
    claims,
    config,
    deposits,
    diagnostics,
    doors,
    kiosk,
    restoring,
    retention,
    slips,
    staff,
    tickets,
)


def _events(*modules: object) -> list[type[Event]]:
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event
    ]


FACTS = (kiosk, doors, deposits, claims, slips, staff, diagnostics, tickets, config, retention, restoring)
CATALOGUE = EventCatalogue(*_events(*FACTS))
