"""Every catalogued message id has a signature, in every language, with the severity that its meaning has."""

from __future__ import annotations

import pytest

from loganalyzer.matching.engine import Engine
from loganalyzer.matching.ids import is_prefix
from loganalyzer.matching.loader import load_signatures
from loganalyzer.matching.schema import SEVERITIES, Signature
from tests.matching.catalogued import CATALOGUED
from tests.matching.making import matches

SIGNATURES = {one.id: one for one in load_signatures() if one.match.ids or one.match.text}
ENGINE = Engine(list(SIGNATURES.values()))
BY_ID = [one for one in SIGNATURES.values() if one.match.ids and not one.match.text]
# Not one word of English, so that only the id and the exception class can tell.
FOREIGN = "この記録の本文は別の言語で書かれています。"


def _an_id(name: str) -> str:
    return f"{name[:-1]}0042I" if is_prefix(name) else name


def _record(name: str, text: str = FOREIGN) -> str:
    return f"[24/03/04 10:15:02:117 JST] 0000008e SomeComponent E   {_an_id(name)}: {text}"


def _severity(name: str) -> str:
    """The worst severity that a record with nothing but this id gets."""
    return max((SIGNATURES[one].severity for one in matches(ENGINE, _record(name))), key=SEVERITIES.index)


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUED) == len(set(CATALOGUED)) == 251


@pytest.mark.parametrize("name", CATALOGUED)
def test_every_catalogued_id_is_known_in_any_language(name: str) -> None:
    assert matches(ENGINE, _record(name))


@pytest.mark.parametrize("signature", BY_ID, ids=lambda one: one.id)
def test_what_is_matched_by_id_needs_no_english(signature: Signature) -> None:
    for name in signature.match.ids:
        if not (signature.match.component or signature.match.levels):
            assert signature.id in matches(ENGINE, _record(name))


@pytest.mark.parametrize("signature", BY_ID, ids=lambda one: one.id)
def test_every_id_of_a_signature_has_an_example(signature: Signature) -> None:
    for name in signature.match.ids:
        assert any(name.rstrip("*") in example.record for example in signature.matches), name


@pytest.mark.parametrize(
    "name", "CWPKI0005I CWPKI0007I ADMS0016I ADMS0206I J2CA0056I CWPKI0809W CWPKI0428I ADML0063W".split()
)
def test_failures_that_do_not_look_like_one(name: str) -> None:
    assert _severity(name) == "error"


@pytest.mark.parametrize("name", "DCSV8030I ADMU0509I ADMU0211I ADMU1211I SECJ0305I ADMS0202I CWWKO0804I".split())
def test_notices_that_deserve_a_warning(name: str) -> None:
    assert _severity(name) == "warning"


@pytest.mark.parametrize(
    "name", "CWPKI0015E CWPKI0036E WSVR0102E DCSV0000W DCSV8104W CWPKI0041W CWPKI0318W SECJ0371W WSVR0606W".split()
)
def test_noise_that_looks_like_a_failure(name: str) -> None:
    assert _severity(name) == "info"


@pytest.mark.parametrize(
    "record", ["SIPS_PROXY_CHAIN", "PROX: no number", "XPROX0010I: x", "PROX0010", "ARFMController I"]
)
def test_a_prefix_asks_for_a_whole_id(record: str) -> None:
    assert "http-proxy-message" not in matches(ENGINE, record)
    assert "request-flow-message" not in matches(ENGINE, record)


def test_only_a_signature_for_a_whole_component_leaves_its_records_unexplained() -> None:
    assert {one.id for one in SIGNATURES.values() if not one.explains} == {
        "sip-proxy-message", "http-proxy-message", "request-flow-message", "tls-channel-message",
    }  # fmt: skip


