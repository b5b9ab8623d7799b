"""Fingerprints survive edits elsewhere: generated Dockerfiles and compose files, and random edits of them.

A finding is a place at which the text holds a word such as ``FAULT3``. The files are kept as lists of parts and written
anew after each edit, with other white space, comments, continuations and quotes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Diagnostic, Severity
from dflint.fingerprints import Fingerprints
from dflint.source import Source, Span

EDITS = 200
_FAULT = re.compile(r"FAULT\d+")


def fingerprints(name: str, text: str) -> dict[str, list[str]]:
    """The word of each finding to its fingerprints, in order."""
    source = Source(f"/p/{name}", text)
    matches = list(_FAULT.finditer(text))
    found = [Diagnostic("ML201", Severity.WARNING, "m", source, Span(*match.span())) for match in matches]
    known = Fingerprints(found, lambda path: path.removeprefix("/p/"))
    names: dict[str, list[str]] = {}
    for match, one in zip(matches, found, strict=True):
        names.setdefault(match[0], []).append(known.of(one))
    return {word: sorted(of_word) for word, of_word in names.items()}


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    """The words whose fingerprints are others."""
    return {word for word in before.keys() | after.keys() if before.get(word) != after.get(word)}


class GeneratedDockerfile:
    """Stages of instructions, each a list of words. Some are faulty; one faulty instruction stands there twice."""

    name = "Dockerfile"

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        faulty = [["RUN", "pip", "install", f"FAULT{number}", "b>=1"] for number in range(5)]
        faulty += [["COPY", "--from=one", "FAULT5", "/app"], ["CMD", '["python",', '"FAULT6"]']]
        faulty.append(["RUN", "<<EOF", "\necho\n# in the script\nFAULT8\nEOF"])
        self.stages = [[["FROM", "a", "AS", "one"]], [["FROM", "FAULT7"]]]
        for words in (*faulty, list(faulty[0]), list(faulty[0])):
            self._insert(words)
        for number in range(6):
            self._insert(["LABEL", f"a{number}=b"])

    def _insert(self, words: list[str]) -> None:
        stage = self._rng.choice(self.stages)
        stage.insert(self._rng.randint(1, len(stage)), words)

    def edit_elsewhere(self) -> None:
        """Bring in an instruction, take one out, or put one elsewhere; none of them is faulty."""
        stage = self._rng.choice(self.stages)
        harmless = [words for words in stage[1:] if not _FAULT.search(" ".join(words))]
        if harmless and self._rng.random() < 0.6:
            words = self._rng.choice(harmless)
            stage.remove(words)
            if self._rng.random() < 0.7:
                self._insert(words)
        else:
            self._insert(["ENV", f"x{self._rng.randrange(99)}=1"])

    def edit_itself(self) -> set[str]:
        """Edit a faulty instruction; the words of its findings are returned."""
        faulty = [words for stage in self.stages for words in stage if _FAULT.search(" ".join(words))]
        words = self._rng.choice(faulty)
        words.insert(1 if words[0] == "RUN" else len(words), f"added{self._rng.randrange(1 << 30)}")
        return set(_FAULT.findall(" ".join(words)))

    def text(self) -> str:
        rng = self._rng
        lines: list[str] = []
        for words in (words for stage in self.stages for words in stage):
            lines += rng.choice([[], [""], ["# a comment, not FAULTY", ""], ["  # another one"]])
            keyword = rng.choice([words[0], words[0].lower()])
            line = rng.choice(["", "  "]) + keyword
            for word in words[1:]:
                if word.startswith("\n"):  # the text of a heredoc
                    line += word
                elif rng.random() < 0.2:
                    lines += [line + " \\", *rng.choice([[], ["# inside"], ["", "  # inside"]])]
                    line = rng.choice(["    ", "\t"]) + word
                else:
                    line += rng.choice([" ", "   "]) + word
            lines.append(line)
        return "\n".join(lines) + rng.choice(["", "\n", "\n\n# the end\n"])


class GeneratedComposeFile:
    """Services with keys. Some values, some keys and some items are faulty; one service has two equal items."""

    name = "compose.yaml"

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.services: dict[str, dict[str, Any]] = {
            "web": {"image": "FAULT0", "ports": ["80:80", "FAULT1", "FAULT2", "FAULT2"], "command": "run x"},
            "FAULT3": {"image": "b", "environment": {"A": "FAULT4 and more", "FAULT5": "1", "B": "2"}},
            "db": {"image": "FAULT0", "volumes": [{"type": "bind", "source": "FAULT6"}, {"type": "bind"}]},
            "cache": {"deploy": {"resources": {"limits": {"memory": "FAULT7"}}}, "labels": ["a=b"]},
        }

    def _collections(self, value: Any) -> list[Any]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        found = [value] if isinstance(value, (dict, list)) else []
        return found + [one for child in inner for one in self._collections(child)]

    def edit_elsewhere(self) -> None:
        """Bring in a key or an item, or put the entries of a mapping or a sequence into another order."""
        rng = self._rng
        collection = rng.choice(self._collections(self.services))
        new = f"x{rng.randrange(1 << 30)}"
        if collection is self.services and rng.random() < 0.5:
            collection[new] = {"image": "c"}
        elif isinstance(collection, dict) and rng.random() < 0.5:
            collection[new] = "d" if collection is not self.services else {}
        elif isinstance(collection, dict):
            items = list(collection.items())
            rng.shuffle(items)
            collection.clear()
            collection.update(items)
        elif rng.random() < 0.5:
            collection.insert(rng.randint(0, len(collection)), new)
        else:
            rng.shuffle(collection)

    def edit_itself(self) -> set[str]:
        """Edit a value that holds a finding; the words of its findings are returned."""
        rng = self._rng
        places = [
            (collection, key)
            for collection in self._collections(self.services)
            for key, value in (collection.items() if isinstance(collection, dict) else enumerate(collection))
            if isinstance(value, str) and _FAULT.search(value)
        ]
        collection, key = rng.choice(places)
        collection[key] += f" added{rng.randrange(1 << 30)}"
        return set(_FAULT.findall(collection[key]))

    def text(self) -> str:
        lines = ["name: x"] if self._rng.random() < 0.5 else []
        lines += ["services:", *self._lines(self.services, "  ")]
        return "\n".join(lines) + "\n"

    def _lines(self, value: Any, indentation: str) -> list[str]:
        rng = self._rng
        lines: list[str] = []
        for key, inner in value.items() if isinstance(value, dict) else ((None, item) for item in value):
            lines += rng.choice([[], [], [""], [f"{indentation}# a comment: x"], ["# - another one", ""]])
            start = f"{indentation}-" if key is None else f"{indentation}{key}:"
            if isinstance(inner, (dict, list)) and inner and rng.random() < 0.8:
                lines += [start, *self._lines(inner, indentation + "  ")]
            else:
                lines.append(f"{start} {self._flow(inner)}" + rng.choice(["", "  # behind it"]))
        return lines

    def _flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self._flow(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._flow, value)) + "]"
        return self._rng.choice(['"{}"', "'{}'"] + ["{}"] * (":" not in value)).format(value)


KINDS = (GeneratedDockerfile, GeneratedComposeFile)
Generated = Callable[[random.Random], Any]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(2))
def test_edits_elsewhere_change_none(kind: Generated, seed: int) -> None:
    file = kind(random.Random(seed))
    before = fingerprints(file.name, file.text())
    for _ in range(EDITS):
        file.edit_elsewhere()
        after = fingerprints(file.name, file.text())
        assert not changed(before, after)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(8))
def test_an_edit_of_the_instruction_or_the_value_changes_its_own_only(kind: Generated, seed: int) -> None:
    file = kind(random.Random(seed))
    for _ in range(10):
        before = fingerprints(file.name, file.text())
        edited = file.edit_itself()
        after = fingerprints(file.name, file.text())
        assert changed(before, after) == edited
        # Of several equal ones, one has changed, and the others are one fewer.
        for word in edited:
            assert len(set(before[word]) - set(after[word])) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(8))
def test_no_two_findings_have_the_same(kind: Generated, seed: int) -> None:
    file = kind(random.Random(seed))
    names = [name for names in fingerprints(file.name, file.text()).values() for name in names]
    assert len(names) == len(set(names)) == len(_FAULT.findall(file.text()))
