"""The last steps of a plan: what proves that it worked, and the way back if it did not."""

from __future__ import annotations

from collections.abc import Iterator

from loganalyzer.tls.change_words import processes_within
from loganalyzer.tls.channel import Channel
from loganalyzer.tls.effects import Outcome
from loganalyzer.tls.enforce_scope import Goal, uses
from loganalyzer.tls.plan_settings import Step
from loganalyzer.tls.protocols import Version
from loganalyzer.tls.wsadmin import literal, undo

_FLAGS = {Version.TLSV1: "-tls1", Version.TLSV1_1: "-tls1_1", Version.TLSV1_2: "-tls1_2", Version.TLSV1_3: "-tls1_3"}
_LOGS = (
    "Check the logs: ASND0002I once per node and no ASND0003I after it, ADMS0003I on every node, no SSLC0008E and no "
    "SSLHandshakeException."
)


def verify(found: Outcome, goal: Goal | None) -> Iterator[Step]:
    """A handshake at every port whose outcome changes, and for a goal the refusals that it is all about."""
    pairs = [tuple(_handshakes(effect.before, effect.after)) for effect in found.effects]
    commands = dict.fromkeys(command for pair in sorted(pairs, key=len, reverse=True) for command in pair)
    if commands:
        yield Step("Check every port that changed, from a machine with OpenSSL.", None, tuple(commands))
    if goal is not None:
        yield _inherited(found, goal)
    yield Step(_LOGS)


def _handshakes(before: Channel, after: Channel) -> Iterator[str]:
    """One handshake that must succeed; and with a version that is gone, one that must not."""
    accepted = after.listener.versions or frozenset()
    if after.port is None or not accepted:
        return
    version = after.version or max(accepted)
    start = f"openssl s_client -connect {after.host}:{after.port}"
    yield f"{start} {_FLAGS.get(version, '')}    # {after.listener.name}: must connect"
    gone = sorted((before.listener.versions or frozenset()) - accepted)
    if gone and gone[-1] in _FLAGS:
        yield f"{start} {_FLAGS[gone[-1]]}    # {after.listener.name}: must be refused"


def _inherited(found: Outcome, goal: Goal) -> Step:
    """wsadmin tells which configuration counts at a scope; it must be the one the plan has in mind."""
    inside, _ = uses(found.after, found.levels, goal.scope)
    expected = {(u.node, u.server, u.direction): u.party.alias for u in inside}
    calls = tuple(
        "AdminTask.getInheritedSSLConfig("
        f"{literal(f'[-scopeName (cell):{found.after.name}:(node):{node}:(server):{server} -direction {direction}]')})"
        f"    # {alias}"
        for (node, server, direction), alias in sorted(expected.items())
    )
    count = len(processes_within(found.after, goal.scope))
    return Step(f"Ask what counts now for the {count} processes of {goal.scope}.", None, (), calls)


def way_back(found: Outcome, *, has_manager: bool) -> Iterator[Step]:
    """The backup, or the same changes reversed, last first; then the order of the plan once more."""
    changed = [c for c in reversed(found.changes) if c.is_effective]
    by_hand = tuple(f"# {c}: back to {c.before or '(not set)'}" for c in changed if not c.in_repository)
    text = (
        "The way back: stop everything as above, restore the backup, put back every ssl.client.props, then go on from the "
        "start of the deployment manager."
    )
    yield Step(text, None, ("restoreConfig.sh before-tls-change.zip", *by_hand) if has_manager else by_hand)
    calls = tuple(call for c in changed if (call := undo(c)) is not None)
    if calls:
        yield Step(
            "Without the backup, take back the changes one by one, before the deployment manager is stopped.",
            None,
            (),
            (*calls, "AdminConfig.save()"),
        )