EXCEPTIONS = {
    "Client requested protocol TLSv1 not enabled or not supported": "tls-client-protocol-refused",
    "Client requested protocol TLSv1.1 is not enabled or supported in server context": "tls-client-protocol-refused",
    "The client supported protocol versions [TLSv1] are not accepted by server preferences [TLSv1.2]": "tls-client-protocol-refused",
    "Server chose TLSv1, but that protocol version is not enabled or not supported by the client": "tls-server-protocol-rejected",
    "The server selected protocol version TLSv1 is not accepted by client preferences [TLSv1.2]": "tls-server-protocol-rejected",
    "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)": "tls-no-appropriate-protocol",
    "Received fatal alert: handshake_failure": "tls-alert-handshake-failure",
    "Received fatal alert: protocol_version": "tls-alert-protocol-version",
    "Received fatal alert: bad_certificate": "tls-alert-certificate",
    "Received fatal alert: unknown_ca": "tls-alert-certificate",
    "Received fatal alert: certificate_required": "tls-client-auth-missing",
    "Received fatal alert: internal_error": "tls-alert-other",
    "Received fatal alert: close_notify": "tls-alert-other",
    "no cipher suites in common": "tls-no-common-cipher",
    "No negotiable cipher suite": "tls-no-common-cipher",
    "No appropriate cipher suite": "tls-no-common-cipher",
    "PKIX path building failed: java.security.cert.CertPathBuilderException": "tls-path-building-failed",
    "PKIXCertPathBuilderImpl could not build a valid CertPath.": "tls-path-building-failed",
    "unable to find valid certification path to requested target": "tls-path-building-failed",
    "No trusted certificate found": "tls-path-building-failed",
    "com.ibm.security.cert.IBMCertPathException": "tls-path-exception",
    "com.ibm.jsse2.util.j: PKIX path validation failed": "tls-path-validation-failed",
    "java.security.cert.CertificateExpiredException: NotAfter: Sat Feb 03 10:00:00 UTC 2024": "tls-certificate-expired",
    "java.security.cert.CertificateNotYetValidException: NotBefore: Sat Feb 03 10:00:00 UTC 2024": "tls-certificate-not-yet-valid",
    "No name matching app.example.com found": "tls-hostname-mismatch",
    "No subject alternative DNS name matching app.example.com found.": "tls-hostname-mismatch",
    "No subject alternative names present": "tls-hostname-mismatch",
    "hostname in certificate didn't match: <a> != <b>": "tls-hostname-mismatch",
    "hostname didn't match": "tls-hostname-mismatch",
    "HTTPS hostname wrong:  should be <app.example.com>": "tls-hostname-mismatch",
    "Remote host closed connection during handshake": "tls-remote-closed-handshake",
    "Remote host terminated the handshake": "tls-remote-closed-handshake",
    "Received close_notify during handshake": "tls-remote-closed-handshake",
    "java.net.SocketException: Connection reset": "connection-reset",
    "Unrecognized SSL message, plaintext connection?": "tls-plaintext-connection",
    "Unsupported or unrecognized SSL message": "tls-plaintext-connection",
    "Unrecognized record version (D)TLS-0.0 , plaintext connection?": "tls-plaintext-connection",
    "SSLv2Hello is disabled": "tls-sslv2hello",
    "SSLv2Hello is not enabled": "tls-sslv2hello",
    "Inbound closed before receiving peer's close_notify: possible truncation attack?": "tls-closed-without-notify",
    "closing inbound before receiving peer's close_notify": "tls-closed-without-notify",
    "Empty server certificate chain": "tls-peer-without-certificate",
    "peer not authenticated": "tls-peer-without-certificate",
    "Empty client certificate chain": "tls-client-auth-missing",
    "null cert chain": "tls-client-auth-missing",
    "Could not generate DH keypair": "tls-dh-rejected",
    "Prime size must be multiple of 64, and can only range from 512 to 1024 (inclusive)": "tls-dh-rejected",
    "DH ServerKeyExchange does not comply to algorithm constraints": "tls-dh-rejected",
    "Could not generate DHPublicKey": "tls-dh-rejected",
    "Certificates does not conform to algorithm constraints": "tls-algorithm-constraints",
    "Algorithm constraints check failed on signature algorithm: MD5withRSA": "tls-algorithm-constraints",
    "A potential protocol version downgrade attack": "tls-downgrade-suspected",
    "java.security.NoSuchAlgorithmException: TLSv1.3 SSLContext not available": "tls-context-unavailable",
    "java.io.IOException: Keystore was tampered with, or password was incorrect": "keystore-password-wrong",
    "Error in loading the keystore: Private key decryption error: (x)": "keystore-decryption-failed",
    "java.io.IOException: Invalid keystore format": "keystore-format-invalid",
    "java.io.IOException: toDerInputStream rejects tag type 60": "keystore-format-invalid",
    "java.io.FileNotFoundException: /opt/x/key.p12 (A file or directory in the path name does not exist.)": "keystore-file-missing",
    "java.io.FileNotFoundException: /opt/x/key.p12 (Permission denied)": "keystore-file-missing",
    "java.security.UnrecoverableKeyException: Cannot recover key": "key-password-differs",
    "java.lang.SecurityException: Unsupported keysize or algorithm parameters": "tls-illegal-key-size",
    "java.security.InvalidKeyException: Illegal key size": "tls-illegal-key-size",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EXCEPTIONS.items(), ids=list(EXCEPTIONS))
def test_the_exception_decides_whoever_reports_it(text: str, expected: str) -> None:
    """The texts of JSSE and JDK, bare, behind a listener's message and under a message in another language."""
    for record in (
        f"[3/4/24 10:15:02:117 UTC] 0000008e SystemErr     R {text}",
        _record("SSLC0008E", f"{FOREIGN} {text}"),
        _record("CWPKI0033E", f"{FOREIGN}\n{text}"),
    ):
        found = matches(ENGINE, record)
        assert expected in found
        assert "tls-handshake-failed-other" not in found or SIGNATURES[expected].family != "tls"
