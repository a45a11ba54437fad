"""From whatever an administrator sends to typed members: folders, files, archives, archives inside archives.

    with open_bundle(["logs.zip"]) as bundle:
        for member in bundle.members:
            with member.open() as stream: ...

Nothing is ever extracted under a name that the archive chose; what cannot be read is in ``bundle.skipped``.
"""

from loganalyzer.bundle.members import LimitError, Limits, Member, MemberError, Skipped
from loganalyzer.bundle.opening import Bundle, open_bundle

__all__ = ["Bundle", "LimitError", "Limits", "Member", "MemberError", "Skipped", "open_bundle"]
