"""Where the YAML knowledge lives: inside the wheel, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

from loganalyzer.errors import KnowledgeError


def knowledge_root() -> Path:
    """Return the folder that holds ``signatures/``, ``correlations/`` and ``causes/``.

    A wheel carries it as ``loganalyzer/knowledge``; a checkout and an editable install have it beside the package.

    Raises:
        KnowledgeError: neither place exists, so the installation is damaged.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "knowledge", package.parent / "signatures"):
        if (candidate / "signatures").is_dir():
            return candidate
    raise KnowledgeError([f"{package}: the knowledge folder is missing from this installation; reinstall the package"])
