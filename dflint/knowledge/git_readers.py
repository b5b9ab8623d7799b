"""What reads the git history while an image is built: subcommands of git, build tools that stamp a version.

Looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

VERIFIED = "2026-11-23"

NEEDS_NO_REPOSITORY = frozenset(
    {"clone", "init", "config", "lfs", "version", "help", "credential", "ls-remote", "--version"}
)
"""Subcommands of git that do not look into the repository that they are run in (``git lfs install`` is the usual one).

Source: https://git-scm.com/docs
"""

VERSIONING_TOOLS = (
    "setuptools_scm",
    "setuptools-scm",
    "use_scm_version",
    "hatch-vcs",
    "versioneer",
    "setuptools-git-versioning",
    "setuptools_git_versioning",
    "poetry-dynamic-versioning",
    "uv-dynamic-versioning",
    "dunamai",
    "versioningit",
    "flit_scm",
    "flit-scm",
    "vcs-versioning",
    "miniver",
    "pbr",
    "scm",
)
"""What a Python project names in its metadata when its version comes from git tags.

Sources: https://setuptools-scm.readthedocs.io, https://github.com/ofek/hatch-vcs,
https://github.com/python-versioneer/python-versioneer, https://backend.pdm-project.org/metadata/ (``source = "scm"``),
https://docs.openstack.org/pbr/latest/
"""

STAMPING_COMPILERS = {"go": frozenset({"build", "install", "run", "test", "generate"})}
"""Compilers that put the state of the repository into what they build, and by which subcommands.

Source: https://pkg.go.dev/cmd/go (``-buildvcs``)
"""

BUILD_DESCRIPTIONS = {
    "make": ("Makefile", "makefile", "GNUmakefile"),
    "gmake": ("GNUmakefile", "Makefile", "makefile"),
    "cmake": ("CMakeLists.txt",),
    "cargo": ("build.rs", "Cargo.toml"),
    "just": ("justfile", "Justfile"),
    "task": ("Taskfile.yml", "Taskfile.yaml"),
    "bazel": (".bazelrc", "WORKSPACE"),
}
"""Build tools, and the files at the root of a project that say whether they ask git."""
