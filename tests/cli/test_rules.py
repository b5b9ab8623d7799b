from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from dflint.rules import precision as rule_precision

if TYPE_CHECKING:
    from tests.cli.conftest import Tool

PAGE = """\
# copy-everything (ML201)

Everything is copied.

Severity: warning; on by default. It has a safe fix, applied by `dflint fix`.

Precision: not met yet ([how it is measured](https://github.com/dflint/dflint/blob/main/benchmarks/precision/README.md)).

## Why is this bad?

That is too much.
Copy what is needed.

## Example

`Dockerfile`:

```dockerfile
FROM a
COPY . /app
```

`model.pt`, a file of 5 bytes

`same.txt`:

```text
x
```

Use instead:

`Dockerfile`:

```dockerfile
FROM a
COPY src /app
```

## Options

In `[tool.dflint.rules.ML201]`:

- `word` (default: `"src"`): What to copy instead.
- `names` (default: `["a", "b"]`): Names.

## Other tools

Reported elsewhere as `DL9001`.

## Sources

- <https://example.org/copy>

## Silence it

```dockerfile
# dflint: ignore=ML201 the reason
```
"""


@pytest.fixture(autouse=True)
def _no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures are of the real rules, whose codes these here have taken."""
    monkeypatch.setattr(rule_precision, "PRECISION", {})


@pytest.mark.parametrize("name", ["ML201", "ml201", "copy-everything", "DL9001"])
def test_a_page(tool: Tool, name: str) -> None:
    assert tool.run("rule", name)[:3] == (0, PAGE, "")


def test_a_page_of_a_rule_that_says_little(tool: Tool) -> None:
    page = tool.run("rule", "ML304").output
    assert "Severity: warning; off by default. It has no fix." in page
    assert "## Why" not in page
    assert "## Example" not in page


def test_an_unknown_rule_is_2(tool: Tool) -> None:
    ran = tool.run("rule", "copy-everthing")
    assert ran.status == 2
    assert "There is no rule `copy-everthing`. Did you mean `copy-everything`?" in ran.errors
    assert "`dflint rules` lists them" in tool.run("rule", "zzz").errors
    assert tool.run("rule", "ML2").status == 2


def test_a_rule_as_json(tool: Tool) -> None:
    rule = json.loads(tool.run("rule", "ML201", "--output-format", "json").output)
    assert rule == {
        "code": "ML201",
        "name": "copy-everything",
        "aliases": ["DL9001"],
        "summary": "Everything is copied.",
        "description": "That is too much.\nCopy what is needed.",
        "severity": "warning",
        "on": True,
        "preview": False,
        "fix": "safe",
        "precision": None,
        "options": {
            "word": {"default": "src", "description": "What to copy instead."},
            "names": {"default": ["a", "b"], "description": "Names."},
        },
        "bad": {"Dockerfile": "FROM a\nCOPY . /app\n", "model.pt": {"size": 5}, "same.txt": "x\n"},
        "good": {"Dockerfile": "FROM a\nCOPY src /app\n", "model.pt": {"size": 5}, "same.txt": "x\n"},
        "sources": ["https://example.org/copy"],
        "url": "https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md",
    }


def test_the_list(tool: Tool) -> None:
    lines = tool.run("rules").output.splitlines()
    assert lines[0].split() == ["CODE", "NAME", "SEVERITY", "DEFAULT", "FIX", "WHAT", "IT", "FINDS"]
    assert lines[1].split()[:5] == ["ML201", "copy-everything", "warning", "on", "safe"]
    assert lines[4].split()[:4] == ["ML304", "quiet", "warning", "off"]
    assert len(lines) == 6


def test_the_list_as_json(tool: Tool) -> None:
    items = json.loads(tool.run("rules", "--output-format", "json").output)
    assert [item["code"] for item in items] == ["ML201", "ML202", "ML303", "ML304", "ML900"]


def test_on_a_terminal(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    from dflint.cli import rule, rules

    for module in (rule, rules):
        monkeypatch.setattr(module, "is_terminal", lambda stream: True)
    assert "ML201" in tool.run("rules", "--color", "always").output
    assert "Why is this bad" in tool.run("rule", "ML201", "--color", "always").output
    assert sys.modules["rich"]
    assert tool.run("rule", "ML201", "--color", "never").output == PAGE
