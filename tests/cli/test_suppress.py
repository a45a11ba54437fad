"""``analyze --suppress``: what the user reads of it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.inside import run

LOG = (
    "************ Start Display Current Environment ************\n"
    "WebSphere Platform 8.5.5.9 [ND 8.5.5.9 cf091614.03] running with process name c\\n\\s1 and process id 7\n"
    "************* End Display Current Environment *************\n"
    "[10/13/16 10:37:01:278 BST] 000000c8 SystemErr     R java.lang.OutOfMemoryError: Java heap space\n"
)


def test_what_is_suppressed_is_counted_and_a_broken_file_is_one_line_and_exit_2(tmp_path: Path) -> None:
    (tmp_path / "SystemErr.log").write_text(LOG, encoding="utf-8")
    (tmp_path / "good.yaml").write_text("- {id: out-of-memory, reason: a known leak}\n", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(
        "- {id: out-of-memory, reason: a known leak, expires: later}\n", encoding="utf-8"
    )
    good = run("analyze", tmp_path / "SystemErr.log", "--suppress", tmp_path / "good.yaml")
    assert good.returncode == 0
    assert "1 hit left out (a known leak; good.yaml:1)" in " ".join(good.stdout.decode().split())
    for name in ("bad.yaml", "gone.yaml"):
        refused = run("analyze", tmp_path / "SystemErr.log", "--suppress", tmp_path / name)
        assert (refused.returncode, refused.stdout) == (2, b"")
        assert refused.stderr.count(b"\n") == 1
        assert name.encode() in refused.stderr
