"""Certificates on the terminal of ``analyze``, in few lines: what is wrong, who refuses whom, what is served."""

from __future__ import annotations

from collections.abc import Sequence

from loganalyzer.analysis.model import CertificateRefusal, CertificateReport, ConfigurationReport
from loganalyzer.report.lines import Page, Part
from loganalyzer.report.text import counted, one_line, second

_ROWS = 6


def render_certificates(page: Page, configuration: ConfigurationReport, *, verbose: bool = False) -> None:
    """Print refusals first, then what is served or has a problem; the rest is counted."""
    found = configuration.certificates
    if not found:
        return
    stores = len({one.keystore for one in found})
    page.heading("Certificates", f"  {counted(len(found), 'certificate')} in {counted(stores, 'file')}")
    groups = grouped(configuration.certificate_refusals)
    page.capped((_refusal(group) for group in groups), len(groups) if verbose else _ROWS, mark="x")
    told = [one for one in found if verbose or _telling(one)]
    copies = sorted(_copies(told), key=lambda group: (not group[0].problems, not any(c.served_by for c in group)))
    page.capped(map(_line, copies), len(copies) if verbose else _ROWS)
    rest = len(found) - len(told)
    if rest:
        page.line((f"{counted(rest, 'further certificate')} without remark (--verbose shows all)", "dim"), indent=2)


def _copies(found: Sequence[CertificateReport]) -> list[tuple[CertificateReport, ...]]:
    """The same certificate under the same alias in several files, as one group."""
    groups: dict[tuple[str, ...], list[CertificateReport]] = {}
    for one in found:
        mark = one.fingerprint or one.keystore
        groups.setdefault((mark, one.alias, *one.names, *one.problems), []).append(one)
    return [tuple(group) for group in groups.values()]


def grouped(found: Sequence[CertificateRefusal]) -> list[tuple[CertificateRefusal, ...]]:
    """Refusals for one reason between the same stores, as one group each."""
    groups: dict[tuple[str | None, ...], list[CertificateRefusal]] = {}
    for one in found:
        groups.setdefault((one.reason, one.key_store, one.trust_store), []).append(one)
    return [tuple(group) for group in groups.values()]


def _telling(one: CertificateReport) -> bool:
    return bool(one.served_by or (one.has_key and one.problems) or one.validity not in {"valid", None})


def _refusal(group: tuple[CertificateRefusal, ...]) -> tuple[Part, ...]:
    first = group[0]
    shows, refuses = (
        (first.listener, first.initiator) if first.shown_by == "listener" else (first.initiator, first.listener)
    )
    more = f" and {counted(len(group) - 1, 'more channel')}" if len(group) > 1 else ""
    if first.kind == "absent":
        return (
            f"{one_line(shows)} has no certificate to show",
            "bold red",
        ), f" ({one_line(first.channel)}{more}): {one_line(first.reason)}"
    said = f"{one_line(refuses)} refuses the certificate of {one_line(shows)}"
    return (said, "bold red"), f" ({one_line(first.channel)}{more}): {one_line(first.reason, 200)}"


def _line(group: tuple[CertificateReport, ...]) -> tuple[Part, ...]:
    one = group[0]
    served = list(dict.fromkeys(who for copy in group for who in copy.served_by))
    until = f"until {second(one.not_after)[:10]}" if one.not_after else "without an end"
    validity = f", {one.validity} at the logs' time" if one.validity else ""
    where = f"{one.names[0] if one.names else one.keystore}{f', {len(group)} copies' if len(group) > 1 else ''}"
    parts: list[Part] = [
        (one_line(one.alias), "bold"),
        f" {one_line(one.subject, 70)}, {one_line(one.key)}, {until}{validity}",
        (f" [{one_line(where)}]", "dim"),
    ]
    if served:
        more = f" and {counted(len(served) - 1, 'more port')}" if len(served) > 1 else ""
        parts.append((f" served by {one_line(served[0])}{more}", "dim"))
    parts += [(f"; {one_line(problem)}", "red") for problem in one.problems]
    return tuple(parts)
