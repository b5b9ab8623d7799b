from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dflint import __version__
from dflint.config.configuration import FILE_NAMES, Configuration, find_settings
from dflint.config.options import OPTIONS
from dflint.config.origins import ConfigurationError
from dflint.config.settings import Settings
from dflint.diagnostics import Severity
from dflint.selection import Selection
from tests.config.fake_rule import FakeRule


class FakeOption(NamedTuple):
    default: Any
    description: str = ""
    is_valid: Callable[[Any], bool] | None = None


RULES = (
    FakeRule("ML201", "copy-source-before-deps"),
    FakeRule(
        "ML401",
        "model-weights-copied",
        ("DL9001",),
        options={
            "min-size": FakeOption(100),
            "names": FakeOption(("*.pt",)),
            "strict": FakeOption(False),
            "mode": FakeOption("a", "", lambda value: value in ("a", "b")),
        },
    ),
)


def write(folder: Path, name: str, text: str, **keywords: Any) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", **keywords)
    return path


def settings_of(folder: Path, text: str, name: str = "dflint.toml") -> Settings:
    write(folder, name, text)
    return find_settings(str(folder))


def error_of(folder: Path, text: str, name: str = "dflint.toml") -> ConfigurationError:
    write(folder, name, text)
    with pytest.raises(ConfigurationError) as caught:
        find_settings(str(folder)).check_rules(RULES)
    assert caught.value.path == str(folder / name)
    return caught.value


def test_defaults(tmp_path: Path) -> None:
    settings = find_settings(str(tmp_path), isolated=True)
    assert settings.path is None
    assert settings.selections == ()
    assert settings.fail_on is Severity.WARNING
    assert settings.output_format == "full"
    assert not settings.force_exclude
    assert not settings.excludes(str(tmp_path / "Dockerfile"))
    assert settings.rule_options == {}


def test_every_option_is_read(tmp_path: Path) -> None:
    write(tmp_path, "dflint.toml", "")
    tmp_path = tmp_path / "service"
    settings = settings_of(tmp_path, "\n".join(option.example for option in OPTIONS))
    assert {option.name for option in OPTIONS} == settings.layers[-2].values.keys()
    assert settings.selections[0] == Selection(("ML", "DF"), ("ML9",), ("ML113",))
    assert settings.fail_on is Severity.ERROR
    assert settings.force_exclude
    assert settings.excludes(str(tmp_path / "third_party" / "Dockerfile"))
    assert settings.excludes(str(tmp_path / "docker" / "generated" / "Dockerfile"))
    assert not settings.excludes(str(tmp_path / "docker" / "Dockerfile"))
    assert settings.output_format == "concise"


@pytest.mark.parametrize("name", FILE_NAMES)
def test_each_file_name(tmp_path: Path, name: str) -> None:
    table = "[tool.dflint]\n" if name == "pyproject.toml" else ""
    assert settings_of(tmp_path, table + 'fail-on = "info"\n', name).fail_on is Severity.INFO


def test_order_of_names_in_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", '[tool.dflint]\nfail-on = "info"')
    write(tmp_path, ".dflint.toml", 'fail-on = "error"')
    assert find_settings(str(tmp_path)).fail_on is Severity.ERROR
    write(tmp_path, "dflint.toml", 'fail-on = "warning"')
    assert find_settings(str(tmp_path)).fail_on is Severity.WARNING


def test_nearest_wins_and_nothing_is_merged(tmp_path: Path) -> None:
    write(tmp_path, "dflint.toml", 'fail-on = "info"\nignore = ["ML201"]')
    write(tmp_path, "service/dflint.toml", 'fail-on = "error"')
    (tmp_path / "service" / "deep").mkdir()
    settings = find_settings(str(tmp_path / "service" / "deep" / "Dockerfile"))
    assert settings.fail_on is Severity.ERROR
    assert settings.selections == ()
    assert find_settings(str(tmp_path / "Dockerfile")).fail_on is Severity.INFO


