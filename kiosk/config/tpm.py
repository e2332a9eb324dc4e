"""K_claim behind the TPM: sealed when the kiosk is enrolled, unsealed into the engine's memory at its start.

The sealed halves lie on the disk; without this machine's TPM they are noise. The secret passes only through
pipes. Done by tpm2-tools (TCG TPM 2.0 part 3: TPM2_CreatePrimary, TPM2_Create, TPM2_Load, TPM2_Unseal); the
primary key follows from the TPM's owner seed, so nothing else needs to be kept.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - contexts of the TPM, not secrets; memory only
TIMEOUT_S = 20


class TpmError(Exception):
    """The TPM does not answer, or is not the one that sealed (ENG-018)."""

    error_id = "ENG-018"


@dataclass(frozen=True)
class SealedKey:
    """The two halves that tpm2-tools write: public area and encrypted private area."""

    public: bytes
    private: bytes


class Tpm:
    """One TPM, by the address of its TCTI, such as `device:/dev/tpmrm0` or `swtpm:host=…,port=…`."""

    def __init__(self, tcti: str) -> None:
        """Nothing is asked yet."""
        self._tcti = tcti

    def seal(self, secret: bytes) -> SealedKey:
        """Seal at most 128 bytes to this TPM. Raises `TpmError`."""
        with _folder() as folder:
            self._primary(folder)
            self._tool(
                folder, "tpm2_create", "-C", "primary", "-u", "pub", "-r", "priv", "-i", "-", feed=secret
            )
            return SealedKey((folder / "pub").read_bytes(), (folder / "priv").read_bytes())

    def unseal(self, key: SealedKey) -> bytes:
        """The secret again. Raises `TpmError`."""
        with _folder() as folder:
            (folder / "pub").write_bytes(key.public)
            (folder / "priv").write_bytes(key.private)
            self._primary(folder)
            self._tool(folder, "tpm2_load", "-C", "primary", "-u", "pub", "-r", "priv", "-c", "key")
            self._tool(folder, "tpm2_flushcontext", "-t")
            return self._tool(folder, "tpm2_unseal", "-c", "key")

    def _primary(self, folder: Path) -> None:
        self._tool(folder, "tpm2_createprimary", "-C", "o", "-c", "primary", "-Q")
        # A TPM without a resource manager holds three objects at most.
        self._tool(folder, "tpm2_flushcontext", "-t")

    def _tool(self, folder: Path, *words: str, feed: bytes = b"") -> bytes:
        try:
            done = subprocess.run(  # noqa: S603 - fixed tools with fixed words
                words,
                cwd=folder,
                input=feed,
                capture_output=True,
                check=True,
                timeout=TIMEOUT_S,
                env={**os.environ, "TPM2TOOLS_TCTI": self._tcti},
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise TpmError(words[0]) from error
        return done.stdout


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="tpm-") as name:
        yield Path(name)
