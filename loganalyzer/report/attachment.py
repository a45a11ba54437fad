"""The file for the support case: findings, the relevant parts of logs and configuration, redacted unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from msgspec import Struct

from loganalyzer.analysis.model import Analysis
from loganalyzer.bundle import Member
from loganalyzer.errors import UsageError
from loganalyzer.redact import Key, Redactor, Verifier, learn_analysis, redact_analysis, write_key
from loganalyzer.report.attachment_number import attachment_number
from loganalyzer.report.attachment_parts import rendered, vocabulary
from loganalyzer.report.attachment_zip import Manifest, existing, pack, publish
from loganalyzer.report.excerpts import CONTEXT, BundleTexts, learn_texts, text_parts
from loganalyzer.report.withhold import withhold_log_text

__all__ = ["Contents", "attachment_number", "redactor_for", "write_attachment"]

SCHEMA: Final = "loganalyzer.attachment/2"


class Contents(Struct, frozen=True):
    """What goes into the attachment.

    ``redact``: with pseudonyms, the map of which goes into ``key_file`` (beside the attachment unless given).
    ``terms``: words of the user's that must not leave. ``context``: records around each that is quoted.
    ``max_size``: bytes of one piece.
    """

    redact: bool = True
    key_file: Path | None = None
    terms: tuple[str, ...] = ()
    log_text: bool = True
    full_logs: bool = False
    config: bool = True
    context: int = CONTEXT
    max_size: int | None = None


def write_attachment(
    analysis: Analysis,
    folder: Path,
    *,
    case: str | None = None,
    pmr: str | None = None,
    force: bool = False,
    members: Sequence[Member] = (),
    contents: Contents = Contents(),  # noqa: B008 - a frozen value
) -> list[Path]:
    """Write the attachment into ``folder`` and return its path, or the paths of its pieces.

    Args:
        analysis: what was found.
        folder: exists.
        case: ``TS001234567``; exactly one of case and PMR number.
        pmr: ``12345,678,000``.
        force: replace what an earlier run left.
        members: of the open bundle, to take logs and configuration from.
        contents: see :class:`Contents`.

    Raises:
        UsageError: a number, folder or file is off.
        RedactionError: something secret would leave; nothing is written.
    """
    number = attachment_number(case=case, pmr=pmr)
    target = _target(folder, number, force=force)
    texts = BundleTexts(members, analysis, contents.context, full=contents.full_logs)
    key_file = contents.key_file or folder / f"{number}.loganalyzer.key.json"
    redactor = redactor_for(texts, analysis, contents, Key.read(key_file)) if contents.redact else None
    shown = redact_analysis(analysis, redactor) if redactor else analysis
    shown = shown if contents.log_text else withhold_log_text(shown)
    parts, left_out = rendered(shown)
    parts += text_parts(texts, redactor, logs=contents.log_text, config=contents.config)
    manifest = _manifest(shown, number, contents, left_out, texts, redactor)
    with TemporaryDirectory(prefix=".loganalyzer-", dir=folder) as hidden:
        packed = Path(hidden) / target.name
        pack(packed, parts, manifest, Verifier(redactor.originals) if redactor else None)
        if redactor:
            write_key(key_file, redactor.key)
        return publish(packed, target, contents.max_size, force=force)


def redactor_for(texts: BundleTexts, analysis: Analysis, contents: Contents, key: Key) -> Redactor:
    """A redactor that has seen everything the attachment is made from."""
    redactor = Redactor(key, contents.terms, vocabulary())
    learn_texts(texts, redactor, logs=contents.log_text)
    learn_analysis(analysis, redactor)
    return redactor


def _target(folder: Path, number: str, *, force: bool) -> Path:
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a directory")
    target = folder / f"{number}.loganalyzer.zip"
    there = existing(target)
    if there and not force:
        raise UsageError(f"{there[0]} exists already; it is replaced only when forced")
    return target


def _manifest(
    analysis: Analysis,
    number: str,
    contents: Contents,
    left_out: Sequence[dict[str, str]],
    texts: BundleTexts,
    redactor: Redactor | None,
) -> Manifest:
    names = redactor.path if redactor else str

    def document(files: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "generator": {"version": analysis.generator_version, "signatures_sha256": analysis.signatures_sha256},
            "number": number,
            "redacted": redactor is not None,
            "log_text": _log_text(contents),
            "files": files,
            "originals": _originals(texts.hashes(), names),
            "left_out": list(left_out),
        }

    return document


def _log_text(contents: Contents) -> str:
    if not contents.log_text:
        return "withheld"
    return "whole logs" if contents.full_logs else f"excerpts with {contents.context} records of context"


def _originals(hashes: Iterable[tuple[str, int, str]], names: Any) -> list[dict[str, Any]]:
    return [{"path": names(path), "bytes": size, "sha256": digest} for path, size, digest in hashes]
