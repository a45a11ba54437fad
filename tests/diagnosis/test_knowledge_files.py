"""The shipped knowledge files: their JSON Schemas hold, and so do the rules a schema cannot say."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from loganalyzer.diagnosis.knowledge import load_all
from loganalyzer.diagnosis.schema import load_catalogue, load_causes
from loganalyzer.diagnosis.words import WORDS
from loganalyzer.errors import KnowledgeError
from loganalyzer.knowledge import knowledge_root
from loganalyzer.matching.loader import load_signatures

ROOT = knowledge_root()
FILES = [
    (kind, path) for kind in ("signatures", "correlations", "causes") for path in sorted((ROOT / kind).glob("*.yaml"))
]


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[f"{kind}/{path.name}" for kind, path in FILES])
def test_file_holds_its_schema(kind: str, path: Path) -> None:
    schema = json.loads((ROOT / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


def test_catalogue_names_all_55_causes() -> None:
    references = sorted(entry.reference for entry in load_catalogue().values())
    assert references == [f"RC-{number:02}" for number in range(1, 56)]


def test_everything_loads_together() -> None:
    counts = load_all()
    assert counts.signatures >= 60
    assert counts.causes >= 12


def test_every_cause_has_a_fix_a_verification_and_names_its_reference() -> None:
    names = [one.id for one in load_signatures()]
    for cause in load_causes((), WORDS, names):
        assert cause.fix, cause.id
        assert cause.verify, cause.id
        assert any(reference.startswith("RC-") for reference in cause.references), cause.id


def test_a_misspelt_word_signature_and_look_alike_are_all_reported(tmp_path: Path) -> None:
    folder = tmp_path / "causes"
    folder.mkdir()
    (tmp_path / "signatures").mkdir()
    (folder / "bad.yaml").write_text(
        "id: dmgr-down\nseverity: error\nprovenance: made up here\nsummary: [x]\n"
        "symptom:\n  - {fact: hitz, signatures: [no-such-signature]}\n"
        "look_alikes:\n  - {cause: nobody, because: x, ruled_out_when: {fact: hits, signatures: [server-open]}}\n",
        encoding="utf-8",
    )
    with pytest.raises(KnowledgeError) as caught:
        load_all([tmp_path])
    text = "\n".join(caught.value.problems)
    assert "bad.yaml:6:" in text
    assert all(word in text for word in ("hitz", "no-such-signature", "nobody"))
