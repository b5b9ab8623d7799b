"""ML906: ``apt-get install`` without ``apt-get update``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Related, Severity
from dflint.rules.rule import StageRule, safe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.diagnostics import Diagnostic, Fix
    from dflint.source import Span


class AptInstallWithoutUpdate(StageRule):
    """apt is to install packages, but there are no lists of packages in the image.

    The official images come without them, and a RUN that ends with `rm -rf /var/lib/apt/lists/*` has removed them
    again: apt says "Unable to locate package", and the build fails. Run `apt-get update` in the same RUN.
    """

    code = "ML906"
    name = "apt-install-without-update"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("apt",)
    sources = (
        "https://docs.docker.com/build/building/best-practices/#apt-get",
        "https://manpages.debian.org/stable/apt/apt-get.8.en.html",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get install -y --no-install-recommends libgomp1
            RUN pip install --no-cache-dir lightgbm
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN apt-get update && apt-get install -y --no-install-recommends libgomp1
            RUN pip install --no-cache-dir lightgbm
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an installation for which there are no lists."""
        if stage.root.known is None or stage.root.known.package_manager != "apt":
            return
        from dflint.build.package_lists import installs_without_lists, removal_before

        for install in installs_without_lists(stage):
            source = install.run.source
            removal = removal_before(install)
            if removal is None:
                why = f"`{stage.root.text}` comes without, and nothing has run `apt-get update`"
            else:
                why = "they have been removed again"
            yield self.found(
                source,
                _span(install),
                f"apt has no lists of packages here, so it finds none: {why}",
                help="run `apt-get update` before it, in the same RUN",
                related=[] if removal is None else [Related(source, removal.span, "they are removed here")],
                fix=_fix(install),
            )


def _span(install: InstallStep) -> Span:
    from dflint.shell.command_edits import word_of, words_through

    word = word_of(install.command, "install")
    return install.install.span if word is None else words_through(install.command, word)


def _fix(install: InstallStep) -> Fix | None:
    """Fetch the lists in front of the command, as the same user."""
    command, script = install.command, install.command.script
    if command.connector not in ("", "&&", ";") or command.program is None or install.run.is_exec:
        return None
    if command.enclosing is not None or command.in_pipeline or not script.is_verbatim(command.start, command.end):
        return None
    before = script.text[command.start : command.program.start]
    if before not in ("", "sudo "):
        return None
    start = script.span(command.start, command.start + 1).start
    edit = install.run.source.edit(type(command.span)(start, start), f"{before}apt-get update && ")
    return safe("Run `apt-get update` first", edit)
