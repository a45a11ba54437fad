"""REQUIRE_PEERS=1 turns a skip into a failure, so that a green run proves that the real tools were there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "in-a-test": "import pytest\ndef test_one():\n    pytest.skip('no such tool')\n",
    "in-a-fixture": "def test_one(peer):\n    peer('no-such-tool-anywhere')\n",
    "by-mark": "import pytest\n@pytest.mark.skipif(True, reason='no such tool')\ndef test_one():\n    pass\n",
    "whole-file": "import pytest\npytest.skip('no such tool', allow_module_level=True)\n",
}


@pytest.mark.parametrize("how", SKIPS)
@pytest.mark.parametrize("required", [True, False], ids=["required", "not-required"])
def test_skip(how: str, required: bool, tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_it.py").write_text(SKIPS[how])
    variables = {name: value for name, value in os.environ.items() if name not in {"REQUIRE_PEERS", "PYTEST_ADDOPTS"}}
    if required:
        variables["REQUIRE_PEERS"] = "1"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
    if required:
        assert done.returncode in {1, 2}, done.stdout
        assert "REQUIRE_PEERS=1 allows no skip" in done.stdout
    else:
        assert done.returncode in {0, 5}, done.stdout


def test_expected_failure_is_no_skip(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_it.py").write_text("import pytest\n@pytest.mark.xfail\ndef test_one():\n    assert False\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | {"REQUIRE_PEERS": "1"}, check=False)
    assert done.returncode == 0
