"""Analysis -> Analysis with pseudonyms: every text of every value, whatever its type, except words of a fixed list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis import model
from loganalyzer.analysis.model import Analysis
from loganalyzer.redact.patterns import names_of_subject
from loganalyzer.redact.redactor import Redactor

_T = TypeVar("_T")

_FIXED: Final[dict[type, frozenset[str]]] = {
    model.Analysis: frozenset({"generator_version", "signatures_sha256"}),
    model.FileReport: frozenset({"kind", "zone", "date_order", "encoding", "format"}),
    model.SilentMember: frozenset({"role"}),
    model.Duplicate: frozenset({"how"}),
    model.ProcessReport: frozenset({"role", "product_version", "java_version"}),
    model.SignatureReport: frozenset({"id", "family", "severity"}),
    model.IncidentReport: frozenset({"kind"}),
    model.Suppressed: frozenset({"id", "kind", "expires"}),
    model.Change: frozenset({"how", "before"}),
    model.EvidenceItem: frozenset({"kind"}),
    model.Diagnosis: frozenset({"cause", "verdict", "severity", "consequence_of"}),
    model.SslConfigurationReport: frozenset({"enabled_versions", "protocol", "security_level", "ciphers"}),
    model.EndpointReport: frozenset({"name", "inbound_versions", "how"}),
    model.CheckReport: frozenset({"kind", "endpoint"}),
    model.FindingReport: frozenset({"kind", "cause"}),
    model.ClientPropsReport: frozenset({"protocol", "enabled_versions"}),
    model.CertificateReport: frozenset({"validity", "key", "signature", "usages", "fingerprint"}),
    model.CertificateRefusal: frozenset({"shown_by", "kind"}),
    model.DriftReport: frozenset({"kind"}),
}
"""Words of the tool itself: a server that is called ``burst`` must not change what an incident is."""
_BLANKED: Final[dict[type, dict[str, str]]] = {model.CertificateReport: {"fingerprint": ""}}
"""What leads back to the original wherever certificates are published."""
_NONE: Final[frozenset[str]] = frozenset()


def redact_analysis(analysis: Analysis, redactor: Redactor) -> Analysis:
    """The same Analysis with pseudonyms; order, counts, times and verdicts stay."""
    learn_analysis(analysis, redactor)
    return _walked(analysis, redactor)


def learn_analysis(analysis: Analysis, redactor: Redactor) -> None:
    """Take note of the names an Analysis holds: first those of its own fields, then those in its texts."""
    for process in analysis.processes:
        for kind, value in (("cell", process.cell), ("node", process.node), ("host", process.host)):
            redactor.add(kind, value)
        if process.node is not None and process.role != "client tool":  # syncNode is the product's word, nobody's name
            redactor.add("server", process.server)
    for change in analysis.changes:
        redactor.add("user", (change.who or "").replace("\\", "/").rpartition("/")[2])
    for endpoint in analysis.configuration.endpoints:
        redactor.add("ip" if endpoint.host.replace(".", "").isdigit() else "host", endpoint.host.strip("*"))
    for certificate in analysis.configuration.certificates:
        for name in (certificate.subject, certificate.issuer):
            for kind, value in names_of_subject(name):
                redactor.add(kind, value)
        for name in certificate.alternative_names:
            kind, _, value = name.partition(":")
            redactor.add("ip" if kind == "IP" else "host", value.removeprefix("*."))
        redactor.add("certificate", certificate.alias)
    redactor.learn_all(texts_of(analysis))


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a value, fixed words left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_of(key)
            yield from texts_of(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from texts_of(inner)
    elif isinstance(value, Struct):
        for name in _open_fields(value):
            yield from texts_of(getattr(value, name))


def _walked(value: _T, redactor: Redactor) -> _T:
    seen: dict[str, str] = {}

    def walk(one: Any) -> Any:
        if isinstance(one, str):
            if one not in seen:
                seen[one] = redactor.text(one)
            return seen[one]
        if isinstance(one, dict):
            return _merged([(walk(key), walk(inner)) for key, inner in one.items()])
        if isinstance(one, tuple):
            return tuple(walk(inner) for inner in one)
        if isinstance(one, Struct):
            changed = {name: walk(getattr(one, name)) for name in _open_fields(one)}
            return replace(one, **changed, **_BLANKED.get(type(one), {}))
        return one

    return cast("_T", walk(value))


def _merged(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """Two names may become one (a host, short and in full); their counts are added."""
    merged: dict[Any, Any] = {}
    for key, value in pairs:
        known = merged.get(key)
        merged[key] = known + value if isinstance(known, int) and isinstance(value, int) else value
    return merged


def _open_fields(value: Any) -> list[str]:
    fixed = _FIXED.get(model.kind_of(value), _NONE)
    return [name for name in value.__struct_fields__ if name not in fixed]
