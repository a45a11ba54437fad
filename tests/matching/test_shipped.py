"""The shipped signatures: their examples hold, and they match on what may be matched on."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from loganalyzer.matching.examples import failures
from loganalyzer.matching.loader import load_signatures
from loganalyzer.matching.schema import Signature

SIGNATURES = [one for one in load_signatures() if one.match.ids or one.match.text]
# Texts that are names, not prose: of a chain, of an exception class. They are the same in every language.
EXPERT_WITH_TEXT = {"proxy-chain-started", "tls-path-exception"}


def test_every_example_does_what_it_says() -> None:
    assert failures(load_signatures(thorough=True)) == []


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda one: one.id)
def test_text_is_matched_only_where_it_was_seen(signature: Signature) -> None:
    """FORMAT.md: what is known from memory alone matches by id, never on prose."""
    if signature.match.text and signature.id not in EXPERT_WITH_TEXT:
        assert signature.provenance in {"real-line", "documented"}


def test_the_exceptions_are_still_needed() -> None:
    expert = {one.id for one in SIGNATURES if one.provenance == "expert" and one.match.text}
    assert expert == EXPERT_WITH_TEXT


def test_a_broken_example_is_told() -> None:
    one = next(one for one in SIGNATURES if one.id == "tls-client-protocol-refused")

    turned = replace(one, matches=one.misses, misses=one.matches)
    told = failures([turned])
    assert len(told) == len(one.matches) + len(one.misses)
    assert all("tls-client-protocol-refused" in text for text in told)


def test_no_signature_names_an_obfuscated_class() -> None:
    """com.ibm.jsse2.* differs from build to build (log-formats 3.14)."""
    texts = [text for one in SIGNATURES for text in (*one.match.text, *one.match.not_text)]
    assert not [text for text in texts if "jsse2" in text]
