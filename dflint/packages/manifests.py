"""Which files say what a project installs, and which of them does an installer read?

The table of installers was checked on 2026-11-23 against the documentation that `sources` of each row names.
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
    """Which files a command reads from its working directory when its arguments name none.

    `tool` and `action` are as `dflint.shell.installers` says them. Without a file of `required` the command fails;
    `optional` ones are read where they exist. `installs_project` says whether the command also builds and installs the
    project itself, and so needs its source, unless one of the options `without_project` is given.
    """

    tool: str
    action: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    installs_project: bool
    without_project: tuple[str, ...]
    sources: tuple[str, ...]


_UV = ("https://docs.astral.sh/uv/concepts/projects/sync/", "https://docs.astral.sh/uv/guides/integration/docker/")
_POETRY = ("https://python-poetry.org/docs/cli/#install",)
_PDM = ("https://pdm-project.org/latest/usage/dependency/#install-the-packages-pinned-in-lock-file",)
_PIPENV = ("https://pipenv.pypa.io/en/latest/commands.html",)
_NPM = ("https://docs.npmjs.com/cli/commands/npm-ci",)
_YARN = ("https://yarnpkg.com/cli/install",)
_PNPM = ("https://pnpm.io/cli/install", "https://pnpm.io/cli/fetch")
_BUN = ("https://bun.com/docs/pm/cli/install",)

_NO_PROJECT = ("--no-install-project", "--no-install-workspace", "--no-install-local", "--only-group", "--only-dev")
_NPM_LOCKS = ("package-lock.json", "npm-shrinkwrap.json")
_YARN_FILES = ("yarn.lock", ".yarnrc", ".yarnrc.yml", ".npmrc", ".yarn")
_PNPM_FILES = ("pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs")

INSTALLERS = (
    InstallerInputs(
        "uv sync", "sync", ("pyproject.toml",), ("uv.lock", "uv.toml", ".python-version"), True, _NO_PROJECT, _UV
    ),
    InstallerInputs(
        "poetry", "install", ("pyproject.toml",), ("poetry.lock", "poetry.toml"), True, ("--no-root",), _POETRY
    ),
    InstallerInputs(
        "poetry", "sync", ("pyproject.toml",), ("poetry.lock", "poetry.toml"), True, ("--no-root",), _POETRY
    ),
    InstallerInputs("pdm", "install", ("pyproject.toml",), ("pdm.lock", "pdm.toml"), True, ("--no-self",), _PDM),
    InstallerInputs("pdm", "sync", ("pyproject.toml", "pdm.lock"), ("pdm.toml",), True, ("--no-self",), _PDM),
    InstallerInputs("pipenv", "install", ("Pipfile",), ("Pipfile.lock",), False, (), _PIPENV),
    InstallerInputs("pipenv", "sync", ("Pipfile.lock",), ("Pipfile",), False, (), _PIPENV),
    InstallerInputs("npm", "ci", ("package.json",), (*_NPM_LOCKS, ".npmrc"), False, (), _NPM),
    InstallerInputs("npm", "install", ("package.json",), (*_NPM_LOCKS, ".npmrc"), False, (), _NPM),
    InstallerInputs("yarn", "install", ("package.json",), _YARN_FILES, False, (), _YARN),
    InstallerInputs("pnpm", "install", ("package.json",), _PNPM_FILES, False, (), _PNPM),
    InstallerInputs("pnpm", "fetch", ("pnpm-lock.yaml",), _PNPM_FILES[1:], False, (), _PNPM),
    InstallerInputs("bun", "install", ("package.json",), ("bun.lock", "bun.lockb", "bunfig.toml"), False, (), _BUN),
)

_INPUTS = {(row.tool, row.action): row for row in INSTALLERS}


def inputs_of(tool: str, action: str) -> InstallerInputs | None:
    """What `tool` reads from its working directory for `action`; None where it reads only what it is told to."""
    return _INPUTS.get((tool, action))