@pytest.mark.parametrize(
    "text", ["", "[project]\ndependencies = ['dflint']\n", "[tool.ruff]\n# dflint\n", "[project\nbroken"]
)
def test_a_pyproject_without_the_table_is_skipped(tmp_path: Path, text: str) -> None:
    write(tmp_path, "dflint.toml", 'fail-on = "info"')
    write(tmp_path, "service/pyproject.toml", text)
    assert find_settings(str(tmp_path / "service" / "Dockerfile")).fail_on is Severity.INFO


def test_a_pyproject_with_an_empty_table_counts(tmp_path: Path) -> None:
    write(tmp_path, "dflint.toml", 'fail-on = "info"')
    write(tmp_path, "service/pyproject.toml", "[tool.dflint]\n")
    assert find_settings(str(tmp_path / "service")).fail_on is Severity.WARNING


def test_byte_order_mark_and_crlf(tmp_path: Path) -> None:
    (tmp_path / "dflint.toml").write_bytes("\ufefffail-on = 'info'\r\nignore = ['ML201']\r\n".encode())
    assert find_settings(str(tmp_path)).fail_on is Severity.INFO


def test_isolated_ignores_files(tmp_path: Path) -> None:
    write(tmp_path, "dflint.toml", "broken = [")
    assert find_settings(str(tmp_path), isolated=True).path is None


def test_settings_are_read_once_per_folder(tmp_path: Path) -> None:
    write(tmp_path, "dflint.toml", 'fail-on = "info"')
    (tmp_path / "a" / "b").mkdir(parents=True)
    configuration = Configuration()
    first = configuration.settings_for(str(tmp_path / "a" / "b" / "Dockerfile"))
    assert configuration.settings_for(str(tmp_path / "a")) is first
    assert configuration.settings_for(str(tmp_path)) is first


# Arguments of --config


def test_a_file_given_holds_for_every_path(tmp_path: Path) -> None:
    write(tmp_path, "a/dflint.toml", 'fail-on = "info"')
    given = write(tmp_path, "other.toml", 'fail-on = "error"')
    settings = find_settings(str(tmp_path / "a"), config_arguments=[str(given)])
    assert settings.fail_on is Severity.ERROR
    assert settings.path == str(given)


def test_a_pyproject_given_without_the_table_is_the_default(tmp_path: Path) -> None:
    given = write(tmp_path, "pyproject.toml", "[project]\n")
    settings = find_settings(str(tmp_path), config_arguments=[str(given)])
    assert settings.fail_on is Severity.WARNING
    assert settings.path == str(given)


def test_inline_settings_win_over_the_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        "dflint.toml",
        'fail-on = "error"\nignore = ["ML201"]\n[rules.ML401]\nmin-size = 1\nmode = "b"',
    )
    settings = find_settings(
        str(tmp_path), config_arguments=["fail-on = 'info'", "rules.ML401.min-size = 5", "output-format='json'"]
    )
    settings.check_rules(RULES)
    assert settings.fail_on is Severity.INFO
    assert settings.output_format == "json"
    assert settings.selections[0].ignore == ("ML201",)
    assert settings.rule_options == {"ML401": {"min-size": 5, "mode": "b"}}


def test_inline_settings_hold_when_isolated(tmp_path: Path) -> None:
    settings = find_settings(str(tmp_path), isolated=True, config_arguments=["select = ['ML']"])
    assert settings.selections[0].select == ("ML",)


@pytest.mark.parametrize(
    ("arguments", "isolated", "message"),
    [
        (["missing.toml"], False, "neither a file nor"),
        (["a.toml", "b.toml"], False, "only one"),
        (["a.toml"], True, "--isolated"),
        (["selct = []"], False, "did you mean `select`?"),
        (["a = = b"], False, "nvalid"),
    ],
)
def test_wrong_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], isolated: bool, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.toml", "")
    write(tmp_path, "b.toml", "")
    with pytest.raises(ConfigurationError, match=message.replace("?", r"\?")) as caught:
        find_settings(str(tmp_path), isolated, arguments)
    assert caught.value.path == "--config"


# Errors, and where they are


def test_an_unknown_key_has_a_suggestion_and_a_row(tmp_path: Path) -> None:
    error = error_of(tmp_path, '# a comment\nfail-on = "info"\n\nextend_select = ["ML"]\n')
    assert error.message == "unknown option `extend_select`; did you mean `extend-select`?"
    assert error.row == 4


