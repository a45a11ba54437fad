"""What a WebSphere level changes about SSL, apart from its Java."""

from __future__ import annotations

import re
from typing import Final

_LEVEL: Final = re.compile(r"(?<![\d.])\d+\.\d+\.\d+\.\d+(?![\d.])")
_SWALLOWING: Final = frozenset({"8.5.5.26", "9.0.5.20", "9.0.5.21"})


def alias_swallowed(product_version: str | None) -> bool:
    """True at the levels of APAR PH63778, where an alias that ends in ``DefaultSSLSettings`` counts as a legacy name.

    There a direct reference to such an alias (XDADefaultSSLSettings among them) may be replaced by the cell's or the
    node's default settings without a word.
    """
    found = _LEVEL.search(product_version or "")
    return found is not None and found[0] in _SWALLOWING
