from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dflint.config.configuration import FILE_NAMES, Configuration, find_settings
from dflint.config.options import OPTIONS
from dflint.config.origins import ConfigurationError
from dflint.config.settings import Settings
from dflint.diagnostics import Severity
from dflint.selection import Selection


class FakeOption(NamedTuple):
    default: Any
    description: str = ""
    is_valid: Callable[[Any], bool] | None = None


class FakeRule(NamedTuple):
    code: str
    name: str
    options: dict[str, FakeOption] = {}
    aliases: tuple[str, ...] = ()
    on: bool = True


RULES = (
    FakeRule("ML201", "copy-source-before-deps"),
    FakeRule(
        "ML401",
        "model-weights-copied",
        {
            "min-size": FakeOption(100),
            "names": FakeOption(("*.pt",)),
            "strict": FakeOption(False),
            "mode": FakeOption("a", "", lambda value: value in ("a", "b")),
        },
        ("DL9001",),
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
    settings = settings_of(tmp_path, "\n".join(option.example for option in OPTIONS))
    assert settings.selections == (Selection(("ML", "DF"), ("ML9",), ("ML113",)),)
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
        ("\n[rules.ML402]\na = 1", "`ML402` is not a rule; did you mean `ML401`?", 2),
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
