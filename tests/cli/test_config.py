"""``dflint config`` shows what is configured and where each value comes from."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from dflint.config.options import OPTIONS

if TYPE_CHECKING:
    from tests.cli.conftest import Tool

BASE = """\
ignore = ["ML303"]
extend-exclude = ["generated/"]
[severity]
ML2 = "info"
ML201 = "error"
[rules.ML201]
word = "code"
"""
FILE = """\
extend = "base.toml"
ignore = ["ML304"]
extend-exclude = ["old/"]
fail-on = "error"
[severity]
ML2 = "warning"
[extend-per-file-ignores]
"Dockerfile.ci" = ["ML201"]
[rules.copy-everything]
names = ["c"]
"""

toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")


@pytest.fixture
def configured(tool: Tool) -> Tool:
    tool.write("base.toml", BASE)
    tool.write("dflint.toml", FILE)
    tool.write("service/Dockerfile", "FROM a\n")
    return tool


def lines(tool: Tool, *arguments: str) -> list[str]:
    ran = tool.run("config", *arguments)
    assert (ran.status, ran.errors) == (0, "")
    return ran.output.split("\n")


def told(tool: Tool, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tool.run("config", "--output-format", "json", *arguments).output)
    return found


def test_each_value_has_its_origin(configured: Tool) -> None:
    shown = lines(configured, "service")
    assert shown[0] == "# The configuration of service, from base.toml, dflint.toml"
    for line in (
        'extend = "base.toml"  # dflint.toml:1',
        'ignore = ["ML303", "ML304"]  # base.toml:1, dflint.toml:2',
        'extend-exclude = ["generated/", "old/"]  # base.toml:2, dflint.toml:3',
        'fail-on = "error"  # dflint.toml:4',
        "force-exclude = false  # default",
        "# select is not set  # default",
        'ML2 = "warning"  # dflint.toml:6',
        'ML201 = "error"  # base.toml:5',
        '"Dockerfile.ci" = ["ML201"]  # dflint.toml:8',
        "[rules.ML201]",
        'word = "code"  # base.toml:7',
        'names = ["c"]  # dflint.toml:10',
        "# 3 of 5 rules are on:",
        "# ML201 ML202 ML900",
    ):
        assert line in shown


def test_the_text_is_a_configuration_that_says_the_same(configured: Tool) -> None:
    text = "\n".join(lines(configured))
    table = toml.loads(text)
    assert table["ignore"] == ["ML303", "ML304"]
    assert table["severity"] == {"ML2": "warning", "ML201": "error"}
    assert table.keys() >= {option.name for option in OPTIONS if option.default is not None}
    configured.write("dflint.toml", text.replace('extend = "base.toml"', ""))
    before = told(configured, "--config", "extend = 'base.toml'")
    after = told(configured)
    assert after["enabled"] == before["enabled"]
    assert {name: one["value"] for name, one in after["rules"]["ML201"].items()} == {"word": "code", "names": ["c"]}


def test_what_the_command_line_configures(configured: Tool) -> None:
    shown = lines(configured, "--config", "fail-on = 'info'", "--config", "select = ['ML3']")
    assert 'fail-on = "info"  # --config' in shown
    assert 'select = ["ML3"]  # --config' in shown
    assert "ignore = []  # default" in shown, "what was ignored before the selection is gone"
    assert "# ML303 ML304" in shown
    assert lines(configured, "--isolated")[0] == "# The configuration of ., from no file"


def test_for_programs(configured: Tool) -> None:
    found = told(configured, "service/Dockerfile")
    assert found["path"] == "service/Dockerfile"
    assert found["files"] == ["base.toml", "dflint.toml"]
    assert found["options"].keys() == {option.name for option in OPTIONS}
    assert found["options"]["fail-on"] == {"value": "error", "origins": [{"source": "dflint.toml", "row": 4}]}
    assert found["options"]["select"] == {"value": None, "origins": []}
    assert [one["row"] for one in found["options"]["extend-exclude"]["origins"]] == [2, 3]
    assert found["rules"]["ML201"]["word"] == {"value": "code", "origins": [{"source": "base.toml", "row": 7}]}
    assert found["enabled"] == ["ML201", "ML202", "ML900"]


def test_nothing_in_a_configuration_steers_the_terminal(tool: Tool) -> None:
    tool.write("dflint.toml", 'exclude = ["\\u001b[31m\\u202e\\n\\"", "\\U000e0001"]\n')
    output = tool.run("config").output
    assert output.isascii()
    assert "\x1b" not in output
    assert toml.loads(output)["exclude"] == ['\x1b[31m\u202e\n"', "\U000e0001"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing",), "no such file or folder: missing"),
        (("--config", "fail-on = 1"), "--config:1: `fail-on` must be one of `error`, `warning`, `info`"),
        (("--config", "ignore = ['ML999']"), "unknown rule `ML999`"),
    ],
)
def test_a_wrong_call(tool: Tool, arguments: tuple[str, ...], message: str) -> None:
    ran = tool.run("config", *arguments)
    assert ran.status == 2
    assert message in ran.errors


def test_what_is_off_in_a_file_is_not_on_there(configured: Tool) -> None:
    configured.write("Dockerfile.ci", "FROM a\n")
    of_file = told(configured, "Dockerfile.ci")
    assert (of_file["enabled"], of_file["ignored"]) == (["ML202", "ML900"], ["ML201"])
    shown = lines(configured, "Dockerfile.ci")
    assert shown[-6:] == [
        "# 2 of 5 rules are on:",
        "# ML202 ML900",
        "",
        "# Off in this file, by `per-file-ignores`:",
        "# ML201",
        "",
    ]
    for path in (".", "service/Dockerfile"):
        assert "ML201" in told(configured, path)["enabled"]
        assert told(configured, path)["ignored"] == []
        assert not any("Off in this file" in line for line in lines(configured, path))
