"""Each hostile archive: alone, in a folder with a good file, inside a zip, and through standard input."""

from __future__ import annotations

import sys

import pytest

from .conftest import LOG, read_all, zip_of
from .corpus import Case
from .corpus_packed import CASES as PACKED
from .corpus_tar import CASES as TARS
from .corpus_zip import CASES as ZIPS

ALL = [
    pytest.param(case, id=f"{kind}-{case.name}")
    for kind, cases in {"zip": ZIPS, "tar": TARS, "packed": PACKED}.items()
    for case in cases
]


def outcome(bundle, name: str) -> tuple[dict[str, bytes], list[str]]:
    """What came of an archive, whatever it was called: its members as far as they could be read, and all complaints."""
    failures = read_all(bundle)
    held = {}
    for member in bundle.members:
        if member.path not in failures and member.path.startswith(name):
            with member.open() as stream:
                held[member.path.removeprefix(name)] = stream.read()
    skipped = [(skip.path, skip.reason) for skip in bundle.skipped]
    said = [f"{path.removeprefix(name)}: {why}" for path, why in [*skipped, *failures.items()] if path.startswith(name)]
    return held, sorted(said)


OLDER_TARFILE = sys.version_info < (3, 11, 4)
"""Before 3.11.4 tarfile reads a damaged extended header by other rules: what is salvaged differs, nothing else may."""
DAMAGED_HEADERS = {"globals-many.tar", "pax-giant-length.tar"}


def holds(held: dict[str, bytes], said: list[str], case: Case) -> None:
    if not (OLDER_TARFILE and case.name in DAMAGED_HEADERS):
        assert {path: held.get(path) for path in case.holds} == case.holds
        assert case.says in "\n".join(said)
    assert held or said
    assert not any(word in line for line in said for word in ("Traceback", "Error(", "<class"))


@pytest.mark.parametrize("case", ALL)
def test_a_hostile_archive_costs_nothing_else(tmp_path, opened, case):
    data = case.make()
    (tmp_path / case.name).write_bytes(data)
    (tmp_path / "neighbour.log").write_bytes(LOG)
    (tmp_path / "outer.zip").write_bytes(zip_of({case.name: data, "neighbour.log": LOG}, method=0))
    direct = outcome(opened(tmp_path / case.name, limits=case.limits), case.name)
    holds(*direct, case)
    if not case.by_name:
        piped = opened("-", stdin=data, limits=case.limits)
        assert outcome(piped, "(standard input)") == direct
    together = opened(tmp_path, limits=case.limits)
    read_all(together)
    good = {member.path: member for member in together.members}
    if "--limit members" not in case.says:
        for path in ("neighbour.log", "outer.zip!/neighbour.log"):
            with good[path].open() as stream:
                assert stream.read() == LOG


def test_the_corpus_is_large_and_has_no_twins():
    names = [case.values[0].name for case in ALL]
    assert len(names) >= 150
    assert len({f"{case.id}" for case in ALL}) == len(names)
