"""Add up JUnit reports and print one closing line; exit status 1 if they hold a failure or no test at all."""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET


def main(paths: list[str]) -> int:
    """Count what the reports in ``paths`` hold."""
    passed = failed = skipped = 0
    for path in paths:
        for suite in ET.parse(path).getroot().iter("testsuite"):
            bad = int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
            left_out = int(suite.get("skipped", "0"))
            passed += int(suite.get("tests", "0")) - bad - left_out
            failed += bad
            skipped += left_out
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
