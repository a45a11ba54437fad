"""The registry's hints: a format that would claim a file is asked about it, whatever the file looks like."""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loganalyzer.formats.fact_lines import Samples
from loganalyzer.formats.registry import FACT_FORMATS, Entry, by_name, fact_format, fact_format_named, format_names
from tests.formats.fact_checking import mutations

each_format = pytest.mark.parametrize("entry", FACT_FORMATS, ids=lambda one: one.module)
ALL_SAMPLES: dict[str, Samples] = {
    one.module: import_module(f"loganalyzer.formats.{one.module}").SAMPLES for one in FACT_FORMATS
}


@each_format
def test_an_entry_has_the_name_of_its_format(entry: Entry) -> None:
    assert entry.format().name == entry.name
    assert fact_format_named(entry.name) is entry.format()


@each_format
def test_a_format_is_asked_about_every_sample_that_it_claims(entry: Entry) -> None:
    for samples in ALL_SAMPLES.values():
        for name, text, _ in samples:
            for path in (name, f"bundle/{name.upper()}", f"logs\\{name}"):
                assert entry.may_be(path, text.lower()) or not entry.format().matches(path, text), (entry.name, path)


@pytest.mark.parametrize("entry", [one for one in FACT_FORMATS if one.telling], ids=lambda one: one.module)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_format_is_asked_about_every_spoilt_sample_that_it_claims(entry: Entry, data: st.DataObject) -> None:
    samples = ALL_SAMPLES[entry.module]
    text, name = data.draw(mutations(samples)), data.draw(st.sampled_from([name for name, _, _ in samples]))
    assert entry.may_be(name, text.lower()) or not entry.format().matches(name, text)


@each_format
def test_a_format_that_claims_no_file_says_so(entry: Entry) -> None:
    claims = any(entry.format().matches(name, text) for name, text, _ in ALL_SAMPLES[entry.module])
    assert claims == (entry.telling is not None) or not ALL_SAMPLES[entry.module]


@pytest.mark.parametrize(
    "line",
    [
        "keytool error: java.lang.Exception: Keystore file does not exist: key.p12\n",
        "Keytool-Fehler: java.io.IOException: Invalid keystore format\n".replace("K", "k", 1),
        "connect:errno=111\n",
        "140024:error:0200206F:system library:connect:Connection refused:crypto/bio/b_sock2.c:110:\n",
        "SSL Report: www.example.com (192.0.2.1)\n",
        "%% No cached client session\n",
        'select * from "MTG"."CONFIGURATION"\n\n  3 record(s) selected.\n',
        "Mac verify error: invalid password?\n",
    ],
)
def test_a_file_of_one_telling_line_is_claimed(line: str) -> None:
    assert fact_format("note.txt", line) is not None


def test_dumps_are_known_by_name_and_logs_are_not() -> None:
    assert by_name("logs/server1/heapdump.20180301.083005.4711.0002.phd") is fact_format_named("dump of the JVM")
    assert by_name("logs\\core.20180301.083005.4711.0001.dmp") is fact_format_named("dump of the JVM")
    assert by_name("logs/server1/gc.log") is None
    assert by_name("logs/server1/SystemOut.log") is None


def test_every_format_can_be_named_by_the_user() -> None:
    assert len(set(format_names())) == len(FACT_FORMATS) + 2
