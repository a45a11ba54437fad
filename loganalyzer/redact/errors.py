"""What stops a run because something secret would leave."""

from __future__ import annotations

from loganalyzer.errors import LogAnalyzerError


class RedactionError(LogAnalyzerError):
    """An original is still in what was about to be written. Names the kind and the member, never the secret."""

    def __init__(self, kind: str, member: str, how: str) -> None:
        self.kind, self.member, self.how = kind, member, how
        form = f" ({how})" if how else ""
        super().__init__(f"redaction failed, nothing was written: a {kind} would still stand in {member}{form}")
