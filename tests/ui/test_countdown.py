"""Seconds until trying again makes sense are counted down on the glass itself."""

from __future__ import annotations

from tests.ui.samples import SAMPLES, t
from tests.ui.stage import Stage


def test_the_wait_before_the_next_try_is_counted_down_and_goes_on_in_another_language(stage: Stage) -> None:
    waiting = SAMPLES["open-door-stuck"][0].model_copy(
        update={"error": t("Xin chờ một lát", "Please wait a moment"), "wait_s": 301}
    )
    stage.show(waiting)
    assert "Thử lại được sau 5:01" in stage.every_text()
    stage.settle(1.2)
    stage.touch("English")
    assert "You can try again in 5:00" in stage.every_text()
    stage.update(waiting.model_copy(update={"error": None, "wait_s": 0}))
    assert "try again in" not in stage.every_text()
