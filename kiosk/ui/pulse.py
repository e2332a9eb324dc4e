"""The screen's heartbeat: the event loop turned, and what is on the glass was drawn anew."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtQuick import QQuickWindow

from kiosk.service import Service


class Pulse(QObject):
    """Beats from the GUI thread; a window that is seen beats only with a frame.

    A still page draws nothing by itself, so each beat asks for a frame. A hidden window, and one that the
    compositor does not show, gets no frames at all.
    """

    def __init__(self, window: QQuickWindow, service: Service) -> None:
        """Nothing beats before `start`."""
        super().__init__()
        self._window = window
        self._service = service
        self._timer = QTimer(self, interval=round(service.pause * 1000))
        self._timer.timeout.connect(self._turn)
        window.frameSwapped.connect(service.beat)

    def start(self) -> None:
        """Say that the screen is ready, as soon as the event loop turns, and go on beating."""
        QTimer.singleShot(0, self, self._begin)

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()
        self._window.frameSwapped.disconnect(self._service.beat)

    def _begin(self) -> None:
        self._service.ready()
        self._service.beat()
        self._timer.start()

    def _turn(self) -> None:
        if self._window.isVisible() and self._window.isExposed():
            self._window.update()
        else:
            self._service.beat()
