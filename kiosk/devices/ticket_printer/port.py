"""The printer's port, whatever it is behind, as one exclusive non-blocking file descriptor."""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import termios

import serial

from kiosk.devices.profiles import PrinterProfile
from kiosk.devices.ticket_printer.wire import WireLostError


class PrinterPort:
    """A serial line or pty, or a USB printer's character device (`/dev/usb/lp0`)."""

    def __init__(self, path: str, profile: PrinterProfile) -> None:
        """Open exclusively; raises `WireLostError` when that cannot be done."""
        self._serial: serial.Serial | None = None
        try:
            self.fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            if not stat.S_ISCHR(os.fstat(self.fd).st_mode):
                os.close(self.fd)
                raise WireLostError("not a device")
            if os.isatty(self.fd):
                os.close(self.fd)
                self._serial = _serial(path, profile)
                self.fd = self._serial.fileno()
            else:
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (serial.SerialException, OSError, termios.error) as error:
            raise WireLostError(type(error).__name__) from error

    def close(self) -> None:
        """Release, also when the device is already gone."""
        with contextlib.suppress(serial.SerialException, OSError, termios.error):
            if self._serial is not None:
                self._serial.close()
            else:
                os.close(self.fd)


def _serial(path: str, profile: PrinterProfile) -> serial.Serial:
    flow = profile.transport.flow_control
    return serial.Serial(
        path,
        baudrate=profile.transport.baudrate,
        timeout=0,
        exclusive=True,
        # a pty has no modem lines; on a real line these keep bytes from being lost while offline
        dsrdtr=flow == "dtr-dsr",
        rtscts=flow == "rts-cts",
        xonxoff=flow == "xon-xoff",
    )
