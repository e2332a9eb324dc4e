"""What a finger does to every page, in every view: the audit for which the suite takes only some views.

Both languages, normal and large text and high contrast, on every panel: what each touch means, how soon it
shows, how soon a page stands still.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys

from campaigns.planted import HERE

TESTS = ("tests/ui/test_audit_fingers.py", "tests/ui/test_audit_pace.py")


def main() -> int:
    """Run and print; exit 1 when anything is wrong."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout", "600", *TESTS]
    environment = {**os.environ, "KIOSK_EVERY_VIEW": "1"}
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    wrong = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    passed = re.search(r"(\d+) passed", lines[-1] if lines else "")
    if passed is None or (done.returncode != 0) != bool(wrong):
        raise RuntimeError((done.stdout + done.stderr)[-2000:])
    print(json.dumps({"passed": int(passed[1]), "wrong": wrong}, indent=1))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
