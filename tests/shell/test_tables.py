"""The tables of options, prefixes and caches, and what commands clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.knowledge import installer_options, tool_caches
from dflint.knowledge.command_prefixes import COMMAND_PREFIXES, RUNNERS
from dflint.knowledge.option_grammar import OptionGrammar
from dflint.knowledge.tool_caches import TOOL_CACHES, ToolCache, caches_of
from dflint.shell.cleanup import cleaned_caches, removed_paths
from dflint.shell.commands import Script

Shell = Callable[[str], Script]

GRAMMARS = [value for value in vars(installer_options).values() if isinstance(value, OptionGrammar)]


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: grammar.tool)
def test_grammar(grammar: OptionGrammar) -> None:
    assert grammar.source
    assert grammar.names
    for spelling, (canonical, takes_value) in grammar.names.items():
        assert spelling.startswith("-")
        assert canonical.startswith("--") or len(canonical) == 2
        assert grammar.find(spelling) == (canonical, takes_value)
        assert grammar.names[canonical] == (canonical, takes_value)
        assert len(spelling) == 2 or spelling.startswith("--")


def test_abbreviations() -> None:
    assert installer_options.PIP.find("--no-cache") == ("--no-cache-dir", False)
    assert installer_options.PIP.find("--requirement") == ("--requirement", True)
    assert installer_options.PIP.find("--no") is None
    assert installer_options.PIP.find("--") is None
    assert installer_options.UV.find("--no-c") is None
    assert installer_options.PIP.canonical("-r") == "--requirement"
    assert installer_options.PIP.canonical("--nothing") == "--nothing"


def test_all_installers_have_a_grammar() -> None:
    tools = {grammar.tool for grammar in GRAMMARS}
    assert tools >= {"pip", "uv pip", "uv", "uv tool", "poetry", "pdm", "pipenv", "conda", "mamba", "apt", "apk"}
    assert tools >= {"dnf", "npm", "yarn", "pnpm", "bun"}


def test_prefixes_say_where_they_are_from() -> None:
    for name, prefix in COMMAND_PREFIXES.items():
        assert prefix.source, name
        assert prefix.directory <= prefix.values, name
        assert prefix.environment <= prefix.values, name
    assert {"conda", "uv", "poetry"} <= RUNNERS


@pytest.mark.parametrize("cache", TOOL_CACHES, ids=lambda cache: cache.tool)
def test_cache_row(cache: ToolCache) -> None:
    assert cache.sources
    assert bool(cache.home) or bool(cache.absolute)
    assert not cache.home.startswith(("/", "~"))
    assert all(path.startswith("/") for path in cache.absolute)
    assert all(option.startswith("--") for option in cache.off_options + cache.directory_options)


def row(tool: str) -> ToolCache:
    (found,) = [cache for cache in TOOL_CACHES if cache.tool == tool]
    return found


def test_directories() -> None:
    pip = row("pip")
    assert pip.directories({}.get, "/root") == ("/root/.cache/pip",)
    assert pip.directories({}.get, "/") == ("/.cache/pip",)
    assert pip.directories({}.get, None) is None
    assert pip.directories({"PIP_CACHE_DIR": "/c/"}.get, None) == ("/c",)
    assert pip.directories({"PIP_CACHE_DIR": ""}.get, "/root") == ("/root/.cache/pip",)
    assert pip.directories({"XDG_CACHE_HOME": "/x"}.get, None) == ("/x/pip",)
    assert pip.directories(lambda name: ..., "/root") is None
    assert pip.directories(lambda name: ... if name == "XDG_CACHE_HOME" else None, "/root") is None
    assert row("conda").directories({}.get, None) == ("/opt/conda/pkgs",)
    assert row("mamba").directories({"MAMBA_ROOT_PREFIX": "/m"}.get, None) == ("/m/pkgs",)
    assert row("apt").directories({}.get, None) == ("/var/cache/apt", "/var/lib/apt/lists")
    assert row("yarn 4").directories({"YARN_GLOBAL_FOLDER": "/y"}.get, "/root") == ("/y/cache",)


def test_switches() -> None:
    (pip,) = row("pip").off_variables
    assert pip.turns_off("1")
    assert pip.turns_off("0")
    assert not pip.turns_off("")
    assert not pip.turns_off(None)
    (uv,) = row("uv").off_variables
    assert uv.turns_off("TRUE")
    assert not uv.turns_off("False")


def test_caches_of() -> None:
    assert [cache.tool for cache in caches_of("uv")] == ["uv"]
    assert [cache.tool for cache in caches_of("micromamba")] == ["mamba"]
    assert [cache.tool for cache in caches_of("yarn")] == ["yarn 1", "yarn 4"]
    assert caches_of("nothing") == ()
    assert tool_caches.VERIFIED == installer_options.VERIFIED


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("pip cache purge", ["pip"]),
        ("pip3 cache purge", ["pip"]),
        ("pip3.11 cache purge", ["pip"]),
        ("python -m pip cache purge", ["pip"]),
        ("pip cache dir", []),
        ("uv cache clean", ["uv"]),
        ("uv cache prune", []),
        ("conda clean -afy", ["conda", "mamba"]),
        ("conda clean --all --yes", ["conda", "mamba"]),
        ("conda clean -y --tarballs", ["conda", "mamba"]),
        ("conda clean -i -y", []),
        ("mamba clean --all -f -y", ["conda", "mamba"]),
        ("micromamba clean -ay", ["mamba"]),
        ("npm cache clean --force", ["npm"]),
        ("npm cache clean", []),
        ("yarn cache clean", ["yarn 1"]),
        ("yarn cache clean --all", ["yarn 1", "yarn 4"]),
        ("poetry cache clear pypi --all -n", ["poetry"]),
        ("apt-get clean", ["apt"]),
        ("apt clean all", ["apt"]),
        ("dnf clean all", ["dnf", "yum"]),
        ("yum clean all", ["dnf", "yum"]),
        ("yum -y clean metadata", []),
        ("pipenv --clear", ["pipenv"]),
        ("rm -rf /root/.cache", []),
        ("$X clean", []),
    ],
)
def test_cleaned_caches(shell: Shell, text: str, tools: list[str]) -> None:
    (command,) = shell(text).commands
    assert [cache.tool for cache in cleaned_caches(command)] == tools


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('rm -rf /var/lib/apt/lists/* ~/.cache "$HOME/x"', ["/var/lib/apt/lists/*", "~/.cache", '"$HOME/x"']),
        ("rm -r -f -- -x y", ["-x", "y"]),
        ("rm a -f", ["a"]),
        ("rmdir a", ["a"]),
        ("find /opt/conda /usr -name '*.a' -delete", ["/opt/conda", "/usr"]),
        ("find /opt -name '*.a'", []),
        ("mv a b", []),
    ],
)
def test_removed_paths(shell: Shell, text: str, paths: list[str]) -> None:
    (command,) = shell(text).commands
    assert [word.text for word in removed_paths(command)] == paths
