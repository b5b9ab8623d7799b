"""What a run imports is most of the time that it takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NEVER = (
    "rich",
    "ruamel",
    "dockerfile_parse",
    "pathspec",
    "jsonschema",
    "subprocess",
    "concurrent",
    "multiprocessing",
    "asyncio",
    "logging",
    "json",
    "difflib",
    "tomllib",
    "tomli",
    "tempfile",
    "pathlib",
    "dataclasses",
    "importlib.metadata",
    "importlib.resources",
    "traceback",
    "urllib",
    "socket",
)
"""Modules that checking a Dockerfile does not need. Those that click imports itself are left out of account."""

SCRIPT = """
import sys
import click
before = set(sys.modules)
from dflint.cli import main
status = main(sys.argv[1:])
print("\\n".join(sorted(set(sys.modules) - before)), file=sys.stderr)
sys.exit(status)
"""


def imported(folder: Path, *arguments: str) -> set[str]:
    """The modules that a run imports besides those of click."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    return set(ran.stderr.split())


def unwanted(modules: set[str], names: tuple[str, ...] = NEVER) -> list[str]:
    return sorted(
        module for module in modules if any(module == name or module.startswith(f"{name}.") for name in names)
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM python:3.12\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n")
    (tmp_path / "requirements.txt").write_text("torch==2.4.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    return tmp_path


def test_check_imports_little(project: Path) -> None:
    modules = imported(project, "check")
    assert "dflint.dockerfile.parser" in modules
    assert unwanted(modules) == []
    assert not any("compose.loader" in module for module in modules)


def test_nothing_outside_of_dflint_and_tree_sitter_is_imported(project: Path) -> None:
    others = {module.partition(".")[0] for module in imported(project, "check")}
    foreign = others - {"dflint", "tree_sitter", "tree_sitter_bash"} - set(sys.stdlib_module_names)
    assert foreign == set()


def test_formats_are_imported_when_they_are_asked_for(project: Path) -> None:
    modules = imported(project, "check")
    assert "dflint.output.full" in modules
    others = (
        "checkout",
        "concise",
        "github",
        "gitlab",
        "grouped",
        "json_array",
        "junit",
        "markdown",
        "rdjson",
        "sarif",
    )
    assert unwanted(modules, (*(f"dflint.output.{name}" for name in others), "dflint.fingerprints", "hashlib")) == []
    modules = imported(project, "check", "--output-format", f"sarif:{project / 'x.sarif'}")
    assert "dflint.output.sarif" in modules
    assert unwanted(modules, ("rich", "ruamel", "jsonschema", "subprocess", "dflint.output.junit")) == []


def test_a_baseline_and_git_are_imported_when_they_are_asked_for(project: Path) -> None:
    ours = (
        "dflint.baseline",
        "dflint.cli.baselines",
        "dflint.cli.comparison",
        "dflint.analysis",
        "dflint.fingerprints",
    )
    assert unwanted(imported(project, "check"), ours) == []
    imported(project, "baseline")
    modules = imported(project, "check", "--baseline", "dflint-baseline.json")
    assert "dflint.baseline" in modules
    assert unwanted(modules, ("subprocess", "dflint.cli.comparison", "dflint.analysis", "rich", "ruamel")) == []


def test_json_is_imported_when_it_is_asked_for(project: Path) -> None:
    modules = imported(project, "check", "--output-format", "json")
    assert "json" in modules
    assert unwanted(modules, tuple(name for name in NEVER if name != "json")) == []


def test_comments_for_other_tools_are_read_only_where_there_may_be_some(project: Path) -> None:
    modules = imported(project, "check")
    assert not {"dflint.foreign_ignores", "dflint.added_ignores", "dflint.verification"} & modules
    (project / "Dockerfile").write_text("# hadolint ignore=DL3006\nFROM python:3.12\n")
    assert "dflint.foreign_ignores" in imported(project, "check")


def test_toml_is_read_only_where_there_is_a_configuration(project: Path) -> None:
    (project / "dflint.toml").write_text("fail-on = 'error'\n")
    modules = imported(project, "check")
    assert {"tomllib", "tomli"} & modules


def test_a_compose_file_brings_ruamel_and_nothing_else(project: Path) -> None:
    (project / "compose.yaml").write_text("services:\n  api:\n    build: .\n")
    modules = imported(project, "check")
    assert any(module.startswith("ruamel") for module in modules)
    assert unwanted(modules, ("rich", "dockerfile_parse", "jsonschema", "subprocess", "concurrent")) == []


COMPILED = """
import re
import sys
import click
from importlib import import_module
from pkgutil import walk_packages
import dflint
compile_, compiled = re.compile, []

def recording(*arguments, **named):
    caller = sys._getframe(1)
    if caller.f_globals["__name__"].startswith("dflint.") and caller.f_code.co_name == "<module>":
        compiled.append(f"{caller.f_code.co_filename}:{caller.f_lineno}")
    return compile_(*arguments, **named)

re.compile = recording
for module in walk_packages(dflint.__path__, "dflint."):
    if not module.name.endswith("__main__"):
        import_module(module.name)
print("\\n".join(compiled))
"""


def test_no_module_compiles_a_regular_expression_when_it_is_imported() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", COMPILED], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


@pytest.mark.parametrize("arguments", [("--version",), ("debug", "ast", "Dockerfile"), ("rules",)])
def test_small_commands_import_little(project: Path, arguments: tuple[str, ...]) -> None:
    assert unwanted(imported(project, *arguments), ("rich", "ruamel", "dockerfile_parse", "subprocess")) == []