def test_an_unknown_key_of_pyproject(tmp_path: Path) -> None:
    text = '[tool.other]\nselct = 1\n[project]\nname = "x"\n[tool.dflint]\nselct = ["ML"]\n'
    error = error_of(tmp_path, text, "pyproject.toml")
    assert "did you mean `select`?" in error.message
    assert error.row == 6


def test_an_unknown_key_that_is_like_nothing(tmp_path: Path) -> None:
    assert error_of(tmp_path, "zzzzzz = 1").message == "unknown option `zzzzzz`"


@pytest.mark.parametrize(
    ("text", "message", "row"),
    [
        ("select = 'ML'", "`select` must be a list of strings", 1),
        ("\nignore = ['ML', 3]", "`ignore` must be a list of strings", 2),
        ("fail-on = 'fatal'", "`fail-on` must be one of `error`, `warning`, `info`", 1),
        ("fail-on = true", "`fail-on` must be one of `error`, `warning`, `info`", 1),
        ("rules = 3", "`rules` must be a table", 1),
        ("[rules]\nML401 = 3", "`rules.ML401` must be a table", 2),
        ("\n[rules.ML401]\nmin-size = 'a'", "`rules.ML401.min-size` must be a whole number", 3),
        ("\n[rules.ML401]\nmode = 'c'", "`mode` cannot be `c`; its default is `a`", 3),
        ("[rules.ML401]\nmin-size = true", "`rules.ML401.min-size` must be a whole number", 2),
        ("[rules.ML401]\nstrict = 1", "`rules.ML401.strict` must be true or false", 2),
        ("[rules.ML401]\nmode = 1", "`rules.ML401.mode` must be a string", 2),
        ("[rules.ML401]\nnames = '*.pt'", "`rules.ML401.names` must be a list of strings", 2),
        ("[rules.ML401]\nminsize = 1", "ML401 has no option `minsize`; did you mean `min-size`?", 2),
        ("[rules.ML201]\nminsize = 1", "ML201 has no option `minsize`", 2),
        ("\n[rules.ML402]\na = 1", "`ML402` is not a rule", 2),
        ("\n[rules.ML4011]\na = 1", "`ML4011` is not a rule; did you mean `ML401`?", 2),
        ("fail-on = 'error'\n[tool.dflint]\n", "unknown option `tool`; here options stand at the top level", 2),
        ("[rules.ML4]\nmin-size = 1", "`ML4` is not a rule; did you mean `ML401`?", 1),
        ("select = [\n  'ML',\n  'ML777',\n]", "unknown rule `ML777`", 3),
        ('ignore = ["model-weights-copyed"]', "did you mean `model-weights-copied`?", 1),
        ("rules = {ML401 = {a = 1}}", "ML401 has no option `a`", 1),
    ],
)
def test_wrong_values(tmp_path: Path, text: str, message: str, row: int) -> None:
    error = error_of(tmp_path, text)
    assert message in error.message
    assert error.row == row


def test_a_syntax_error_has_its_row(tmp_path: Path) -> None:
    assert error_of(tmp_path, "select = ['ML']\nignore = = 3\n").row == 2


def test_a_table_that_is_none(tmp_path: Path) -> None:
    assert "must be a table" in error_of(tmp_path, "[tool]\ndflint = 3", "pyproject.toml").message


@pytest.mark.parametrize("data", [b"ignore = ['\xff']", b"a = " + b"[" * 100_000, b"\x00"])
def test_strange_bytes_are_an_error_with_a_path(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "dflint.toml").write_bytes(data)
    with pytest.raises(ConfigurationError) as caught:
        find_settings(str(tmp_path))
    assert caught.value.path == str(tmp_path / "dflint.toml")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is readable")
def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, "dflint.toml", "").chmod(0)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        find_settings(str(tmp_path))


def test_options_of_a_rule_by_name_and_alias(tmp_path: Path) -> None:
    for written in ("model-weights-copied", "ml401", "DL9001"):
        settings = settings_of(tmp_path, f"[rules.{written}]\nmin-size = 7\nnames = ['a', 'b']\nstrict = true")
        settings.check_rules(RULES)
        assert settings.rule_options == {"ML401": {"min-size": 7, "names": ("a", "b"), "strict": True}}


