"""Where installers keep what they download, what turns that off, and what cleans it.

One row a tool and a generation of it. `sources` say where each fact was looked at, on the day in `VERIFIED`; a thing
that is not listed is not known. Paths are those of Linux images.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

VERIFIED = "2026-11-23"

_ANY_TEXT = frozenset({""})
_UV_FALSE = frozenset({"0", "false", "no", "off", "n", "f"})


class CleanCommand(NamedTuple):
    """A command that empties the cache. `options`: one of them must be given, unless there are none."""

    program: str
    words: tuple[str, ...]
    options: frozenset[str] = frozenset()


class SwitchVariable(NamedTuple):
    """An environment variable that turns the cache off unless its value, in lower case, is one of `ignored`."""

    name: str
    ignored: frozenset[str]

    def turns_off(self, value: str | None) -> bool:
        """Whether the variable, set to `value` or not set, turns the cache off."""
        return value is not None and value.lower() not in self.ignored


class ToolCache(NamedTuple):
    """The cache of a tool.

    `home` is where it is below the home directory, `cache_home` where below ``$XDG_CACHE_HOME`` if the tool heeds that,
    `absolute` the paths that do not depend on the home directory. `variables` name the directory, with what is added to
    their value; `directory_options` name it on the command line.
    """

    tool: str
    managers: frozenset[str]  # the managers of installs whose downloads it holds
    sources: tuple[str, ...]
    home: str = ""
    cache_home: str = ""
    absolute: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    directory_options: tuple[str, ...] = ()
    off_options: tuple[str, ...] = ()
    off_variables: tuple[SwitchVariable, ...] = ()
    clean_commands: tuple[CleanCommand, ...] = ()

    def directories(self, look_up: Callable[[str], object], home: str | None) -> tuple[str, ...] | None:
        """Where the cache is, or None if that is not known.

        `look_up` gives the value of an environment variable, None if it is not set, anything else if that is not known;
        `home` is the home directory, None if it is not known.
        """
        for name, suffix in self.variables:
            value = look_up(name)
            if isinstance(value, str) and value:
                return (value.rstrip("/") + suffix,)
            if value is not None and value != "":
                return None
        if self.cache_home:
            value = look_up("XDG_CACHE_HOME")
            if isinstance(value, str) and value:
                return (f"{value.rstrip('/')}/{self.cache_home}",)
            if value is not None and value != "":
                return None
        if self.absolute:
            return self.absolute
        return None if home is None else (f"{home.rstrip('/')}/{self.home}",)


def _clean(command: str, *options: str) -> CleanCommand:
    program, *words = command.split()
    return CleanCommand(program, tuple(words), frozenset(options))


_CONDA_CLEAN = ("-a", "--all", "-p", "--packages", "-t", "--tarballs", "-f", "--force-pkgs-dirs")

# The prefix of the images that come with conda or micromamba (continuumio/miniconda3, quay.io/jupyter, mambaorg).
_CONDA_PACKAGES = ("/opt/conda/pkgs",)

TOOL_CACHES = (
    ToolCache(
        "pip",
        frozenset({"pip"}),
        (
            "pip 26.3: `pip cache dir` with PIP_CACHE_DIR, XDG_CACHE_HOME and PIP_NO_CACHE_DIR set to 1, 0, false, no",
            "https://pip.pypa.io/en/stable/topics/caching/",
        ),
        home=".cache/pip",
        cache_home="pip",
        variables=(("PIP_CACHE_DIR", ""),),
        directory_options=("--cache-dir",),
        off_options=("--no-cache-dir",),
        off_variables=(SwitchVariable("PIP_NO_CACHE_DIR", _ANY_TEXT),),
        clean_commands=(_clean("pip cache purge"),),
    ),
    ToolCache(
        "uv",
        frozenset({"uv"}),
        (
            "uv 0.13.9: `uv cache dir` with UV_CACHE_DIR, XDG_CACHE_HOME and UV_NO_CACHE set to 1, true, yes, 0, no, f",
            "https://docs.astral.sh/uv/concepts/cache/",
        ),
        home=".cache/uv",
        cache_home="uv",
        variables=(("UV_CACHE_DIR", ""),),
        directory_options=("--cache-dir",),
        off_options=("--no-cache", "--no-cache-dir"),
        off_variables=(SwitchVariable("UV_NO_CACHE", _UV_FALSE),),
        clean_commands=(_clean("uv cache clean"),),
    ),
    ToolCache(
        "poetry",
        frozenset({"poetry"}),
        (
            "poetry 2.5.1: `poetry config cache-dir` with POETRY_CACHE_DIR and XDG_CACHE_HOME set",
            "poetry 2.5.1: `poetry install --help` (--no-cache), `poetry cache clear --help`",
            "https://python-poetry.org/docs/cli/#cache",
        ),
        home=".cache/pypoetry",
        cache_home="pypoetry",
        variables=(("POETRY_CACHE_DIR", ""),),
        off_options=("--no-cache",),
        clean_commands=(_clean("poetry cache clear", "--all"),),
    ),
    ToolCache(
        "pdm",
        frozenset({"pdm"}),
        (
            "pdm 2.29.3: `pdm config cache_dir` with PDM_CACHE_DIR and XDG_CACHE_HOME set; help of pdm and pdm cache",
            "pdm 2.29.3: pdm/cli/options.py (any text in PDM_NO_CACHE)",
        ),
        home=".cache/pdm",
        cache_home="pdm",
        variables=(("PDM_CACHE_DIR", ""),),
        off_options=("--no-cache",),
        off_variables=(SwitchVariable("PDM_NO_CACHE", _ANY_TEXT),),
        clean_commands=(_clean("pdm cache clear"),),
    ),
    ToolCache(
        "pipenv",
        frozenset({"pipenv"}),
        (
            "pipenv 2026.10.3: pipenv.environments with and without PIPENV_CACHE_DIR; `pipenv --help` (--clear)",
            "pipenv 2026.10.3: `pipenv install` with and without PIP_NO_CACHE_DIR, which it hands on to pip",
        ),
        home=".cache/pipenv",
        variables=(("PIPENV_CACHE_DIR", ""),),
        off_variables=(SwitchVariable("PIP_NO_CACHE_DIR", _ANY_TEXT),),
        clean_commands=(_clean("pipenv", "--clear"),),
    ),
    ToolCache(
        "conda",
        frozenset({"conda"}),
        (
            "https://github.com/conda/conda: pkgs_dirs in conda/base/context.py, conda/cli/main_clean.py (2026-08-21)",
            "https://docs.conda.io/projects/conda/en/latest/commands/clean.html",
        ),
        absolute=_CONDA_PACKAGES,
        variables=(("CONDA_PKGS_DIRS", ""),),
        clean_commands=(
            _clean("conda clean", *_CONDA_CLEAN),
            _clean("mamba clean", *_CONDA_CLEAN),
        ),
    ),
    ToolCache(
        "mamba",
        frozenset({"mamba", "micromamba"}),
        (
            "https://github.com/mamba-org/mamba: fallback_pkgs_dirs_hook in libmamba/src/api/configuration.cpp,"
            " micromamba/src/clean.cpp (2026-07-24)",
        ),
        absolute=_CONDA_PACKAGES,
        variables=(("CONDA_PKGS_DIRS", ""), ("MAMBA_ROOT_PREFIX", "/pkgs")),
        clean_commands=(
            _clean("mamba clean", *_CONDA_CLEAN),
            _clean("micromamba clean", *_CONDA_CLEAN),
            _clean("conda clean", *_CONDA_CLEAN),
        ),
    ),
    ToolCache(
        "npm",
        frozenset({"npm"}),
        (
            "npm 11.19.1: `npm config get cache` with npm_config_cache and NPM_CONFIG_CACHE set; `npm cache --help`",
            "https://docs.npmjs.com/cli/v11/commands/npm-cache",
        ),
        home=".npm",
        variables=(("npm_config_cache", ""), ("NPM_CONFIG_CACHE", "")),
        directory_options=("--cache",),
        clean_commands=(_clean("npm cache clean", "--force", "-f"), _clean("npm cache clear", "--force", "-f")),
    ),
    ToolCache(
        "yarn 1",
        frozenset({"yarn"}),
        ("yarn 1.22.22: `yarn cache dir` as root and as another user, with YARN_CACHE_FOLDER and XDG_CACHE_HOME set",),
        absolute=("/usr/local/share/.cache/yarn",),  # as root; ~/.cache/yarn of another user
        cache_home="yarn",
        variables=(("YARN_CACHE_FOLDER", ""),),
        directory_options=("--cache-folder",),
        clean_commands=(_clean("yarn cache clean"),),
    ),
    ToolCache(
        "yarn 4",
        frozenset({"yarn"}),
        (
            "yarn 4.18.1: `yarn config get cacheFolder` and `globalFolder` with YARN_GLOBAL_FOLDER set;"
            " `yarn cache clean --help`",
        ),
        home=".yarn/berry/cache",
        variables=(("YARN_GLOBAL_FOLDER", "/cache"),),
        clean_commands=(_clean("yarn cache clean", "--all", "--mirror"),),
    ),
    ToolCache(
        "pnpm",
        frozenset({"pnpm"}),
        ("pnpm 12.21.0: `pnpm store path` with PNPM_HOME and XDG_DATA_HOME set; `pnpm install --help`",),
        home=".local/share/pnpm/store",
        variables=(("PNPM_HOME", "/store"), ("XDG_DATA_HOME", "/pnpm/store")),
        directory_options=("--store-dir",),
        clean_commands=(_clean("pnpm store prune"),),
    ),
    ToolCache(
        "bun",
        frozenset({"bun"}),
        ("bun-types 1.4.5: docs/pm/global-cache.mdx, docs/pm/cli/pm.mdx",),
        home=".bun/install/cache",
        variables=(("BUN_INSTALL_CACHE_DIR", ""),),
        directory_options=("--cache-dir",),
        clean_commands=(_clean("bun pm cache rm"),),
    ),
    ToolCache(
        "apt",
        frozenset({"apt"}),
        ("apt-get(8) of apt 2.6.2 (clean; FILES: /var/cache/apt/archives/, /var/lib/apt/lists/)",),
        absolute=("/var/cache/apt", "/var/lib/apt/lists"),
        clean_commands=(_clean("apt-get clean"), _clean("apt clean")),
    ),
    ToolCache(
        "apk",
        frozenset({"apk"}),
        (
            "https://man.archlinux.org/man/apk-cache.5.en, https://man.archlinux.org/man/apk.8.en (--no-cache)",
            "https://github.com/docker-library/php/issues/708 (without --no-cache the package index is left there)",
        ),
        absolute=("/var/cache/apk",),
        directory_options=("--cache-dir",),
        off_options=("--no-cache",),
    ),
    ToolCache(
        "dnf",
        frozenset({"dnf", "microdnf"}),
        ("dnf(8) of dnf 4.14 (FILES: /var/cache/dnf; clean all, clean packages)",),
        absolute=("/var/cache/dnf",),
        clean_commands=(
            _clean("dnf clean all"),
            _clean("dnf clean packages"),
            _clean("microdnf clean all"),
            _clean("yum clean all"),
        ),
    ),
    ToolCache(
        "yum",
        frozenset({"yum"}),
        (
            "https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/6/html/deployment_guide/"
            "sec-configuring_yum_and_yum_repositories (cachedir)",
        ),
        absolute=("/var/cache/yum", "/var/cache/dnf"),
        clean_commands=(_clean("yum clean all"), _clean("yum clean packages"), _clean("dnf clean all")),
    ),
    ToolCache(
        "huggingface_hub",
        frozenset(),
        ("https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",),
        home=".cache/huggingface/hub",
        cache_home="huggingface/hub",
        variables=(("HF_HUB_CACHE", ""), ("HF_HOME", "/hub")),
    ),
)


def caches_of(manager: str) -> tuple[ToolCache, ...]:
    """The caches that hold what installs of `manager` download; several where its versions differ."""
    return tuple(cache for cache in TOOL_CACHES if manager in cache.managers)
