"""The YAML knowledge: where it lives, and how it is read with the place of every value.

A wheel carries the folder as ``loganalyzer/knowledge``; a checkout and an editable install have it beside the package.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from loganalyzer.errors import KnowledgeError

_NODE_LIMIT = 200_000


def knowledge_root() -> Path:
    """Return the folder that holds ``signatures/``, ``correlations/`` and ``causes/``.

    Raises:
        KnowledgeError: neither place exists, so the installation is damaged.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "knowledge", package.parent / "signatures"):
        if (candidate / "signatures").is_dir():
            return candidate
    raise KnowledgeError([f"{package}: the knowledge folder is missing from this installation; reinstall the package"])


class Located(dict[str, Any]):
    """A YAML mapping that knows where it and each of its values stand (``file:line:column``)."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
        self.places: dict[str, str] = {}

    def place(self, key: str) -> str:
        """Where the value of ``key`` stands; the mapping itself if the key is absent."""
        return self.places.get(key, self.where)


class LocatedList(list[Any]):
    """A YAML list that knows where each of its items stands."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[str] = []


def load_yaml(path: Path) -> Any:
    """Read one YAML file into lists, strings, numbers, booleans and :class:`Located` mappings.

    Raises:
        KnowledgeError: not YAML, a duplicate key, a tag that is not plain data, or an expansion bomb.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=loader)
    except (OSError, UnicodeDecodeError) as problem:
        raise KnowledgeError([f"{path}: cannot be read: {problem}"]) from problem
    except yaml.YAMLError as problem:
        raise KnowledgeError([_yaml_problem(path, problem)]) from problem
    except RecursionError as problem:
        raise KnowledgeError([f"{path}: nested too deeply"]) from problem
    if node is None:
        return []
    builder = _Builder(path)
    try:
        value = builder.build(node)
    except RecursionError as problem:
        raise KnowledgeError(
            [f"{builder.where(node)}: nested too deeply (an alias inside its own anchor?)"]
        ) from problem
    if builder.problems:
        raise KnowledgeError(builder.problems)
    return value


def _yaml_problem(path: Path, problem: Any) -> str:
    mark = getattr(problem, "problem_mark", None)
    at = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
    return f"{path}{at}: {getattr(problem, 'problem', None) or problem}"


class _Builder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[str] = []
        self._built = 0

    def build(self, node: Any) -> Any:
        self._built += 1
        if self._built > _NODE_LIMIT:
            raise KnowledgeError([f"{self.where(node)}: too many values (an alias expansion bomb?)"])
        if node.id != "scalar" and node.tag.rpartition(":")[2] not in {"map", "seq"}:
            self.problems.append(f"{self.where(node)}: tag {node.tag} is not allowed")
        if node.id == "mapping":
            return self._mapping(node)
        if node.id == "sequence":
            return self._sequence(node)
        return self._scalar(node)

    def _sequence(self, node: Any) -> LocatedList:
        result = LocatedList()
        for item in node.value:
            result.append(self.build(item))
            result.places.append(self.where(item))
        return result

    def _mapping(self, node: Any) -> Located:
        result = Located(self.where(node))
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                self.problems.append(f"{self.where(key_node)}: duplicate key {key!r}")
            result[key] = self.build(value_node)
            result.places[key] = self.where(value_node)
        return result

    def _scalar(self, node: Any) -> Any:
        import yaml

        kind = node.tag.rpartition(":")[2]
        if kind in {"str", "timestamp", "value"}:
            return node.value
        if kind not in {"int", "float", "bool", "null"}:
            self.problems.append(f"{self.where(node)}: tag {node.tag} is not allowed")
            return None
        return yaml.safe_load(node.value)

    def where(self, node: Any) -> str:
        """``file:line:column`` of a node."""
        return f"{self.path}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"


class Fields:
    """Checked access to one mapping: collects every problem instead of stopping at the first."""

    def __init__(self, value: Any, where: str, problems: list[str]) -> None:
        self.map: Located = value if isinstance(value, Located) else Located(where)
        self.problems = problems
        self._known: set[str] = set()
        if not isinstance(value, Located):
            problems.append(f"{where}: expected a mapping")

    def problem(self, key: str, message: str) -> None:
        """Note that ``key``'s value does not hold."""
        self.problems.append(f"{self.map.place(key)}: {message}")

    def item_problem(self, key: str, number: int, message: str) -> None:
        """Note that the item ``number`` of the list under ``key`` does not hold."""
        value = self.map.get(key)
        place = value.places[number] if isinstance(value, LocatedList) else self.map.place(key)
        self.problems.append(f"{place}: {message}")

    def get(self, key: str, default: Any = None) -> Any:
        """Any value, marked as known."""
        self._known.add(key)
        return self.map.get(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        """A string; required if there is no default."""
        value = self.get(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        if value is None or value == "":
            self.problem(key, f"{key!r} is missing")
        else:
            self.problem(key, f"{key!r} must be text")
        return default or ""

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """One of a fixed set of words."""
        value, words = self.text(key, default), tuple(options)
        if value and value not in words:
            self.problem(key, f"{key!r} is {value!r}, expected one of: {', '.join(words)}")
        return value

    def number(self, key: str, default: float) -> float:
        """A number."""
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.problem(key, f"{key!r} must be a number")
            return default
        return float(value)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; a single string counts as a list of one."""
        value = self.get(key, [])
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.problem(key, f"{key!r} must be a list of texts")
            return ()
        return tuple(items)

    def sections(self, key: str) -> list[Fields]:
        """A list of mappings."""
        value = self.get(key, [])
        if not isinstance(value, list):
            self.problem(key, f"{key!r} must be a list")
            return []
        places = value.places if isinstance(value, LocatedList) else [self.map.place(key)] * len(value)
        return [Fields(item, place, self.problems) for item, place in zip(value, places, strict=True)]

    def section(self, key: str) -> Fields | None:
        """A mapping, or ``None`` if the key is absent."""
        value = self.get(key)
        return None if value is None else Fields(value, self.map.place(key), self.problems)

    def finish(self) -> None:
        """Report keys nobody asked for: a misspelt key is an error, never silence."""
        for key in self.map:
            if key not in self._known:
                self.problem(key, f"unknown key {key!r}")


def knowledge_files(folder: str, extra: Iterable[Path] = ()) -> list[Path]:
    """The YAML files of one kind (``signatures``, ``correlations``, ``causes``): ours, then the user's, sorted.

    Args:
        folder: the sub-folder.
        extra: folders of the user; each may hold the sub-folder, or (for signatures) the files themselves.
    """
    paths = sorted((knowledge_root() / folder).glob("*.yaml"))
    for root in extra:
        inner = root / folder
        own = inner if inner.is_dir() else root if folder == "signatures" and root.is_dir() else None
        if own is not None:
            paths += sorted([*own.glob("*.yaml"), *own.glob("*.yml")])
    return paths
