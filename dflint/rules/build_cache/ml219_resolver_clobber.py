"""ML219: a later installation replaces the torch of an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import InstallRule

if TYPE_CHECKING:
    from dflint.build.replaced_torch import Replacement
    from dflint.source import Span


class ResolverClobber(InstallRule):
    """A later installation replaces the torch that an earlier one has put into the image.

    pip looks at one command at a time. A requirements file that asks for another torch, or a torchvision that needs
    another one, takes away the build that was chosen before, such as the one for CPUs, and puts that of PyPI in its
    place: both are in the layers of the image, and the one that runs is not the one that was meant. Give all commands
    the same versions, or install them together.
    """

    code = "ML219"
    name = "resolver-clobber"
    severity = Severity.WARNING
    mentions = ("pip",)
    sources = (
        "https://pip.pypa.io/en/stable/topics/dependency-resolution/",
        "https://pypi.org/project/torchvision/",
    )

    bad = {
        "requirements.txt": "torch==2.6.0\nfastapi==0.115.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.5.1 --index-url https://download.pytorch.org/whl/cpu
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
        """,
    }
    good = {
        "requirements.txt": "torch==2.6.0\nfastapi==0.115.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch==2.6.0 --index-url https://download.pytorch.org/whl/cpu
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a command that takes away an earlier torch."""
        if install.install.ecosystem != "python" or install.install.action != "install":
            return
        from dflint.build.replaced_torch import replacement_of

        replacement = replacement_of(install)
        if replacement is None:
            return
        earlier, by, _ = replacement
        source = install.run.source
        related = [Related(earlier.source, earlier.span, "the torch that is replaced")]
        if by.source is not source:
            related.append(Related(by.source, by.span, "this replaces it"))
        yield self.found(
            source,
            _span(install, replacement),
            _message(replacement),
            help="ask for the same torch in both commands, or install everything in one",
            related=related,
        )


def _span(install: InstallStep, replacement: Replacement) -> Span:
    by = replacement.by
    if by.source is install.run.source:
        return by.span
    files = install.install.requirement_files
    return files[0].span if files else install.command.span


def _message(replacement: Replacement) -> str:
    earlier, by, needs = replacement
    variant = earlier.torch_variant
    build = f" ({variant})" if variant and variant not in (earlier.version or "") else ""
    line = earlier.install.run.start_row
    what = f"the torch {earlier.version}{build} of line {line}"
    if by.name == "torch":
        new = f"torch {by.version}" if by.version is not None else f"a torch {needs}"
        return f"{new} from PyPI replaces {what}"
    version = f" {by.version}" if by.version is not None else ""
    return f"{by.name}{version} needs torch {needs.removeprefix('==')} and replaces {what} by the one of PyPI"
