"""ML314: a package is installed from a branch of a Git repository."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import InstallRule

if TYPE_CHECKING:
    from dflint.build.wanted_packages import WantedPackage

_BRANCHES = frozenset({"main", "master", "HEAD", "dev", "develop", "trunk", "nightly"})

_HELP = "add `@` and a tag or a commit to the URL"


class GitDependencyUnpinned(InstallRule):
    """A package is installed from a Git repository without a tag or a commit.

    `git+https://…` without a reference takes whatever the default branch holds on the day of the build, and so does
    one that names a branch. Since the text of the RUN does not change, the build cache on the other hand keeps the old
    one until something above it changes. Add `@` and a tag or, better, a commit.

    The rule is silent where the newest is meant: the project installs itself or another repository of its owner, the
    same RUN clones the project as it is that day, the Dockerfile or its folder is called `nightly` or `latest`, or a
    workflow of GitHub builds and pushes it on a schedule.
    """

    code = "ML314"
    name = "git-dependency-unpinned"
    severity = Severity.WARNING
    mentions = ("pip", "uv")
    sources = ("https://pip.pypa.io/en/stable/topics/vcs-support/",)

    bad = {
        "Dockerfile": """
            FROM python:3.12
            RUN pip install --no-cache-dir git+https://github.com/huggingface/transformers.git
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12
            RUN pip install --no-cache-dir git+https://github.com/huggingface/transformers.git@v4.56.2
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a repository that the command names, and one for those of a requirements file."""
        if install.install.ecosystem != "python" or install.install.tool not in ("pip", "uv pip", "uv tool"):
            return
        if install.install.action not in ("install", "sync", "download"):
            return
        from dflint.packages.requirement import RequirementKind

        source = install.run.source
        in_files = []
        for package in install.wanted.packages:
            if package.kind is not RequirementKind.VCS or package.is_locked or _is_pinned(package):
                continue
            if _is_meant(package, install, build):
                continue
            if package.source is source:
                yield self.found(source, package.span, _message(package), help=_HELP)
            elif not package.source.path.endswith("pyproject.toml"):
                in_files.append(package)
        if in_files and install.install.requirement_files:
            others = f", and {len(in_files) - 1} more of the file likewise" if len(in_files) > 1 else ""
            yield self.found(
                source,
                install.install.requirement_files[0].span,
                _message(in_files[0]) + others,
                help=_HELP,
                related=[Related(package.source, package.span, "no tag or commit") for package in in_files],
            )


def _is_meant(package: WantedPackage, install: InstallStep, build: Build) -> bool:
    """Whether the image is there to hold what is newest: of the project itself or its owner, or of all."""
    from dflint.build.cloned_heads import cloned_heads, loosens_pins

    heads = list(cloned_heads(install.step))
    if heads and loosens_pins(install.step):
        return True
    project = build.project
    if project is None:
        return False
    from dflint.project.newest_builds import follows_newest
    from dflint.project.repository import has_same_owner, is_project_itself

    repository = _repository(package)
    if is_project_itself(repository, project) or has_same_owner(repository, project):
        return True
    return any(is_project_itself(head, project) for head in heads) or follows_newest(build)


def _reference(location: str) -> str:
    """The tag, branch or commit that the URL of a repository names, "" if none."""
    path = location.partition("://")[2].partition("#")[0].partition("?")[0].partition("/")[2]
    return path.partition("@")[2]


def _is_pinned(package: WantedPackage) -> bool:
    """Whether it is certain that it stays the same, or whether that is not known."""
    location = package.location
    if not location.startswith("git+") or "://" not in location or "$" in location:
        return True
    reference = _reference(location)
    return bool(reference) and reference.removeprefix("origin/") not in _BRANCHES


def _repository(package: WantedPackage) -> str:
    """Owner and name of the repository."""
    path = package.location.partition("://")[2].partition("#")[0].partition("/")[2].partition("@")[0]
    return path.rstrip("/").removesuffix(".git")


def _message(package: WantedPackage) -> str:
    reference = _reference(package.location)
    what = f"the branch `{reference}`" if reference else "the default branch"
    return f"`{_repository(package)}` is installed from {what}: which commit that is changes from build to build"
