"""A print job: a memory file that nobody can change any more, without name or disk."""

from __future__ import annotations

import fcntl
import os

# a slip that is metres long is no slip
MOST_BYTES = 48 * 1024
_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


def sealed_job(slip_json: bytes) -> int:
    """Make one of `Slip.to_bytes()`; the descriptor is the caller's to close."""
    job = os.memfd_create("slip", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.write(job, slip_json)
    fcntl.fcntl(job, fcntl.F_ADD_SEALS, _SEALS)
    return job


def is_sealed_job(descriptor: int) -> bool:
    """Whether it is such a file and no longer than a slip may be; reads nothing of it."""
    try:
        seals = fcntl.fcntl(descriptor, fcntl.F_GET_SEALS)
    except OSError:
        return False
    return seals & _SEALS == _SEALS and 0 < os.fstat(descriptor).st_size <= MOST_BYTES
