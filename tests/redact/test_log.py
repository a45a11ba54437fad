"""Looking only where automatons point finds what looking everywhere finds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.redact import Key, Original, Redactor, Verifier
from loganalyzer.redact.literals import Literals
from loganalyzer.redact.patterns import NAME_SIEVE, NAMES, SECRET_SIEVE, SECRETS
from loganalyzer.redact.scanner import Scanner
from loganalyzer.redact.units import units_of
from tests.redact.planting import plant
from tests.redact.test_redactor import TEXTS

STAMP = "[10/12/16 10:37:31:278 BST] 000000ba SSLHandshakeE E   "


def logs_of(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.log")))


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_a_log_says_the_same_line_by_line_and_as_a_whole(tmp_path: Path, seed: int) -> None:
    plant(tmp_path, seed)
    log = logs_of(tmp_path)
    quick, slow = Redactor(Key(b"k" * 32)), Redactor(Key(b"k" * 32))
    quick.learn_log(log)
    slow.learn(log)
    missed = {one.text for one in slow.originals} - {one.text for one in quick.originals}
    assert missed == set()
    Verifier(slow.originals).check(quick.log(log).encode(), "the log")


@given(
    st.lists(
        TEXTS | st.sampled_from(["Größe", "ユーザー", "user: Ödön7", "host=örs3", "\u00a0"]), min_size=1, max_size=6
    )
)
@settings(max_examples=200, deadline=None)
def test_no_pattern_matches_where_its_opening_is_not_found(lines: list[str]) -> None:
    text = "\n".join(lines)
    for sieve, patterns in ((SECRET_SIEVE, SECRETS), (NAME_SIEVE, NAMES)):
        found = sieve.find(text.encode("utf-8", "surrogatepass"))
        assert found is not None
        for number, pattern in enumerate(patterns):
            for match in pattern.regex.finditer(text):
                if pattern.judge is None or pattern.judge(text, *match.span("v")):
                    assert number in found[0], (pattern.opening, match[0])


@given(st.lists(TEXTS, min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_redacted_log_is_clean_and_stays_as_it_is(lines: list[str]) -> None:
    text = "".join(f"{STAMP}{line}\n" for line in lines)
    redactor = Redactor(Key(b"k" * 32))
    redactor.learn_log(text)
    once = redactor.log(text)
    assert redactor.log(once) == once
    assert once.count("\n") == text.count("\n")
    Verifier(redactor.originals).check(once.encode("utf-8", "replace"), "the log")


def test_without_hyperscan_the_result_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path)
    log = logs_of(tmp_path).encode()
    originals = Redactor(Key(b"k" * 32))
    originals.learn_log(log.decode())
    expected = Scanner(originals.originals).sub(log, lambda one: f"<{one.kind}>")
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    assert Scanner(originals.originals).sub(log, lambda one: f"<{one.kind}>") == expected


@pytest.mark.parametrize("there", [True, False])
def test_literals_are_found_in_either_case_and_inside_each_other(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not there:
        monkeypatch.setitem(sys.modules, "hyperscan", None)
    literals = Literals()
    names = {number: form for form in ("abc", "abcd", "söhne", "cd") for number in literals.add(form)}
    numbers, ends = literals.ends("x ABCD, SÖHNE".encode())
    assert sorted((names[number], end) for number, end in zip(numbers, ends, strict=True)) == [
        ("abc", 5), ("abcd", 6), ("cd", 6), ("söhne", 14),
    ]  # fmt: skip


def test_what_comes_later_is_found_too() -> None:
    scanner = Scanner([Original("host", f"alpha{number}") for number in range(50)])
    assert scanner.first(b"alpha49") is not None
    scanner.add(Original("host", "omega1"))
    assert scanner.sub(b"omega1 alpha3 omega11", lambda one: "h") == b"h h omega11"


def test_units_are_lines_with_what_belongs_to_them() -> None:
    data = b"[a] one\n[b] two\n\tgoes on\n[c] three\n-----BEGIN KEY-----\nabc\n-----END KEY-----\n[d]"
    ends = [data.index(b"goes") + 4, data.index(b"BEGIN") + 5]
    units = [(data[one.start : one.end], one.numbers) for one in units_of(data, [3, 4], ends)]
    assert units == [
        (b"[b] two\n\tgoes on", frozenset({3})),
        (b"[c] three\n-----BEGIN KEY-----\nabc\n-----END KEY-----", frozenset({4})),
    ]
    assert [data[one.start : one.end] for one in units_of(data, [3], ends[:1], alone=True)] == [b"\tgoes on"]
    assert list(units_of(data, [], [])) == []
