"""Every page keeps the limits that can be measured, in every language and way of reading, on every panel."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.audit_views import LANGUAGES, PANELS, Reader
from tests.ui.gallery import sample
from tests.ui.limits import MODES
from tests.ui.samples import IDLE, SAMPLES
from tests.ui.stage import Stage


@pytest.mark.parametrize("panel_name", PANELS)
@pytest.mark.parametrize("mode", MODES)
def test_every_page_keeps_every_limit(set_stage: Callable[..., Stage], panel_name: str, mode: str) -> None:
    reader = Reader(set_stage(panel_name), panel_name, mode)
    found = []
    for language in LANGUAGES:
        for name in SAMPLES:
            found += [f"{language} {name}: {fault}" for fault in reader.faults(sample(name), language)]
    assert found == []


@pytest.mark.parametrize("panel_name", PANELS)
@pytest.mark.parametrize("mode", MODES)
def test_the_question_over_a_page_and_the_page_without_an_engine_keep_them_too(
    set_stage: Callable[..., Stage], panel_name: str, mode: str
) -> None:
    reader = Reader(set_stage(panel_name), panel_name, mode)
    for language in LANGUAGES:
        assert reader.question(sample("review"), IDLE, language) == []
    for language in LANGUAGES:
        assert reader.no_engine(language) == []
