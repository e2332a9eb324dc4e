"""Size rules: a file fits in the head, binaries stay small, test code does not outgrow the product."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PYTHON_LINES, QML_LINES = 350, 200
BINARY_BYTES, ALL_BINARY_BYTES = 300_000, 12_000_000
TEST_RATIO = 1.3
# At most five, each with its reason.
EXCEPTIONS: dict[str, str] = {}
TEXT = {".py", ".qml", ".toml", ".md", ".txt", ".html", ".css", ".js", ".svg", ".service", ".lock", ""}


def tracked() -> list[Path]:
    """Every file that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True).stdout
    return [Path(name) for name in listed.decode().split("\0") if name and Path(name).is_file()]


def lines(path: Path) -> int:
    """Lines of a text file."""
    return path.read_bytes().count(b"\n")


def faults(files: list[Path]) -> list[str]:
    """Everything that breaks a rule."""
    found = []
    for path in files:
        most = {".py": PYTHON_LINES, ".qml": QML_LINES}.get(path.suffix)
        if most and lines(path) > most and str(path) not in EXCEPTIONS and "migrations" not in path.parts:
            found.append(f"{path}: {lines(path)} lines, at most {most}")
    binaries = [path for path in files if path.suffix not in TEXT and b"\0" in path.read_bytes()[:8000]]
    found += [
        f"{path}: {path.stat().st_size} bytes" for path in binaries if path.stat().st_size > BINARY_BYTES
    ]
    total = sum(path.stat().st_size for path in binaries)
    if total > ALL_BINARY_BYTES:
        found.append(f"tracked binaries together: {total} bytes")
    python = [path for path in files if path.suffix == ".py" and "migrations" not in path.parts]
    tests = sum(lines(path) for path in python if path.parts[0] == "tests")
    product = sum(lines(path) for path in python if path.parts[0] in {"kiosk", "central"})
    if tests > TEST_RATIO * product:
        found.append(f"tests have {tests} lines, the product {product}")
    if len(EXCEPTIONS) > 5:
        found.append("more than five exceptions")
    return found


if __name__ == "__main__":
    wrong = faults(tracked())
    print("\n".join(wrong) or "sizes are within the rules")
    sys.exit(bool(wrong))
