"""The printer's port, whatever it is behind, as one exclusive non-blocking file descriptor."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import socket
import stat
import termios

import serial

from kiosk.devices.profiles import PrinterProfile
from kiosk.devices.ticket_printer.wire import WireLostError


class PrinterPort:
    """A serial line or pty, a USB printer's character device (`/dev/usb/lp0`), or `tcp:HOST:PORT`."""

    def __init__(self, address: str, profile: PrinterProfile) -> None:
        """Open for this process alone; raises `WireLostError` when that cannot be done."""
        try:
            self._owner: serial.Serial | socket.socket | io.FileIO = _opened(address, profile)
        except (serial.SerialException, OSError, ValueError, termios.error) as error:
            raise WireLostError(type(error).__name__) from error
        self.fd: int = self._owner.fileno()

    def close(self) -> None:
        """Release, also when the device is already gone."""
        with contextlib.suppress(serial.SerialException, OSError, termios.error):
            self._owner.close()


def _opened(address: str, profile: PrinterProfile) -> serial.Serial | socket.socket | io.FileIO:
    if address.startswith("tcp:"):
        return _network(address)
    fd = os.open(address, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    device = io.FileIO(fd, "r+b")
    if not stat.S_ISCHR(os.fstat(fd).st_mode):
        device.close()
        raise ValueError("not a device")
    if os.isatty(fd):
        device.close()
        return _serial(address, profile)
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return device


def _network(address: str) -> socket.socket:
    """Such printers serve one connection at a time, which makes this process the only one."""
    _, host, port = address.split(":")
    line = socket.create_connection((host, int(port)), timeout=2.0)
    line.setblocking(False)
    return line


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
