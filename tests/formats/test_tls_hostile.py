"""Text made to cost time: each TLS format must sniff 64 KiB and read 300 KB of it within a bound."""

from __future__ import annotations

import time

import pytest

from loganalyzer.formats import jsse_debug, keytool, pkcs12_info, retrieve_signers, s_client, tls_scanners
from loganalyzer.formats.facts import FactFormat
from loganalyzer.formats.jsse_handshake import OPEN_LIMIT, Handshake, Handshakes
from tests.formats.tls_formats import facts_of

FORMATS = [one.FORMAT for one in (jsse_debug, s_client, keytool, pkcs12_info, tls_scanners, retrieve_signers)]
PIECES = {
    "blank": "\n",
    "spaces": " ",
    "labels": "a: ",
    "commas": "a, ",
    "dots": "a.",
    "digits": "1:1/",
    "arrows": "-->> ",
    "pipes": "javax.net.ssl|DEBUG|01|",
    "quotes": '"a" : "',
    "brackets": "[[2026-01-01 ",
    "aliases": "CWPKI0308I: signer alias ",
    "hellos": "*** ClientHello, TLSv1\n",
    "handlers": "t, handling exception: a.b: plaintext connection\n",
    "entries": "a: PrivateKeyEntry\n",
    "runs": "CONNECTED(1)\n",
    "bags": "Bag Attributes\nsubject=a\nissuer=b\n",
}


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_bounded_time(one: FactFormat, piece: str) -> None:
    text = PIECES[piece] * (300_000 // len(PIECES[piece]))
    begun = time.perf_counter()
    one.matches("check.txt", text[: 64 << 10])
    facts_of(one, text)
    assert time.perf_counter() - begun < 15


def test_open_handshakes_are_bounded() -> None:
    handshakes = Handshakes()
    for number in range(3 * OPEN_LIMIT):
        handshakes.begin(str(number), Handshake(number + 1, "thread"))
    assert len(list(handshakes.drain())) == 2 * OPEN_LIMIT
    assert len(list(handshakes.end())) == OPEN_LIMIT
