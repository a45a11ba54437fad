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
            fields = matches_of(engine, example).get(number)
            if fields is None:
                found.append(f"{example.where}: {signature.id}: a positive example does not match: {_short(example)}")
                continue
            for name, value in example.fields.items():
                if fields.get(name) != value:
                    found.append(
                        f"{example.where}: {signature.id}: field {name} is {fields.get(name)!r}, expected {value!r}"
                    )
        matching = (example for example in signature.misses if matches_of(engine, example).get(number) is not None)
        found += [f"{one.where}: {signature.id}: a negative example matches: {_short(one)}" for one in matching]
    return found


def rival_claims(signatures: Sequence[Signature]) -> list[str]:
    """One line for each positive example that a second signature claims too, unless one of the two specialises the other."""
    engine = Engine(signatures)
    problems = []
    for number, signature in enumerate(signatures):
        for example in signature.matches:
            others = (signatures[other] for other in matches_of(engine, example) if other != number)
            problems += [
                f"{example.where}: this example of {signature.id} is also one of {other.id} ({other.source});"
                " say 'specialises' in the more precise one"
                for other in others
                if other.id not in signature.specialises and signature.id not in other.specialises
            ]
    return problems


def claims(signatures: Sequence[Signature]) -> list[tuple[tuple[str, ...], ...]]:
    """For each signature, and each of its negative examples, the signatures that record does match."""
    engine = Engine(signatures)
    return [
        tuple(tuple(signatures[other].id for other in matches_of(engine, example)) for example in signature.misses)
        for signature in signatures
    ]


def matches_of(engine: Engine, example: Example) -> dict[int, dict[str, str]]:
    """The signatures that hold for an example, with the fields they capture."""
    data = example.record.encode()
    whole = np.array([0], dtype=np.int64), np.array([len(data)], dtype=np.int64)
    candidates = engine.candidates(engine.literals_in(data), *whole)
    if not candidates.rows.size:
        return {}
    found = engine.confirm(*parts_of(example.record), engine.wanted(int(candidates.sets[0])))
    return {one.signature: one.fields for one in found}


def _short(example: Example) -> str:
    line = example.record.splitlines()[0]
    return line if len(line) <= 100 else f"{line[:100]} …"
