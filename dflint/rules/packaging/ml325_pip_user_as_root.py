"""ML325: ``pip install --user`` as root."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.shipping import ships
from dflint.build.stages import Stage
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.rules.rule import InstallRule, unsafe


class PipUserAsRoot(InstallRule):
    """Root installs into its home directory with `--user`.

    The commands of the packages then lie in `/root/.local/bin`, where no shell looks for them, and no other user may
    read what is below `/root`. In an image there is nothing to be kept apart: leave `--user` out, or install as the
    user who runs the program.
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
        option = what.given("--user")[0]
        yield self.found(
            install.run.source,
            option.word.span,
            _message(stage, place),
            help="leave `--user` out",
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


def _message(stage: Stage, place: str) -> str:
    user = stage.final_state.user_name
    if isinstance(user, str) and stage.final_state.is_root is False:
        return f"root installs into `{place}`, which `{user}`, who runs the image, cannot read"
    return f"root installs into `{place}`, whose commands are not in PATH"


def _fix(install: InstallStep) -> Fix | None:
    from dflint.shell.command_edits import without_option

    word = install.install.given("--user")[0].word
    if word.value != "--user" or install.run.is_exec:
        return None
    return unsafe("Leave `--user` out", without_option(install.command, word))
