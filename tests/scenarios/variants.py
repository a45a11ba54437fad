"""From faults to scenarios: textbook, partly missing evidence, and a second fault beside."""

from __future__ import annotations

from collections.abc import Iterator

from tests.scenarios import certificates, infrastructure, protocol, resources, ssl_settings
from tests.scenarios.model import Fault, Scenario
from tests.scenarios.resources import POOL, POOL_MEETING

FAULTS: tuple[Fault, ...] = (
    *protocol.FAULTS,
    *ssl_settings.FAULTS,
    *certificates.FAULTS,
    *infrastructure.FAULTS,
    *resources.FAULTS,
)


def textbook() -> Iterator[Scenario]:
    """Everything is sent."""
    for fault in FAULTS:
        yield Scenario(f"{fault.cause}/textbook", "textbook", (fault,), ((fault.cause, fault.verdict),))


def partly_missing() -> Iterator[Scenario]:
    """The configuration, or every log but that of the process concerned, did not come."""
    for fault in FAULTS:
        for sent in fault.partly:
            name = f"{fault.cause}/{sent}"
            yield Scenario(
                name, "partly-missing", (fault,), ((fault.cause, "possible"),), sent=sent, beside=fault.beside
            )


def with_second_fault() -> Iterator[Scenario]:
    """Beside it a pool is exhausted in a server that has nothing to do with it."""
    for fault in FAULTS:
        second = POOL_MEETING if fault.process.startswith("sipNode") else POOL
        if fault.cause == second.cause or fault.verdict == "not-evaluable":
            continue
        causes = ((fault.cause, "likely"), (second.cause, "likely"))
        yield Scenario(f"{fault.cause}/and-{second.cause}", "with-second-fault", (fault, second), causes)
