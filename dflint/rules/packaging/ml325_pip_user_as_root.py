"""ML325: ``pip install --user`` as root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.shipping import ships
from dflint.build.stages import Stage
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.shell.commands import Command
    from dflint.source import Source

_TOOLS = frozenset({"pip", "setuptools", "wheel"})


class PipUserAsRoot(InstallRule):
    """Root installs into its home directory with `--user` what is then not found.

    The commands of the packages lie in `/root/.local/bin`, where no shell looks for them, and no other user may read
    what is below `/root`. In an image there is nothing to be kept apart: leave `--user` out, or install as the user who
    runs the program. The rule speaks where such a command is called, or another user runs the image.
    """

    code = "ML325"
    name = "pip-user-as-root"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("--user",)
    sources = (
        "https://pip.pypa.io/en/stable/user_guide/#user-installs",
        "https://docs.python.org/3/library/site.html#site.USER_BASE",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir --user jupyterlab
            CMD ["jupyter", "lab"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir jupyterlab
            CMD ["jupyter", "lab"]
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an installation into root's home directory that ends up in an image."""
        what = install.install
        if what.tool != "pip" or what.action != "install" or not what.has("--user"):
            return
        if not install.state.is_root or install.stage.root.known is None or install.step.is_trigger:
            return
        home = install.state.home
        if not isinstance(home, str) or what.environment is not None or "-m venv" in install.run.body_text:
            return
        stage, place = install.stage, f"{home}/.local"
        if not ships(stage, build) or _is_used(stage, place) or install.step.lookup("PYTHONUSERBASE") is not None:
            return
        names = install.wanted.names - _TOOLS
        if not names and install.wanted.is_complete:
            return
        related: tuple[Related, ...] = ()
        user = stage.final_state.user_name
        if isinstance(user, str) and stage.final_state.is_root is False:
            message = f"root installs into `{place}`, which `{user}`, who runs the image, cannot read"
        else:
            called = _called(install, names)
            if called is None:
                return
            source, command = called
            message = f"root installs into `{place}`, whose commands are not in PATH, so `{command.name}` is not found"
            related = (Related(source, (command.program or command).span, "it is called here"),)
        option = what.given("--user")[0]
        yield self.found(
            install.run.source,
            option.word.span,
            message,
            help="leave `--user` out",
            related=related,
            fix=_fix(install),
        )


def _is_used(stage: Stage, place: str) -> bool:
    """Whether the directory is in PATH, or is taken by another stage."""
    for other in stage.graph.stages:
        if any(place in (source or place) for copy in other.copies if copy.origin is stage for source in copy.sources):
            return True
        if stage in other.chain:
            path = other.final_state.env("PATH")
            if isinstance(path, str) and place in path:
                return True
    return any(".local/bin" in run.run.body_text for run in stage.chain_runs)


def _called(install: InstallStep, names: frozenset[str]) -> tuple[Source, Command] | None:
    """A command of one of the packages that is called after the installation, and that nothing else brings."""
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.knowledge.console_scripts import CONSOLE_SCRIPTS
    from dflint.packages.requirement import normalise_name

    stage = install.stage
    others = {
        package.name
        for package in packages_of_stage(stage).packages
        if package.install.install.ecosystem != "python" or not package.install.install.has("--user")
    }
    for source, command in _later_commands(install):
        program = None if command.program is None else command.program.value
        if program is None or "/" in program:
            continue
        bringing = {normalise_name(program), *CONSOLE_SCRIPTS.get(program, ())}
        if bringing & names and not bringing & others and not _is_installed_otherwise(stage, program):
            return source, command
    return None


def _later_commands(install: InstallStep) -> Iterator[tuple[Source, Command]]:
    """The commands that are run after the installation, in the build and by the image."""
    from dflint.dockerfile.instructions import Cmd, Entrypoint, Healthcheck
    from dflint.shell.run import command_script

    stage = install.stage
    for run in stage.runs:
        is_same = run is install.step
        if is_same or run.position > install.step.position:
            for command in run.commands:
                if not is_same or command.start > install.command.start:
                    yield run.run.source, command
    for kind in (Entrypoint, Cmd, Healthcheck):
        instruction = stage.last(kind)
        if instruction is not None and instruction in stage.instructions:
            for command in command_script(instruction, stage.final_state.shell).commands:
                yield instruction.source, command


def _is_installed_otherwise(stage: Stage, program: str) -> bool:
    """Whether the base image, or a package of the system, brings a command."""
    known = stage.root.known
    if known is not None and program in known.commands:
        return True
    return any(
        program in package.name
        for run in stage.chain_runs
        for step in run.installs
        if step.install.ecosystem != "python"
        for package in step.install.packages
    )


def _fix(install: InstallStep) -> Fix | None:
    from dflint.shell.command_edits import without_option

    word = install.install.given("--user")[0].word
    if word.value != "--user" or install.run.is_exec:
        return None
    return unsafe("Leave `--user` out", without_option(install.command, word))
