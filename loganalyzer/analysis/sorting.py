"""What is to be done with each member of a bundle: a log to scan, a document to parse, a key store to open, or none of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.bundle import Member, MemberError, Skipped
from loganalyzer.cell import config_kind
from loganalyzer.cell.checkpoint_paths import in_checkpoint, wanted
from loganalyzer.cell.paths import dead_copy
from loganalyzer.cell.stores import is_store
from loganalyzer.formats import Sniffed, sniff
from loganalyzer.formats.registry import by_name, claimed_by, slug
from loganalyzer.formats.sniff import HEAD_BYTES, NOT_FORCED, Forced

CONFIG_BYTES = 64 << 20
_KINDS_NOT_READ = {"access": "access log: not evaluated"}
_NOT_OPENED = {
    ".kdb": "CMS key store: no library reads it; export its certificates with gskcapicmd -cert -extract",
    ".rdb": "certificate requests of a CMS key store: not read",
    ".sth": "stash file, which holds a password: never read",
    ".crl": "revocation list: not read",
}
_CONFIG_ENDINGS = (
    ".xml",
    ".props",
    ".properties",
    ".policy",
    ".security",
    ".yaml",
    ".yml",
    ".json",
    ".py",
    ".sh",
    ".bat",
    ".html",
    ".md",
)


class Job(Struct, frozen=True):
    """A member to read, and as what: a log, or a file that a fact format claims."""

    member: Member
    sniffed: Sniffed
    facts: str | None = None


class Sorted:
    """The members of a bundle by what is to be done with them."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.documents: dict[str, bytes] = {}
        self.stores: dict[str, bytes] = {}
        self.checkpoints: dict[str, bytes] = {}
        self.modified: dict[str, str] = {}
        self.skipped: list[Skipped] = []


def sorted_members(members: Sequence[Member], forced: Mapping[str, Forced]) -> Sorted:
    """Logs to scan (some as the user told: path -> how), configuration to parse, key stores to open; everything else is listed."""
    found = Sorted()
    for member in members:
        try:
            reason = _put(member, found, forced.get(member.path, NOT_FORCED))
        except (MemberError, OSError, EOFError) as problem:
            reason = str(problem)
        if reason is not None:
            found.skipped.append(Skipped(member.path, reason))
    return found


def _put(member: Member, found: Sorted, forced: Forced) -> str | None:
    """Put a member where it belongs; the reason where it belongs nowhere."""
    if in_checkpoint(member.path):
        found.checkpoints[member.path] = _whole(member) if wanted(member.path) else b""
        _note_time(member, found)
        return None
    if config_kind(member.path) not in {None, "other"}:
        found.documents[member.path] = _whole(member)
        _note_time(member, found)
        return None
    reason = _not_a_log(member)
    if reason is not None:
        return reason
    if is_store(member.path):
        found.stores[member.path] = _whole(member)
        _note_time(member, found)
        return None
    job = _log_job(member, forced)
    reason = None if job.facts else job.sniffed.refused or _KINDS_NOT_READ.get(job.sniffed.kind)
    if reason is None:
        found.jobs.append(job)
    return reason


def _note_time(member: Member, found: Sorted) -> None:
    if member.modified is not None:
        found.modified[member.path] = member.modified


def _whole(member: Member) -> bytes:
    with member.open() as stream:
        data = stream.read(CONFIG_BYTES + 1)
        while len(data) <= CONFIG_BYTES and (more := stream.read(CONFIG_BYTES + 1 - len(data))):
            data += more
    if len(data) > CONFIG_BYTES:
        raise MemberError(f"larger than {CONFIG_BYTES >> 20} MiB, which no configuration document is")
    return data


def _not_a_log(member: Member) -> str | None:
    name = member.path.lower()
    if member.size == 0:
        return "empty file"
    if is_store(name):
        return dead_copy(member.path)
    if name[-4:] in _NOT_OPENED:
        return _NOT_OPENED[name[-4:]]
    if name.endswith(_CONFIG_ENDINGS):
        return "not a log, and no configuration document that is evaluated"
    return None


def _log_job(member: Member, forced: Forced) -> Job:
    with member.open() as stream:
        head = stream.read(HEAD_BYTES)
    sniffed = sniff(member.path, head, forced)
    named = by_name(member.path)
    claimed = named or (None if sniffed.refused else claimed_by(member.path, head, sniffed.form, forced))
    if claimed is None:
        return Job(member, sniffed)
    evidence = sniffed.form.format_evidence if forced.format else "by its name" if named else "by its content"
    form = replace(sniffed.form, format=slug(claimed), format_evidence=evidence)
    return Job(member, replace(sniffed, form=form), claimed.name)
