"""Stamps of files that are no WebSphere text log, rewritten to ISO 8601 so that one reader serves all.

Sources: log-formats 3.11 (verbose garbage collection), the plug-in's and the Apache server's own logs, Java's TLS debug output.
None of them prints an offset; they are in the zone of the machine. The TLS debug output names that zone (a word that may mean
several, so it is left away) and counts the hours from 1 to 24 (``SSLLogger`` of OpenJDK, pattern ``kk``).
"""

from __future__ import annotations

import re

_MONTHS = {
    name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}
_CLOCK = r"(?P<h>\d\d):(?P<m>\d\d):(?P<s>\d\d)(?:[.,](?P<fraction>\d+))?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<y>\d{{4}})-(?P<mo>\d\d)-(?P<d>\d\d)[T ]{_CLOCK}(?P<zone>Z|[+-]\d\d:?\d\d)?",
        rf"(?P<y>\d{{4}})-(?P<mo>\d\d)-(?P<d>\d\d) {_CLOCK} [A-Z][A-Za-z]{{1,5}}",
        rf"(?P<y>\d{{4}})/(?P<mo>\d\d)/(?P<d>\d\d) (?:at )?{_CLOCK}",
        rf"(?P<d>\d\d)/(?P<name>[A-Z][a-z]{{2}})/(?P<y>\d{{4}}):{_CLOCK}(?: (?P<zone>[+-]\d{{4}}))?",
        rf"(?:[A-Z][a-z]{{2}} )?(?P<name>[A-Z][a-z]{{2}}) +(?P<d>\d{{1,2}}) {_CLOCK} (?P<y>\d{{4}})",
    )
)


def as_iso(stamp: str) -> str | None:
    """``03/Mar/2021:21:20:23.20385`` -> ``2021-03-03T21:20:23.203``; ``None`` if the form is not known.

    The zone is kept where one is printed, and left away where none is: nothing becomes UTC here.
    """
    text = stamp.strip().strip("[]")
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _written(match.groupdict())
    return None


def _written(parts: dict[str, str | None]) -> str | None:
    name = parts.get("name")
    month = _MONTHS.get(name) if name else int(parts["mo"] or 0)
    if month is None:
        return None
    milliseconds = ((parts["fraction"] or "") + "000")[:3]
    hour = "00" if parts["h"] == "24" else parts["h"]
    clock = f"{hour}:{parts['m']}:{parts['s']}.{milliseconds}"
    return f"{parts['y']}-{month:02d}-{int(parts['d'] or 0):02d}T{clock}{parts.get('zone') or ''}"
