"""The examples inside the signatures, run through the same engine as a log."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from loganalyzer.matching.engine import Engine
from loganalyzer.matching.records import parts_of
from loganalyzer.matching.schema import Example, Signature


def failures(signatures: Sequence[Signature]) -> list[str]:
    """One line for each example that does not do what it says."""
    engine = Engine(signatures)
    found = []
    for number, signature in enumerate(signatures):
        for example in signature.matches:
            fields = _match(engine, number, example)
            if fields is None:
                found.append(
                    f"{signature.source}: {signature.id}: a positive example does not match: {_short(example)}"
                )
                continue
            for name, value in example.fields.items():
                if fields.get(name) != value:
                    found.append(
                        f"{signature.source}: {signature.id}: field {name} is {fields.get(name)!r}, expected {value!r}"
                    )
        matching = (example for example in signature.misses if _match(engine, number, example) is not None)
        found += [f"{signature.source}: {signature.id}: a negative example matches: {_short(one)}" for one in matching]
    return found


def _match(engine: Engine, number: int, example: Example) -> dict[str, str] | None:
    data = example.record.encode()
    whole = np.array([0], dtype=np.int64), np.array([len(data)], dtype=np.int64)
    candidates = engine.candidates(data, *whole)
    if not candidates.rows.size or number not in candidates.signatures[0]:
        return None
    for found in engine.confirm(*parts_of(example.record), candidates.signatures[0]):
        if found.signature == number:
            return found.fields
    return None


def _short(example: Example) -> str:
    line = example.record.splitlines()[0]
    return line if len(line) <= 100 else f"{line[:100]} …"