def test_every_option_is_described() -> None:
    for option in OPTIONS:
        assert option.description.endswith(".")
        assert option.example.startswith(f"{option.name} = ")


# Files that build on another


def test_what_a_file_says_wins_over_what_it_builds_on(tmp_path: Path) -> None:
    write(tmp_path, "base.toml", 'fail-on = "info"\noutput-format = "json"\nforce-exclude = true')
    settings = settings_of(tmp_path, 'extend = "base.toml"\nfail-on = "error"\nforce-exclude = false')
    assert settings.fail_on is Severity.ERROR
    assert settings.output_format == "json"
    assert not settings.force_exclude
    assert settings.path == str(tmp_path / "dflint.toml")


def test_rules_are_chosen_file_by_file(tmp_path: Path) -> None:
    write(tmp_path, "base.toml", 'select = ["ML"]\nignore = ["ML201"]')
    settings = settings_of(tmp_path, 'extend = "base.toml"\nextend-select = ["ML2"]')
    assert settings.selections == (Selection(("ML",), (), ("ML201",)), Selection(None, ("ML2",)))
    settings = settings_of(tmp_path, 'extend = "base.toml"\nselect = ["DF"]')
    assert settings.selections[-1] == Selection(("DF",))


def test_patterns_are_relative_to_the_file_that_writes_them(tmp_path: Path) -> None:
    write(tmp_path, "base.toml", 'exclude = ["/a/old"]\nextend-exclude = ["/service/x"]')
    text = 'extend = "../base.toml"\nextend-exclude = ["/y"]'
    write(tmp_path, "service/dflint.toml", text)
    settings = find_settings(str(tmp_path / "service"))

    def excluded(*names: str) -> list[str]:
        return [name for name in names if settings.excludes(str(tmp_path / name / "Dockerfile"))]

    names = ("a/old", "service/x", "service/y", "service/a/old", "service/service/x", "y")
    assert excluded(*names) == ["a/old", "service/x", "service/y"]
    write(tmp_path, "service/dflint.toml", f'exclude = ["/z"]\n{text}')
    settings = find_settings(str(tmp_path / "service"))
    assert excluded(*names, "service/z") == ["service/x", "service/y", "service/z"]


def test_tables_by_rule_are_put_together_and_those_by_pattern_are_not(tmp_path: Path) -> None:
    write(
        tmp_path,
        "base.toml",
        'severity = {ML201 = "info", ML4 = "info"}\nper-file-ignores = {a = ["ML"]}\n'
        'rules.ML401 = {min-size = 1, mode = "b"}',
    )
    settings = settings_of(
        tmp_path,
        'extend = "base.toml"\nseverity = {ML201 = "error"}\nper-file-ignores = {b = ["ML"]}\n'
        "rules.model-weights-copied.min-size = 2",
    )
    settings.check_rules(RULES)
    assert settings.value("severity") == {"ML201": "error", "ML4": "info"}
    assert settings.value("per-file-ignores") == {"b": ("ML",)}
    assert settings.rule_options == {"ML401": {"min-size": 2, "mode": "b"}}


def test_files_build_on_files_that_build_on_files(tmp_path: Path) -> None:
    write(tmp_path, "a/base.toml", 'fail-on = "info"\nextend-exclude = ["x"]')
    write(tmp_path, "a/middle.toml", 'extend = "base.toml"\noutput-format = "concise"')
    settings = settings_of(tmp_path, 'extend = "a/middle.toml"')
    assert (settings.fail_on, settings.output_format) == (Severity.INFO, "concise")
    assert [os.path.basename(layer.origin.path) for layer in settings.layers[:3]] == [
        "base.toml",
        "middle.toml",
        "dflint.toml",
    ]


def test_a_base_may_be_a_pyproject_and_stand_in_a_variable_or_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "shared/pyproject.toml", '[tool.dflint]\nfail-on = "info"')
    monkeypatch.setenv("SHARED", str(tmp_path / "shared"))
    monkeypatch.setenv("HOME", str(tmp_path / "shared"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "shared"))
    for written in ("$SHARED/pyproject.toml", "~/pyproject.toml"):
        assert settings_of(tmp_path, f'extend = "{written}"').fail_on is Severity.INFO


