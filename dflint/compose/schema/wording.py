"""What is wrong with a key or value of a compose file, in plain words, and which key or value was meant."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any

from dflint.compose.schema.definition import properties_at
from dflint.compose.schema.explanation import Violation
from dflint.compose.schema.findings import Finding, Path, kind_in, kind_of, listed, shortened, subject
from dflint.compose.schema.quick_check import certainly_fits
from dflint.compose.schema.typed_values import Unknown

# Keys below which the user chooses the names.
_NAMED_BY_USERS = ("depends_on", "networks", "models", "ulimits")
_TYPES = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
}
# Sections of a service, whose keys are often written one level too far out.
_SECTIONS_OF_SERVICES = ("build", "deploy", "healthcheck", "develop")
# Keys whose text is a time, in whatever section.
_TIMES = frozenset(
    (
        *("interval", "timeout", "start_period", "start_interval", "stop_grace_period"),
        *("delay", "monitor", "window"),
    )
)


def findings_of(violation: Violation, value: Any) -> list[Finding]:
    """What to say of `violation`; `value` is the typed value at its path."""
    say = _WORDING.get(violation.keyword)
    if say is None:
        return [Finding(violation.path, False, f"{subject(violation.path)} is not what Compose takes")]
    return say(violation, value)


def _additional(violation: Violation, value: Mapping[str, Any]) -> list[Finding]:
    """Keys that are not allowed."""
    patterns = [pattern for pattern in violation.schema.get("patternProperties", {}) if pattern != "^x-"]
    known = violation.schema.get("properties", {})
    found: list[Finding] = []
    for key, under in value.items():
        if key in known or key.startswith("x-") or any(re.search(pattern, key) for pattern in patterns):
            continue
        path = (*violation.path, key)
        if patterns and not known:
            found.append(Finding(path, True, _bad_name(violation.path, key)))
        else:
            found.append(_unknown_key(path, under, known, value))
    return found


def _bad_name(path: Path, name: str) -> str:
    if not name:
        return f"a name in {subject(path)} is empty"
    kind = kind_in(str(path[0])) if len(path) == 1 else None
    article_and_kind = f"a {kind}" if kind is not None else f"an entry of {subject(path)}"
    allowed = "small letters" if path[-1] == "ulimits" else "letters, digits, `.`, `_` and `-`"
    return f"`{shortened(name)}` is no name for {article_and_kind}: it has {allowed} only"


def _unknown_key(path: Path, value: Any, known: Iterable[str], taken: Container[str]) -> Finding:
    """A key of which the schema knows nothing; `taken` are the keys that stand beside it."""
    key = str(path[-1])
    message = f"`{shortened(key)}` is no key of {_holder(path[:-1])}"
    right_place = _right_place(path, value)
    if right_place is not None:
        return Finding(path, True, f"{message}; {right_place}")
    close = closest(key, known)
    if close is None:
        return Finding(path, True, message)
    meant = close if is_certain(key, close) and close not in taken else None
    return Finding(path, True, f"{message}; did you mean `{close}`?", meant)


def _right_place(path: Path, value: Any) -> str | None:
    """Where a key belongs that is known somewhere else."""
    key = str(path[-1])
    if len(path) == 1:
        if isinstance(value, dict) and ("image" in value or "build" in value):
            return "a service stands under `services`"
        return "it is one of a service" if key in properties_at("services", "*") else None
    if len(path) == 3 and path[0] == "services":
        sections = [one for one in _SECTIONS_OF_SERVICES if key in properties_at("services", "*", one)]
        if sections:
            return f"it is one of `{sections[0]}`"
        return "it is one of the top level" if key in properties_at() else None
    if path[0] == "services" and key in properties_at("services", "*"):
        return "it is one of the service"
    return None


def _type(violation: Violation, value: Any) -> list[Finding]:
    path = violation.path
    if path and path[-1] in _TIMES and violation.wanted == ("string",) and type(value) is int:
        return [Finding(path, False, f"{subject(path)} takes a time with its unit, such as `{value}s`", f"{value}s")]
    wanted = [_TYPES[name] for name in violation.wanted if name in _TYPES]
    if "number" in violation.wanted and "integer" in violation.wanted:
        wanted.remove(_TYPES["integer"])
    message = f"{subject(path)} takes {listed(wanted)}"
    if value is None:
        return [Finding(path, isinstance(path[-1], str) if path else False, f"{message}, and has no value")]
    is_number = isinstance(value, (bool, int, float))
    to_be_quoted = is_number and "string" in violation.wanted and certainly_fits(violation.schema, str(value))
    return [Finding(path, False, f"{message}, not {_described(value)}", is_to_be_quoted=to_be_quoted)]


def _described(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "a boolean"
    return "a number" if isinstance(value, (int, float)) else "a string"


def _enum(violation: Violation, value: Any) -> list[Finding]:
    allowed = [str(one) for one in violation.wanted]
    message = f"{subject(violation.path)} is {listed([f'`{one}`' for one in allowed])}"
    if not isinstance(value, str):
        return [Finding(violation.path, False, message)]
    close = closest(value, allowed)
    meant = close if close is not None and is_certain(value, close) else None
    return [Finding(violation.path, False, f"{message}, not `{shortened(value)}`", meant)]


def _pattern(violation: Violation, value: Any) -> list[Finding]:
    name, text = subject(violation.path), shortened(str(value))
    allowed = [one for one in str(violation.wanted).split("|") if one.isidentifier()]
    close = closest(str(value), allowed)
    hint = f"; did you mean `{close}`?" if close is not None else f"; it takes {listed(allowed)}" if allowed else ""
    meant = close if close is not None and is_certain(str(value), close) else None
    return [Finding(violation.path, False, f"`{text}` is no value of {name}{hint}", meant)]


def _required(violation: Violation, value: Mapping[str, Any]) -> list[Finding]:
    holder = _holder(violation.path)
    missing = [key for key in violation.wanted if key not in value]
    return [Finding(violation.path, True, f"{holder} lacks `{key}`") for key in missing]


def _minimum(violation: Violation, value: Any) -> list[Finding]:
    return [Finding(violation.path, False, f"{subject(violation.path)} is at least {violation.wanted}, not {value}")]


def _maximum(violation: Violation, value: Any) -> list[Finding]:
    return [Finding(violation.path, False, f"{subject(violation.path)} is at most {violation.wanted}, not {value}")]


def _unique(violation: Violation, value: Any) -> list[Finding]:
    name = f"`{shortened(value)}`" if isinstance(value, str) else "the same value"
    return [Finding(violation.path, False, f"{subject(violation.path[:-1])} has {name} twice")]


_WORDING = {
    "additionalProperties": _additional,
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "required": _required,
    "minimum": _minimum,
    "maximum": _maximum,
    "uniqueItems": _unique,
}


def value_at(value: Any, path: Path) -> Any:
    """The value at `path` below `value`."""
    for step in path:
        if isinstance(value, Unknown):
            return value
        value = value[step]
    return value


def _holder(path: Path) -> str:
    """What a message calls the mapping at `path` when it speaks of its keys."""
    kind = kind_of(path)
    if kind is not None:
        return f"a {kind}"
    if len(path) > 2 and isinstance(path[-1], str) and path[-2] in _NAMED_BY_USERS:
        return f"an entry of `{path[-2]}`"
    return subject(path)


def closest(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that was most likely meant by `word`; None where none is close."""
    from difflib import get_close_matches

    candidates = list(words)
    same = [one for one in candidates if _letters(one) == _letters(word)]
    return next(iter(same or get_close_matches(word, candidates, 1, 0.75)), None)


def is_certain(word: str, meant: str) -> bool:
    """Whether `word` is `meant` with one slip: a letter more, less, other or two swapped, or other separators."""
    if _letters(word) == _letters(meant):
        return True
    if min(len(word), len(meant)) < 4:
        return False
    start = 0
    while start < min(len(word), len(meant)) and word[start] == meant[start]:
        start += 1
    rest, meant_rest = word[start:], meant[start:]
    is_swapped = rest[:2] == meant_rest[1::-1] and rest[2:] == meant_rest[2:]
    return is_swapped or rest[1:] in (meant_rest, meant_rest[1:]) or rest == meant_rest[1:]


def _letters(word: str) -> str:
    return re.sub(r"[-_ ]", "", word).lower()
