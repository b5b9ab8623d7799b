"""Does apt have the lists of packages, without which it finds none?

The official images of Debian, Ubuntu and what is built on them come without lists. ``apt-get update`` fetches them into
the layer; whoever removes them there has to fetch them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.steps import CopyStep, RunStep, is_within
from dflint.build.tolerated import may_be_skipped
from dflint.knowledge.image_rows import MARKED_RELEASES
from dflint.shell.installers.requirements import PACKAGE

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.knowledge.base_images import BaseImageFacts
    from dflint.shell.commands import Command

LISTS = "/var/lib/apt/lists"

_WITHOUT_LISTS = frozenset({"buildpack-deps", "cuda", "debian", "node", "python", "ubuntu", "uv"})
"""The families of images that are known to come without lists; their Dockerfiles end with removing them."""

_APT = frozenset({"apt", "apt-get"})
_MAY_UPDATE = frozenset(
    "add-apt-repository apt-add-repository aptitude apt-fast nala install_packages extrepo wajig "
    "sh bash dash zsh source . eval make ansible-playbook python python3 perl".split()
)
_ALWAYS_THERE = frozenset(
    """
    adduser apt apt-utils base-files bash bzip2 ca-certificates coreutils curl dash debconf debianutils diffutils dpkg
    findutils gnupg gnupg2 gpg grep gzip hostname init-system-helpers libc6 libc-bin libgcc-s1 libssl3 libstdc++6
    libsqlite3-0 login lsb-base lsb-release mawk media-types mount ncurses-base ncurses-bin netbase openssl passwd perl
    perl-base procps readline-common sed sysvinit-utils tar tzdata ubuntu-keyring util-linux wget xz-utils zlib1g
    """.split()
)
"""Packages that one of those images may hold already, which apt then finds without lists."""

_OFTEN_BROUGHT_ALONG = (
    *("lib", "python", "gcc", "g++", "cpp", "make", "binutils", "dpkg-dev", "patch", "file", "perl", "fonts", "dbus"),
    *("openssh-client", "git", "less", "krb5", "x11", "xdg", "ucf", "java", "default-jre", "openjdk", "tcl", "tk"),
)
"""How the names of packages begin that may have come with others."""


def installs_without_lists(stage: Stage) -> Iterator[InstallStep]:
    """The installations of `stage` that certainly fail because apt has no lists; the first after they are missing."""
    known = stage.root.known
    if known is None or known.family not in _WITHOUT_LISTS or known.package_manager != "apt":
        return
    if known.release is not None and (known.system or "", known.release) not in MARKED_RELEASES:
        return  # images of before 2016 may hold lists
    lists = _Lists(known)
    for current in reversed(stage.chain):
        for layer in current.layers:
            if isinstance(layer, CopyStep):
                lists.copy(layer)
            elif not _keeps_lists_elsewhere(layer):
                failing = list(lists.run(layer))
                if current is stage:
                    yield from failing


def removal_before(install: InstallStep) -> Command | None:
    """The last command before `install` that removed the lists; None if there were none from the start."""
    found: Command | None = None
    for step in install.stage.chain_runs:
        for command in step.commands:
            if command is install.command:
                return found
            if _removes_lists(command):
                found = command
            elif _is_update(command):
                found = None
    return found


def _keeps_lists_elsewhere(step: RunStep) -> bool:
    """Whether the lists of a RUN lie in a mount, or not certainly in the image."""
    return step.script.is_foreign or any(
        mount.type in ("cache", "tmpfs", "bind") and (mount.target is None or is_within(LISTS, mount.target))
        for mount in step.mounts
    )


def _is_update(command: Command) -> bool:
    return command.name in _APT and any(word.value in ("update", "build-dep") for word in command.arguments)


def _removes_lists(command: Command) -> bool:
    """Whether a command removes the lists, or a directory that they lie in."""
    if command.name != "rm":
        return False
    for word in command.arguments:
        path = (word.value or word.prefix).rstrip("*").rstrip("/")
        if path and path.startswith("/var/lib") and (is_within(LISTS, path) or path == LISTS):
            return True
    return False


def _may_update(command: Command) -> bool:
    name = command.name
    if name is None:
        return bool(command.words)
    program = command.program.value if command.program is not None else None
    is_path = program is None or (
        "/" in program and not program.startswith(("/bin/", "/usr/bin/", "/usr/sbin/", "/sbin/"))
    )
    return name in _MAY_UPDATE or name.endswith(".sh") or is_path


class _Lists:
    """Whether the lists are there, followed through the steps; None where that is not known."""

    def __init__(self, known: BaseImageFacts) -> None:
        self._known = known
        self._are_there: bool | None = False
        self._installed: set[str] = set()

    def copy(self, step: CopyStep) -> None:
        """What a COPY may bring."""
        if step.destination is None or is_within(LISTS, step.destination):
            self._may_come()

    def run(self, step: RunStep) -> Iterator[InstallStep]:
        """The installations of a RUN that fail. What follows would fail for the same reason, and is passed over."""
        installs = {id(install.command): install for install in step.installs}
        enclosing = {id(command.enclosing) for command in step.commands if command.enclosing is not None}
        for command in step.commands:
            install = installs.get(id(command))
            if _is_update(command):
                self._are_there = self._are_there or (None if command.conditional else True)
            elif install is not None and install.install.manager == "apt":
                if self._are_there is False and _is_certain(install, self._known, self._installed):
                    yield install
                    self._are_there = True
                self._installed |= {package.name for package in install.install.packages}
            elif _removes_lists(command):
                self._are_there = None if command.conditional or self._are_there is None else False
            elif id(command) not in enclosing and _may_update(command):
                self._may_come()
        if step.script.has_errors:
            self._may_come()

    def _may_come(self) -> None:
        self._are_there = self._are_there or None


def _is_certain(install: InstallStep, known: BaseImageFacts, installed: set[str]) -> bool:
    """Whether the installation fails without lists: it names a package that is not there yet.

    `installed` are those that were installed by name; what they have brought along is not known.
    """
    if install.install.action != "install":
        return False
    if may_be_skipped(install.command, install.step) or install.install.has(
        "--download-only", "--simulate", "--no-act"
    ):
        return False
    packages = [package.name for package in install.install.packages if package.kind == PACKAGE and package.name]
    if len(packages) != len(install.install.packages) or install.install.is_dynamic:
        return False
    if installed:
        packages = [name for name in packages if name not in installed and not name.startswith(_OFTEN_BROUGHT_ALONG)]
    if known.variant in ("full", "devel", "scm", "curl") and known.family not in ("debian", "ubuntu"):
        return any(name in known.missing for name in packages)
    return any(name not in _ALWAYS_THERE for name in packages)
