"""Check that what we would publish works: build it, install it into empty environments, analyse a sample there.

    python scripts/check_packaging.py        (needs the dependency group "package")

Three installations, each used from a folder that has nothing to do with the checkout:

1. the wheel built from the checkout, installed offline from a wheelhouse, as the README tells;
2. the wheel built from the sdist, likewise;
3. an editable installation.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Iterable
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_logs" / "sametime-tls12"
CAUSE = "xda-ssl-settings-mismatch"
LEAST_SIGNATURES = 100


class PackagingError(Exception):
    """Something is not as it must be."""


def main() -> int:
    """Run all checks; 1 and one line at the first that fails."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with tempfile.TemporaryDirectory(prefix="packaging check ") as folder:
        try:
            _check(Path(folder), project)
        except PackagingError as error:
            print(f"packaging: {error}", file=sys.stderr)
            return 1
    print("packaging: all checks passed")
    return 0


def _check(work: Path, project: dict[str, Any]) -> None:
    _say("building sdist and wheel")
    _build("--sdist", ROOT, work / "dist")
    _build("--wheel", ROOT, work / "dist")
    sdist, wheel = _only(work / "dist", "*.tar.gz"), _only(work / "dist", "*.whl")
    _say("building a wheel from the sdist")
    with tarfile.open(sdist) as archive:
        # Debian 12 has a Python 3.11 without the filters; the archive is our own.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        archive.extractall(work / "unpacked")
    _build("--wheel", _only(work / "unpacked", "*"), work / "from-sdist")
    second = _only(work / "from-sdist", "*.whl")

    _say(f"contents of {wheel.name}")
    _contents(wheel, project)
    if _members(wheel) != _members(second):
        raise PackagingError("the wheel from the sdist differs from the wheel from the checkout")

    _say("wheelhouse")
    house = work / "wheelhouse"
    _run([sys.executable, "-m", "pip", "download", *_PIP, "--dest", str(house), str(wheel)])

    for name, given in (("wheel", wheel), ("wheel from sdist", second)):
        _say(f"installation: {name}")
        python = _environment(work / f"env {name}")
        _run([python, "-m", "pip", "install", *_PIP, "--no-index", "--find-links", str(house), str(given)])
        _use(python, work / f"use {name}", editable=False)
    _say("installation: editable")
    python = _environment(work / "env editable")
    _run([python, "-m", "pip", "install", *_PIP, "--editable", str(ROOT)])
    _use(python, work / "use editable", editable=True)


_PIP = ("--quiet", "--disable-pip-version-check", "--only-binary", ":all:")


def _build(what: str, source: Path, target: Path) -> None:
    _run([sys.executable, "-m", "build", what, "--outdir", str(target), str(source)])


def _contents(wheel: Path, project: dict[str, Any]) -> None:
    held = _members(wheel)
    wanted = {f"loganalyzer/{path}" for path in _files(ROOT / "loganalyzer")}
    wanted |= {f"loganalyzer/knowledge/{path}" for path in _files(ROOT / "signatures")}
    info = f"websphere_loganalyzer-{project['version']}.dist-info/"
    code = {name for name in held if not name.startswith(info)}
    _same("missing from the wheel", wanted - code)
    _same("in the wheel, but not in the checkout", code - wanted)
    for pattern in ("py.typed", ".tsv", ".json", ".yaml"):
        if not any(name.endswith(pattern) for name in code):
            raise PackagingError(f"no {pattern} in the wheel")
    _same("sample or test files in the wheel", {n for n in held if "sample_logs" in n or "test" in n.split("/")[0]})

    with zipfile.ZipFile(wheel) as archive:
        fields = HeaderParser().parsestr(archive.read(info + "METADATA").decode())
        _same("not in the wheel", {info + "licenses/LICENSE"} - set(archive.namelist()))
    facts = {
        "Name": "websphere-loganalyzer",
        "Version": project["version"],
        "License-Expression": "Apache-2.0",
        "Requires-Python": project["requires-python"],
    }
    for field, value in facts.items():
        if fields[field] != value:
            raise PackagingError(f"metadata: {field} is {fields[field]!r}, not {value!r}")
    extras = set(project["optional-dependencies"])
    _same("extras not in the metadata", extras - set(fields.get_all("Provides-Extra", [])))
    if not wheel.name.endswith("-py3-none-any.whl"):
        raise PackagingError(f"{wheel.name} is not a wheel for every platform")


def _use(python: str, place: Path, *, editable: bool) -> None:
    """Use an installation as a stranger would: another folder, an empty home, no variables of ours."""
    place.mkdir()
    sample = place / "a bundle"
    shutil.copytree(SAMPLE, sample)
    command = str(Path(python).with_name("loganalyzer"))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    clean |= {"HOME": str(place), "XDG_CACHE_HOME": str(place / "cache")}

    def ask(*arguments: str) -> str:
        return _run(list(arguments), cwd=place, env=clean)

    ask(python, "-m", "pip", "check")
    where = Path(ask(python, "-c", "import loganalyzer; print(loganalyzer.__file__)").strip())
    if where.is_relative_to(ROOT) != editable:
        raise PackagingError(f"loganalyzer was imported from {where}")
    version = ask(python, "-c", "from importlib.metadata import version; print(version('websphere-loganalyzer'))")
    if ask(command, "--version").split()[-1] != version.strip():
        raise PackagingError(f"loganalyzer --version differs from the metadata ({version.strip()})")
    count = len(ask(command, "signatures", "list").splitlines())
    if count <= LEAST_SIGNATURES:
        raise PackagingError(f"only {count} signatures found")
    ask(command, "signatures", "lint")
    analysis = json.loads(ask(command, "analyze", str(sample), "--json", "-"))
    verdicts = {one["cause"]: one["verdict"] for one in analysis["diagnoses"]}
    if verdicts.get(CAUSE) != "confirmed":
        raise PackagingError(f"the sample's {CAUSE} is {verdicts.get(CAUSE, 'not mentioned')}, not confirmed")
    _say(f"  {count} signatures, {CAUSE} {verdicts[CAUSE]}")


def _environment(place: Path) -> str:
    venv.create(place, with_pip=True, symlinks=os.name != "nt")
    return str(place / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def _members(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def _files(folder: Path) -> Iterable[str]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            yield path.relative_to(folder).as_posix()


def _same(what: str, names: set[str]) -> None:
    if names:
        raise PackagingError(f"{what}: {', '.join(sorted(names)[:5])}" + (" …" if len(names) > 5 else ""))


def _only(folder: Path, pattern: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise PackagingError(f"{folder.name} holds {len(found)} of {pattern}, not one")
    return found[0]


def _run(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    env = dict(os.environ if env is None else env) | {"PIP_ONLY_BINARY": ":all:", "PIP_USER": "0"}
    done = subprocess.run(command, cwd=cwd, env=env, check=False, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        print(done.stdout[-4000:] + done.stderr[-4000:], file=sys.stderr)
        raise PackagingError(f"exit status {done.returncode}: {' '.join(command)}")
    return done.stdout


def _say(line: str) -> None:
    print(f"packaging: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
