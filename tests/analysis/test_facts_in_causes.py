"""Causes that stand on files beside the logs: a TLS trace, checks from outside, a key store listing."""

from __future__ import annotations

from pathlib import Path

import pytest

import loganalyzer
from loganalyzer.analysis.model import Analysis, Diagnosis
from tests.scenarios.model import Fault, Scenario
from tests.scenarios.other_files import CHECK, LISTING
from tests.scenarios.protocol import SERVER
from tests.scenarios.stage import WIDE, Stage

STRICT = {**WIDE, "stp_node_label": "TLSv1.2", "stp_groups": "node"}
TRACE = [
    "WebContainer : 1, READ: TLSv1 Handshake, length = 69",
    "*** ClientHello, TLSv1",
    "Cipher Suites: [SSL_RSA_WITH_AES_128_CBC_SHA]",
    "WebContainer : 1, SEND TLSv1.2 ALERT:  fatal, description = protocol_version",
]
EXPIRED = LISTING.format(subject="stp.acme.example", end="Sat Oct 01 10:00:00 UTC 2016")
HOST = {"host": "stp.acme.example", "end": "Oct  1 10:00:00 2016 GMT"}


def analysed(folder: Path, trace: bool = False, **files: str) -> Analysis:
    """A healthy cell with these files beside it, and a TLS trace in the log of STProxyServer if wanted."""

    def happen(stage: Stage) -> None:
        log = stage.world.log(stage.process(SERVER)).out
        for number, line in enumerate(TRACE if trace else ()):
            log._add(stage.at(f"09:00:0{number}"), 33, "SystemOut", f"O   {line}", (), 0)

    made = Scenario("facts", "look-alike", (Fault("-", SERVER, happen, STRICT),), ()).files()
    for path, data in {**made, **{name: text.encode() for name, text in files.items()}}.items():
        if path != "EXPECTED.yaml":
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    return loganalyzer.analyze(folder)


def found(analysis: Analysis, cause: str) -> Diagnosis:
    return next(one for one in analysis.diagnoses if one.cause == cause)


def test_a_refused_version_in_a_trace_is_computed_from_the_configuration(tmp_path: Path) -> None:
    one = found(analysed(tmp_path, trace=True), "strict-server-old-client")
    assert (one.verdict, one.processes) == ("confirmed", ("stCell\\stpNode\\STProxyServer",))
    assert "TLSv1" in one.summary
    assert {item.kind for item in one.evidence if item.supports} >= {"log", "config"}


@pytest.mark.parametrize(
    ("code", "text", "cause"),
    [
        (10, "certificate has expired", "certificate-expired"),
        (62, "hostname mismatch", "hostname-mismatch"),
        (21, "unable to verify the first certificate", "incomplete-certificate-chain"),
    ],
)
def test_a_check_from_outside_concerns_the_process_that_listens(
    code: int, text: str, cause: str, tmp_path: Path
) -> None:
    analysis = analysed(tmp_path, **{"check.txt": CHECK.format(code=code, text=text, **HOST)})
    one = found(analysis, cause)
    assert (one.verdict, one.processes) == ("likely", ("stCell\\stpNode\\was_stpProxy",))
    assert next(item.file for item in one.evidence if item.supports) == "check.txt"


def test_a_chain_that_verifies_refutes_an_incomplete_one(tmp_path: Path) -> None:
    good = CHECK.format(code=0, text="ok", **HOST)
    short = CHECK.format(code=21, text="unable to verify the first certificate", **HOST)
    analysis = analysed(tmp_path, **{"check.txt": short + good})
    assert found(analysis, "incomplete-certificate-chain").verdict == "possible"


def test_an_ended_certificate_in_a_listing_supports_what_openssl_saw(tmp_path: Path) -> None:
    check = CHECK.format(code=10, text="certificate has expired", **HOST)
    analysis = analysed(
        tmp_path,
        **{
            "check.txt": check,
            "keytool.txt": EXPIRED,
        },
    )
    evidence = found(analysis, "certificate-expired").evidence
    assert any(item.file == "keytool.txt" and item.supports for item in evidence)


@pytest.mark.parametrize(
    ("code", "name", "cause"),
    [
        (414, "GSK_ERROR_BAD_CERT", "signer-missing-cell"),
        (402, "GSK_ERROR_NO_CIPHERS", "no-common-cipher"),
        (408, "GSK_ERROR_BAD_KEYFILE_PASSWORD", "keystore-password-wrong"),
        (407, "GSK_ERROR_BAD_KEYFILE_LABEL", "key-alias-not-found"),
    ],
)
def test_codes_of_the_plugin(code: int, name: str, cause: str, tmp_path: Path) -> None:
    text = f"lib_stream: openStream: Failed in r_gsk_secure_soc_init: {name}(gsk rc = {code})"
    record = f"[13/Oct/2016:10:27:45.85575] 0000018a 679f3640 - ERROR: {text}\n"
    (tmp_path / "logs" / "webserver1").mkdir(parents=True)
    (tmp_path / "logs" / "webserver1" / "http_plugin.log").write_text(record * 4, encoding="utf-8")
    one = found(loganalyzer.analyze(tmp_path), cause)
    assert one.verdict in {"likely", "confirmed"}
    assert name in one.evidence[0].text
    # What 414 means is one of two things, and the line does not say of which server: never certain.
    assert not (code in {402, 414} and one.verdict == "confirmed")
