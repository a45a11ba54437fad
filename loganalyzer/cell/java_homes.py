"""Which ``java.security`` does a profile run on? The one that lies in the same installation or collection folder.

``<install>/java/jre/lib/security/java.security`` belongs to ``<install>/profiles/<profile>``; a support engineer's
folder per host keeps the two together as well. The longest common path decides (inference); several files at equal
distance, such as Java 6 and Java 8 of one installation, stay candidates. A file that shares no folder with any profile
is a candidate for all of them if it is the only one.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from loganalyzer.cell.copies import ConfigCopy
from loganalyzer.cell.paths import normal_root
from loganalyzer.cell.topology import JavaSecurity


def with_java_security(copies: Sequence[ConfigCopy], found: Sequence[JavaSecurity]) -> list[ConfigCopy]:
    """The copies, each with the ``java.security`` files that may be its own."""
    return [replace(copy, java_security=_nearest(copy, copies, found)) for copy in copies] if found else list(copies)


def _nearest(copy: ConfigCopy, copies: Sequence[ConfigCopy], found: Sequence[JavaSecurity]) -> tuple[JavaSecurity, ...]:
    shared = {one.file: _common(copy.root, one.file) for one in found}
    depth = max(shared.values())
    nearest = tuple(one for one in found if shared[one.file] == depth)
    # A folder that holds every profile says nothing about whose Java a file in it is, unless there is no choice.
    everywhere = all(_common(other.root, nearest[0].file) >= depth for other in copies)
    return nearest if min(len(found), len(copies)) == 1 or not everywhere else ()


def _common(root: str, file: str) -> int:
    """The number of folders that two paths begin with."""
    pairs = zip(normal_root(root).split("/"), normal_root(file).split("/"), strict=False)
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count
