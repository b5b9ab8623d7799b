"""What was there when dflint was turned on? A file of findings that are not told again.

The file is JSON with a line a finding, in an order that edits of the project do not change, so that two branches that
mend different things merge. A finding is known by its fingerprint; its code and its message are there for people, and
to say what is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from dflint.fingerprints import NAME

DEFAULT_NAME = "dflint-baseline.json"

_CONFLICT = "\n<<<<<<< "

_WAY_OUT = "restore or remove the file, and run `dflint baseline`"
"""A file that is not a baseline is never overwritten: it may be another one, named by mistake."""


class Known(NamedTuple):
    """A finding of a baseline. `filename` is the name of its file from the root of the project, with slashes."""

    filename: str
    code: str
    fingerprint: str
    message: str


class BaselineError(Exception):
    """A baseline could not be read; the message, which goes on after the name of the file, is for a person."""


class Baseline:
    """The findings that were there."""

    def __init__(self, findings: Iterable[Known] = ()) -> None:
        self.findings = tuple(sorted(set(findings)))
        self._fingerprints = frozenset(known.fingerprint for known in self.findings)

    def __contains__(self, fingerprint: str) -> bool:
        return fingerprint in self._fingerprints

    @classmethod
    def read(cls, path: str) -> Baseline:
        """The baseline in the file at `path`. Raises `BaselineError`."""
        try:
            with open(path, encoding="utf-8-sig") as file:
                text = file.read()
        except FileNotFoundError:
            raise BaselineError("does not exist; `dflint baseline` writes it") from None
        except OSError as error:
            raise BaselineError(f"cannot be read: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise BaselineError(f"is not a baseline; {_WAY_OUT}") from None
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            problem = "has a merge conflict" if _CONFLICT in f"\n{text}" else "is not the JSON of a baseline"
            raise BaselineError(f"{problem}; {_WAY_OUT}") from None
        if not isinstance(content, dict) or not isinstance(content.get("findings"), dict):
            raise BaselineError(f"is not a baseline; {_WAY_OUT}")
        if content.get("fingerprints") != NAME:
            raise BaselineError(f"was written by a release with other fingerprints; {_WAY_OUT}")
        try:
            return cls(_known(content["findings"]))
        except (AttributeError, KeyError, TypeError):
            raise BaselineError(f"holds something that is not a finding; {_WAY_OUT}") from None

    @property
    def text(self) -> str:
        """What is written into the file: ASCII, the same for the same findings."""
        of_files: dict[str, list[Known]] = {}
        for known in self.findings:
            of_files.setdefault(known.filename, []).append(known)
        parts = [
            f"    {json.dumps(filename)}: [\n" + ",\n".join(f"      {_line(known)}" for known in found) + "\n    ]"
            for filename, found in of_files.items()
        ]
        body = "{\n" + ",\n".join(parts) + "\n  }" if parts else "{}"
        return f'{{\n  "fingerprints": {json.dumps(NAME)},\n  "findings": {body}\n}}\n'


def _known(of_files: Mapping[str, Any]) -> Iterator[Known]:
    for filename, found in of_files.items():
        for item in found:
            known = Known(filename, item["code"], item["fingerprint"], item["message"])
            if not all(isinstance(word, str) for word in known):
                raise TypeError
            yield known


def _line(known: Known) -> str:
    return json.dumps({"code": known.code, "fingerprint": known.fingerprint, "message": known.message})
