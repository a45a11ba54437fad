from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec import Struct
from msgspec.structs import replace

from loganalyzer.analysis import model
from loganalyzer.report.json import to_document, to_json
from loganalyzer.report.schema import analysis_schema
from tests.report import factory


@pytest.mark.parametrize("make", [factory.article, factory.empty, factory.hostile, lambda: factory.lanes(30)])
def test_every_document_obeys_the_published_schema(make: Any) -> None:
    schema = analysis_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(to_json(make())))


def test_the_schema_refuses_a_key_it_does_not_know() -> None:
    document = to_document(factory.article())
    document["diagnoses"][0]["guess"] = 1
    assert not Draft202012Validator(analysis_schema()).is_valid(document)


def test_the_schema_names_every_published_field_of_the_model() -> None:
    hidden = {("SignatureReport", "per_minute"), ("ClockSkew", "source")}
    definitions = analysis_schema()["$defs"]
    kinds = [
        kind
        for kind in vars(model).values()
        if isinstance(kind, type)
        and issubclass(kind, Struct)
        and kind not in {Struct, model.Analysis, model.LevelCount}
    ]
    for kind in kinds:
        expected = set(kind.__struct_fields__) - {name for owner, name in hidden if owner == kind.__name__}
        assert expected <= definitions[kind.__name__]["properties"].keys(), kind


def test_top_level_keys_are_those_of_the_contract_in_order() -> None:
    keys = "schema generator complete incomplete_reasons bundle processes signatures clock_skew links changes incidents"
    keys += " configuration diagnoses unexplained missing_evidence suppressed"
    assert list(to_document(factory.article())) == keys.split()


def test_the_same_analysis_gives_the_same_bytes_whatever_the_order_of_a_dictionary() -> None:
    first = factory.article()
    signature = replace(first.signatures[0], processes={"b": 1, "a": 2})
    turned = replace(signature, processes={"a": 2, "b": 1})
    one, two = (to_json(replace(first, signatures=(s,))) for s in (signature, turned))
    assert one.encode() == two.encode()
    assert one.endswith("}\n")


def test_optional_keys_are_left_out_and_chart_data_stays_inside() -> None:
    document = to_document(factory.article())
    absence = document["diagnoses"][0]["evidence"][3]
    assert absence.keys() == {"kind", "supports", "file", "text", "why"}
    assert "consequence_of" not in document["diagnoses"][0]
    assert "period_seconds" not in document["incidents"][1]
    assert "density" not in document
    assert "per_minute" not in document["signatures"][0]
    assert document["clock_skew"][0]["from"] == "41 links"


def test_times_are_utc_with_milliseconds_and_floats_are_rounded() -> None:
    zone = timezone(timedelta(hours=1))
    change = replace(factory.article().changes[0], time=datetime(2016, 10, 12, 10, 37, 24, 483999, tzinfo=zone))
    document = to_document(replace(factory.article(), changes=(change,)))
    assert document["changes"][0]["time"] == "2016-10-12T09:37:24.483Z"
    assert document["clock_skew"][0]["seconds"] == -0.412346


def test_hostile_text_is_kept_but_cannot_act_on_a_terminal() -> None:
    text = to_json(factory.hostile())
    assert not any(char in text for char in "\x1b\x9b\u202e\x00\ud800")
    reason = json.loads(text)["incomplete_reasons"][0]
    assert reason == factory.HOSTILE.replace("\ud800", "\ufffd")
