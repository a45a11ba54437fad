"""The last look finds an original in every form; it names the kind and the place, never the secret."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pytest

from loganalyzer.redact import Original, RedactionError, verify_clean

NAME = "zeta7.acme & söhne"
ORIGINALS = [Original("host", NAME), Original("password", "geheim77")]


def _zip(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.txt", data)
    return stream.getvalue()


def _named(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(data.decode(), b"")
    return stream.getvalue()


FORMS: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "upper case": lambda text: text.upper().encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zip": lambda text: _zip(text.encode()),
    "zip in gzip": lambda text: gzip.compress(_zip(text.encode())),
    "name in a zip": lambda text: _named(text.encode()),
    "base64": lambda text: b"x " + base64.b64encode(text.encode()) + b" y",
    "base64 in the middle": lambda text: base64.b64encode(b"ab" + text.encode()),
    "gzip in base64": lambda text: b'"' + base64.b64encode(gzip.compress(text.encode())) + b'"',
    "percent": lambda text: quote(text, safe="").encode(),
    "every letter percent": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()).encode(),
    "XML": lambda text: escape(text).encode(),
    "XML numbers": lambda text: "".join(f"&#{ord(letter)};" for letter in text).encode(),
    "JSON": lambda text: json.dumps(text).encode(),
    "JSON numbers": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
    "percent in XML": lambda text: escape(quote(text)).encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("original", ORIGINALS)
def test_every_form_is_found(form: str, original: Original) -> None:
    with pytest.raises(RedactionError) as caught:
        verify_clean(FORMS[form](f"before {original.text} behind"), ORIGINALS, "report.html")
    assert original.text not in str(caught.value)
    assert "report.html" in str(caught.value)
    assert original.kind in str(caught.value)


@pytest.mark.parametrize("form", FORMS)
def test_clean_data_passes(form: str) -> None:
    verify_clean(FORMS[form]("before host-01 behind, at com.acme.shop.Foo"), ORIGINALS)


def test_a_stream_is_searched_across_its_blocks() -> None:
    data = b"x" * ((1 << 20) - 5) + b" geheim77 "
    with pytest.raises(RedactionError):
        verify_clean(io.BytesIO(data), ORIGINALS)
