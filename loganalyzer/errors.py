"""Every failure a user can cause, as one exception tree.

LogAnalyzerError            exit status 2, one line on standard error
├── UsageError              an option or argument is off
├── NothingReadableError    the input holds nothing that can be read
├── KnowledgeError          a signature, correlation or cause file is broken (all problems, with file:line:column)
└── IncompleteError         exit status 3: the run could not be finished
"""

from __future__ import annotations


class LogAnalyzerError(Exception):
    """Base of all errors meant for the user; ``str()`` is the one line to print."""

    exit_status = 2


class UsageError(LogAnalyzerError):
    """An option or argument cannot be used as given."""


class NothingReadableError(LogAnalyzerError):
    """No member of the input could be read."""


class KnowledgeError(LogAnalyzerError):
    """A knowledge file does not hold; ``problems`` lists each as ``file:line:column: message``."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(problems[0] + more)


class IncompleteError(LogAnalyzerError):
    """The run ended before its work was done."""

    exit_status = 3
