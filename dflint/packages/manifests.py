"""Which files say what a project installs, and which of them does an installer read?

The rows of installers name the documentation that they were written from (verified 2026-11-23).
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Manifest(NamedTuple):
    """A kind of file that declares or locks packages, called one of `names`, or as the regular expression says."""

    names: tuple[str, ...]
    expression: str
    ecosystem: str
    """``"python"``, ``"conda"`` or ``"node"``."""
    tool: str
    """The tool that the format belongs to."""
    is_lock: bool = False


MANIFESTS = (
    Manifest(("setup.py", "setup.cfg"), "", "python", "setuptools"),
    Manifest(("pyproject.toml",), "", "python", "pyproject"),
    Manifest(("pylock.toml",), r"pylock\.[^.]+\.toml", "python", "pip", is_lock=True),
    Manifest(("uv.lock",), "", "python", "uv", is_lock=True),
    Manifest(("poetry.lock",), "", "python", "poetry", is_lock=True),
    Manifest(("pdm.lock",), "", "python", "pdm", is_lock=True),
    Manifest(("Pipfile",), "", "python", "pipenv"),
    Manifest(("Pipfile.lock",), "", "python", "pipenv", is_lock=True),
    Manifest(("pixi.toml",), "", "conda", "pixi"),
    Manifest(("pixi.lock",), "", "conda", "pixi", is_lock=True),
    Manifest(("conda-lock.yml", "conda-lock.yaml"), r"conda-.+\.lock", "conda", "conda", is_lock=True),
    Manifest(("package.json",), "", "node", "npm"),
    Manifest(("package-lock.json", "npm-shrinkwrap.json"), "", "node", "npm", is_lock=True),
    Manifest(("yarn.lock",), "", "node", "yarn", is_lock=True),
    Manifest(("pnpm-lock.yaml",), "", "node", "pnpm", is_lock=True),
    Manifest(("bun.lock", "bun.lockb"), "", "node", "bun", is_lock=True),
    Manifest((), r"(?:.*[-_.])?(?:requirements?|reqs?|constraints?)(?:[-_.].*)?\.(?:txt|in|pip)", "python", "pip"),
    Manifest((), r"(?:.*[-_.])?(?:environment|conda|env)(?:[-_.].*)?\.ya?ml", "conda", "conda"),
)
"""The first row that matches holds."""

_BY_NAME = {name: manifest for manifest in MANIFESTS for name in manifest.names}


def manifest_of(name: str) -> Manifest | None:
    """Which kind of manifest a file called `name` is, None if it is none."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    for manifest in MANIFESTS:
        if manifest.expression and re.fullmatch(manifest.expression, name, re.IGNORECASE):
            return manifest
    return None


class InstallerInputs(NamedTuple):
    """Which files a command reads from its working directory, where its arguments name none.

    `tool` and `action` are as `dflint.shell.installers` says them, for the commands that it says read the project.
    Without the files of `required` the command fails; `optional` ones are read where they exist. `installs_project`
    says whether the command also builds and installs the project itself, and so may need its source (see
    `PyProject.installs_project`), unless one of the options `without_project` is given.
    """

    tool: str
    action: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    sources: tuple[str, ...]
    installs_project: bool = False
    without_project: tuple[str, ...] = ()


_UV = ("https://docs.astral.sh/uv/concepts/projects/sync/", "https://docs.astral.sh/uv/guides/integration/docker/")
_POETRY = ("https://python-poetry.org/docs/cli/#install", "https://python-poetry.org/docs/configuration/")
_PDM = ("https://pdm-project.org/en/latest/usage/lockfile/", "https://pdm-project.org/en/latest/reference/cli/#install")
_PIPENV = ("https://pipenv.pypa.io/en/latest/commands.html",)
_CONDA = ("https://docs.conda.io/projects/conda/en/latest/commands/env/create.html",)
_NPM = ("https://docs.npmjs.com/cli/commands/npm-ci", "https://docs.npmjs.com/cli/configuring-npm/npmrc")
_YARN = ("https://yarnpkg.com/cli/install", "https://classic.yarnpkg.com/en/docs/cli/install/")
_PNPM = ("https://pnpm.io/cli/install", "https://pnpm.io/cli/fetch")
_BUN = ("https://bun.com/docs/pm/cli/install",)

_PYPROJECT = ("pyproject.toml",)
_UV_FILES = ("uv.lock", "uv.toml", ".python-version")
_UV_DEPENDENCIES_ONLY = (
    "--no-install-project",
    "--no-install-workspace",
    "--no-install-local",
    "--only-group",
    "--only-dev",
)
_POETRY_FILES = ("poetry.lock", "poetry.toml")
_NPM_FILES = ("package-lock.json", "npm-shrinkwrap.json", ".npmrc")
_YARN_FILES = ("yarn.lock", ".yarnrc", ".yarnrc.yml", ".npmrc", ".yarn")
_PNPM_FILES = ("pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs")
_BUN_FILES = ("bun.lock", "bun.lockb", "bunfig.toml")

INSTALLERS = (
    InstallerInputs("uv sync", "sync", _PYPROJECT, _UV_FILES, _UV, True, _UV_DEPENDENCIES_ONLY),
    InstallerInputs("uv add", "install", _PYPROJECT, _UV_FILES, _UV, True, ("--no-sync", *_UV_DEPENDENCIES_ONLY)),
    InstallerInputs("poetry", "install", _PYPROJECT, _POETRY_FILES, _POETRY, True, ("--no-root",)),
    InstallerInputs("poetry", "sync", _PYPROJECT, _POETRY_FILES, _POETRY, True, ("--no-root",)),
    InstallerInputs("pdm", "install", _PYPROJECT, ("pdm.lock", "pdm.toml"), _PDM, True, ("--no-self",)),
    InstallerInputs("pdm", "sync", (*_PYPROJECT, "pdm.lock"), ("pdm.toml",), _PDM, True, ("--no-self",)),
    InstallerInputs("pipenv", "install", ("Pipfile",), ("Pipfile.lock",), _PIPENV),
    InstallerInputs("pipenv", "sync", ("Pipfile.lock",), ("Pipfile",), _PIPENV),
    InstallerInputs("conda", "create", ("environment.yml",), (), _CONDA),
    InstallerInputs("conda", "update", ("environment.yml",), (), _CONDA),
    InstallerInputs("mamba", "create", ("environment.yml",), (), _CONDA),
    InstallerInputs("mamba", "update", ("environment.yml",), (), _CONDA),
    InstallerInputs("npm", "install", ("package.json",), _NPM_FILES, _NPM),
    InstallerInputs("yarn", "install", ("package.json",), _YARN_FILES, _YARN),
    InstallerInputs("pnpm", "install", ("package.json",), ("pnpm-lock.yaml", *_PNPM_FILES), _PNPM),
    InstallerInputs("pnpm", "download", ("pnpm-lock.yaml",), _PNPM_FILES, _PNPM),
    InstallerInputs("bun", "install", ("package.json",), _BUN_FILES, _BUN),
)

_INPUTS = {(row.tool, row.action): row for row in INSTALLERS}


def inputs_of(tool: str, action: str) -> InstallerInputs | None:
    """What `tool` reads from its working directory for `action`; None where it reads only what it is told to."""
    return _INPUTS.get((tool, action))
