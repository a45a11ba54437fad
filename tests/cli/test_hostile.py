"""What a bundle holds is shown as text, whatever it looks like and wherever it is shown."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from tests.cli.inside import run

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "terminal": "\x1b[31mred\x1b]0;title\x07\x1b[2J",
    "right to left": "\u202egnp.exe\u2066x\u200b",
    "formula": "=cmd|' /C calc'!A0",
    "other formulas": "+1+1\t@SUM(A1)\t-2+3",
    "format": "%n%s%x${jndi:ldap://x/y}{{7*7}}",
    "markdown": "[x](javascript:alert(1)) `` ``` # **b** ![i](http://x/y.png)",
    "control": "a\x00b\x08c\x0bd\x7fe\x85f\u2028g",
}
LONG = "L" * (1 << 20)
STAMP = "[10/12/16 10:37:{second:02d}:278 BST] 000000ba SSLHandshakeE E   "
REFUSED = (
    "SSLC0008E: Unable to initialize SSL connection.  Unauthorized access was denied or security settings have expired.  "
    "Exception is javax.net.ssl.SSLHandshakeException: Client requested protocol TLSv1 not enabled or not supported "
)
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def write_bundle(folder: Path) -> None:
    """A cell whose logs, file names, configuration and certificates hold every payload."""
    lines = []
    for number, payload in enumerate((*PAYLOADS.values(), LONG)):
        lines.append(f"{STAMP.format(second=number)}{REFUSED}{payload}\n{payload}\n")
        lines.append(f"{STAMP.format(second=number)}{payload}\n")
    for name in ("=cmd()", "a <script>alert(1)<", "x\u202egnp", "y\x1b[31m", "%n%s", "-2+3"):
        logs = folder / "profiles" / "AppSrv01" / "logs" / name
        logs.mkdir(parents=True)
        (logs / "SystemOut.log").write_text("".join(lines), encoding="utf-8", newline="")
        lines = [line for line in lines if len(line) < len(LONG)]  # once is enough
    cell = folder / "profiles" / "AppSrv01" / "config" / "cells" / "c<b>ell"
    cell.mkdir(parents=True)
    alias = quoteattr(PAYLOADS["image"] + PAYLOADS["script"] + PAYLOADS["formula"] + "\u202e")
    (cell / "security.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<security:Security xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0"'
        ' xmlns:security="http://www.ibm.com/websphere/appserver/schemas/5.0/security.xmi" xmi:id="Security_1">\n'
        f'<repertoire xmi:id="S1" alias={alias} type="JSSE" managementScope="M1"><setting xmi:id="T1" sslProtocol="TLSv1.2"'
        f' securityLevel="HIGH" enabledCiphers={alias} keyStore="K1" trustStore="K1"/></repertoire>\n'
        f'<keyStores xmi:id="K1" name={alias} location={alias} type="PKCS12"/>\n'
        '<managementScopes xmi:id="M1" scopeName="(cell):c&lt;b&gt;ell" scopeType="cell"/>\n</security:Security>\n',
        encoding="utf-8",
    )
    (folder / "certificate.pem").write_bytes(certificate())


def certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    texts = zip(
        (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME),
        (PAYLOADS["script"], PAYLOADS["image"], "=1+1 \x1b[31m \u202ex"),
        strict=True,
    )
    name = x509.Name([x509.NameAttribute(kind, text) for kind, text in texts])
    begin = datetime(2016, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=30))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    write_bundle(folder)
    return folder


@pytest.fixture(scope="module")
def written(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    assert run("analyze", bundle, "-o", out / "r", "--workers", "1").returncode == 0
    arguments = ["attach", str(bundle), "--case", "TS001234567", "-o", str(out), "--workers", "1", "--full-logs"]
    for more in ([], ["--no-redact", "--force"]):
        result = run(*arguments, *more)
        assert result.returncode == 0, result.stderr
        (out / "TS001234567.loganalyzer.zip").rename(out / ("plain.zip" if more else "redacted.zip"))
    return out


TERMINAL = {
    "analyze": ["analyze", "--workers", "1"],
    "inspect": ["inspect", "--workers", "1"],
    "tls show": ["tls", "show"],
    "search": ["search", "SSLC0008E"],
    "redact --check": ["redact", "--check", "--workers", "1"],
}


@pytest.mark.parametrize("verb", TERMINAL)
def test_nothing_reaches_the_terminal_that_moves_or_hides(verb: str, bundle: Path) -> None:
    first, *rest = TERMINAL[verb]
    arguments = [first, rest[0], str(bundle), *rest[1:]] if verb == "tls show" else [first, str(bundle), *rest]
    result = run(*arguments)
    text = (result.stdout + result.stderr).decode()
    assert text
    assert BAD.findall(text) == []


def page_parts(text: str) -> tuple[list[str], list[str]]:
    """(names of the elements, attributes and addresses that would run something) of an HTML page."""
    names: list[str] = []
    active: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names.append(tag)
            active.extend(
                f"{tag} {name}={value}"
                for name, value in attrs
                if name.startswith("on")
                or (name in {"href", "src", "action"} and re.match(r"\s*(?:javascript|https?:|//)", value or "", re.I))
            )

    Reader(convert_charrefs=True).feed(text)
    return names, active


def assert_page(text: str) -> None:
    names, active = page_parts(text)
    outside = [one for one in active if "ibm.com" not in one and "hcl" not in one.lower()]
    assert outside == []
    assert names.count("script") <= 4
    assert set(names).isdisjoint({"b", "iframe", "object", "embed", "base"})
    assert BAD.findall(text) == []
    assert "alert(1)" in text


def test_the_report_shows_it_as_text(written: Path) -> None:
    assert_page((written / "r" / "report.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["plain.zip", "redacted.zip"])
def test_the_report_in_the_attachment_does_too(written: Path, name: str) -> None:
    with zipfile.ZipFile(written / name) as archive:
        assert_page(archive.read("report.html").decode())


def test_a_vector_picture_holds_neither_script_nor_handler(written: Path, bundle: Path, tmp_path: Path) -> None:
    target = tmp_path / "t.svg"
    assert run("timeline", bundle, "-o", target).returncode == 0
    for file in (target, *written.rglob("*.svg")):
        root = etree.parse(file).getroot()
        for element in root.iter(etree.Element):
            assert etree.QName(element).localname.lower() not in {"script", "foreignobject", "image", "img"}
            assert not any(etree.QName(name).localname.lower().startswith("on") for name in element.attrib)
        assert BAD.findall(file.read_text(encoding="utf-8")) == []


def test_the_diagnosis_keeps_it_in_code(written: Path) -> None:
    text = (written / "r" / "diagnosis.md").read_text(encoding="utf-8")
    assert BAD.findall(text) == []
    bare = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", re.sub(r"(?ms)^ *(`{3,}).*?^ *\1 *$", "", text))
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", bare)
    assert not re.search(r"<\s*(?:script|img)|\]\(javascript|!\[", bare, re.I)


def test_json_says_it_exactly_and_in_ascii(written: Path) -> None:
    text = (written / "r" / "analysis.json").read_text(encoding="utf-8")
    assert BAD.findall(text) == []
    texts = {sample["text"] for one in json.loads(text)["signatures"] for sample in one["samples"]}
    assert any("<script>alert(1)</script>" in one for one in texts)


def test_no_cell_of_a_table_is_a_formula(bundle: Path, tmp_path: Path) -> None:
    target = tmp_path / "r.csv"
    assert run("records", bundle, "--to", "csv", "-o", target).returncode == 0
    csv.field_size_limit(4 << 20)
    rows = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8"), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert not [cell[:20] for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(PAYLOADS["formula"] in cell for row in rows for cell in row)


@pytest.mark.parametrize("name", ["plain.zip", "redacted.zip"])
def test_the_names_in_the_attachment_are_plain(written: Path, name: str) -> None:
    with zipfile.ZipFile(written / name) as archive:
        names = archive.namelist()
    for one in names:
        assert BAD.findall(one) == []
        assert not re.search(r'[:*?"<>|]', one)
        assert not one.startswith("/")
        assert ".." not in one.split("/")
    assert len({one.lower() for one in names}) == len(names)
