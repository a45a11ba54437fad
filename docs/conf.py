"""Sphinx: the guide, the reference generated from the YAML and from the command line, and the man page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from loganalyzer.version import __version__

HERE = Path(__file__).resolve().parent


project = "loganalyzer"
author = "The loganalyzer authors"
copyright = "the loganalyzer authors"  # noqa: A001 - Sphinx's name
release = version = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["README.md"]
html_theme = "furo"
html_title = f"loganalyzer {release}"
html_show_sphinx = False
html_copy_source = False
templates_path: list[str] = []
nitpicky = False
suppress_warnings = ["myst.header"]  # FORMAT.md is written to be read in the repository

myst_enable_extensions = ["deflist", "fieldlist"]
myst_heading_anchors = 3

# The notebook is kept without outputs, and run while the pages are built: a cell that fails stops the build.
nb_execution_mode = "force"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_show_tb = True

autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": True}

man_pages = [("man", "loganalyzer", "find the root cause in a WebSphere support bundle", "", 1)]
man_show_urls = True


def setup(app: Any) -> None:
    """Write the generated pages before Sphinx looks for them."""
    sys.path.insert(0, str(HERE))
    import reference_pages

    _name_types()
    app.connect("builder-inited", lambda _app: reference_pages.write(HERE / "reference"))


def _name_types() -> None:
    """Give modules the names that they import for the type checker only: a struct's signature is worked out from its annotations."""
    from matplotlib.figure import Figure

    from loganalyzer.analysis import pipeline
    from loganalyzer.cell.store_passwords import Secret
    from loganalyzer.report import charts

    pipeline.Secret = Secret  # type: ignore[misc]
    charts.Figure = Figure  # type: ignore[misc]