def test_a_base_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "base.toml", 'fail-on = "info"')
    write(tmp_path, "dflint.toml", 'fail-on = "error"')
    assert find_settings(str(tmp_path), config_arguments=["extend = 'base.toml'"]).fail_on is Severity.INFO


@pytest.mark.parametrize(
    ("base", "text", "message", "row"),
    [
        ("", 'ignore = []\nextend = "missing.toml"', "there is no file `missing.toml`", 2),
        ("", 'extend = "."', "there is no file `.`", 1),
        ("", 'extend = "dflint.toml"', "`dflint.toml` builds on this file itself", 1),
        ("", "extend = ['a', 'b']", "`extend` must be a string", 1),
        ("[project]", 'extend = "pyproject.toml"', "`pyproject.toml` has no table `tool.dflint`", 1),
    ],
)
def test_a_base_that_cannot_be_used(tmp_path: Path, base: str, text: str, message: str, row: int) -> None:
    write(tmp_path, "pyproject.toml", base)
    error = error_of(tmp_path, text)
    assert (error.message, error.row) == (message, row)


def test_a_mistake_in_a_base_is_told_where_it_is(tmp_path: Path) -> None:
    write(tmp_path, "dflint.toml", 'extend = "base.toml"')
    base = write(tmp_path, "base.toml", "\nfail-on = 3")
    with pytest.raises(ConfigurationError) as caught:
        find_settings(str(tmp_path))
    assert (caught.value.path, caught.value.row) == (str(base), 2)
    write(tmp_path, "base.toml", '\n\nextend = "dflint.toml"')
    with pytest.raises(ConfigurationError, match="builds on this file itself") as caught:
        find_settings(str(tmp_path))
    assert (caught.value.path, caught.value.row) == (str(base), 3)
    write(tmp_path, "base.toml", '\n\n\nignore = ["ML999"]')
    with pytest.raises(ConfigurationError, match="unknown rule") as caught:
        find_settings(str(tmp_path)).check_rules(RULES)
    assert (caught.value.path, caught.value.row) == (str(base), 4)


# Versions


@pytest.mark.parametrize("required", [">=0.0.1", f"=={__version__}", __version__, "<1000, >=0.0.1", "!=99", ""])
def test_a_version_that_is_met(tmp_path: Path, required: str) -> None:
    assert settings_of(tmp_path, f'required-version = "{required}"').value("required-version") == required


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("new-key = 1\nrequired-version = '>=999'", f"this is dflint {__version__}, and `>=999` is required"),
        ("new-key = 1\nrequired-version = '999.1'", f"this is dflint {__version__}, and `999.1` is required"),
        ("\nrequired-version = 'new'", "`new` is not a range of versions such as `>=0.1,<1`"),
        ("\nrequired-version = 1.0", "`required-version` must be a string"),
    ],
)
def test_a_version_that_is_not_met_is_told_before_all_else(tmp_path: Path, text: str, message: str) -> None:
    error = error_of(tmp_path, text)
    assert (error.message, error.row) == (message, 2)


# Tables


@pytest.mark.parametrize(
    ("text", "message", "row"),
    [
        ("[severity]\nML = 'error'\nML201 = 'fatal'", "`severity.ML201` must be one of `error`, `warning`, `info`", 3),
        ("[severity]\nML = 'error'\nML999 = 'error'", "unknown rule `ML999`", 3),
        ("severity = {ML999 = 'error'}", "unknown rule `ML999`", 1),
        ("severity = 'error'", "`severity` must be a table", 1),
        ("\n[per-file-ignores]\n'a/' = 'ML'", "`per-file-ignores.a/` must be a list of strings", 3),
        ("\n[per-file-ignores]\n'a/' = ['ML201']\n'b' = ['ML777']", "unknown rule `ML777`", 4),
        ("unfixable = ['ML201', 'mi']", "unknown rule `mi`", 1),
        ("preview = 1", "`preview` must be true or false", 1),
        ("force-exclude = 'yes'", "`force-exclude` must be true or false", 1),
    ],
)
def test_wrong_tables_and_flags(tmp_path: Path, text: str, message: str, row: int) -> None:
    error = error_of(tmp_path, text)
    assert message in error.message
    assert error.row == row
