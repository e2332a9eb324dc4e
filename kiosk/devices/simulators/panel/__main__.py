"""Open the cabinet panel."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow, QSGRendererInterface

from kiosk.devices.simulators.panel.window import PanelWindow


def main() -> int:
    """Run until the window is closed."""
    parser = argparse.ArgumentParser(description="A window on a simulated cabinet")
    parser.add_argument("folder", type=Path, help="the cabinet's folder, where its control socket is")
    parser.add_argument("--staff", type=Path, help="folder of staff cards; else FOLDER/../staff")
    parser.add_argument("--x", type=int, default=0)
    parser.add_argument("--y", type=int, default=0)
    parser.add_argument("--width", type=int, default=760)
    parser.add_argument("--height", type=int, default=1000)
    given = parser.parse_args()
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    app = QGuiApplication(["cabinet-panel"])
    QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    staff = given.staff or given.folder.absolute().parent / "staff"
    window = PanelWindow(given.folder, staff, QRect(given.x, given.y, given.width, given.height))
    code = app.exec()
    window.dismantle()
    return code


if __name__ == "__main__":
    sys.exit(main())
