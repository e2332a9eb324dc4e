"""Writes the catalogue's public holidays from the library that knows the lunar calendar.

`python packaging/public_holidays.py > catalogue/public_holidays.toml`, when years are to be added.
"""

from __future__ import annotations

import holidays

YEARS = range(2024, 2041)
A_LINE = 8
HEAD = """\
# Days off by law, in-lieu days, and the weekdays that the Government swapped so far, year by year; written by
# packaging/public_holidays.py and compared with its library in the tests. What overrules them: holidays.toml.
source = "law: Bộ luật Lao động 2019, Điều 111, 112; lịch hoán đổi đến hết 2026"

[days]"""


def main() -> None:
    """Print the file."""
    print(HEAD)
    for year in YEARS:
        days = sorted(holidays.country_holidays("VN", years=year))
        parts = [days[first : first + A_LINE] for first in range(0, len(days), A_LINE)]
        lines = "".join("    " + ", ".join(map(str, part)) + ",\n" for part in parts)
        print(f"{year} = [\n{lines}]")


if __name__ == "__main__":
    main()
