"""ML329: a requirements file is read that is not in the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.file_absence import Absence
    from dflint.shell.words import ShellWord


class RequirementsFileNotCopied(InstallRule):
    """A requirements file is not copied into the image before it is installed from.

    A RUN sees only what the instructions above it have brought. Without a COPY or a bind mount of the requirements file
    pip ends with "Could not open requirements file", and the build with it. Copy the file before the RUN; copying just
    that file, and the source code after it, also keeps the installation in the build cache.
    """

    code = "ML329"
    name = "requirements-file-not-copied"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("pip", "conda", "mamba")
    sources = (
        "https://docs.docker.com/reference/dockerfile/#copy",
        "https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-r",
    )

    bad = {
        "requirements.txt": "torch==2.8.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            RUN pip install --no-cache-dir -r requirements.txt
            COPY . .
        """,
    }
    good = {
        "requirements.txt": "torch==2.8.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
            COPY . .
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a file that is named and is certainly not there."""
        words = (*install.install.requirement_files, *install.install.constraint_files)
        if not words or install.install.ecosystem not in ("python", "conda") or _is_dry(install):
            return
        from dflint.build.file_absence import absence_of

        for word in words:
            path = None if "://" in word.prefix else install.path_of(word)
            absence = None if path is None or word.has_glob else absence_of(install, path)
            if path is not None and absence is not None:
                yield self._finding(install, word, path, absence)
        if len(words) == 1:
            for path in _taken_in(install):
                absence = absence_of(install, path)
                if absence is not None and absence.context_path is not None:
                    yield self._finding(install, words[0], path, absence, f", which `{words[0].text}` takes in,")

    def _finding(
        self, install: InstallStep, word: ShellWord, path: str, absence: Absence, which: str = ""
    ) -> Diagnostic:
        related = []
        if absence.is_ignored:
            message = f"`{path}`{which} is not in the image: the ignore file leaves out `{absence.context_path}`"
            help = f"take `{absence.context_path}` out of the ignore file, or add a pattern `!{absence.context_path}`"
        elif absence.later is not None:
            message = f"`{path}`{which} is not in the image yet: line {absence.later.instruction.start_row} copies it"
            help = "copy it before this RUN"
            related.append(Related(absence.later.instruction.source, absence.later.instruction.span, "copied here"))
        else:
            message = f"`{path}`{which} is not in the image: nothing copies it there"
            help = "copy it before this RUN, or mount it with `--mount=type=bind`"
        return self.found(
            install.run.source, word.span, message, help=help, related=related, fix=_fix(install, path, absence)
        )


def _taken_in(install: InstallStep) -> Iterator[str]:
    """The files that the requirements file names, by ``-r`` and ``-c``, and that nothing is known to bring."""
    for file in install.wanted.files:
        if file.word is None and file.is_required and file.origin is None and file.path is not None:
            yield file.path


def _is_dry(install: InstallStep) -> bool:
    return install.install.has("--help", "--version")


def _fix(install: InstallStep, path: str, absence: Absence) -> Fix | None:
    """A COPY of the file above the RUN, where it is known which one it is."""
    source = absence.context_path
    if source is None or absence.is_ignored or install.step.is_trigger:
        return None
    folder, _, name = path.rpartition("/")
    if source.rpartition("/")[2] != name or any(character in source + folder for character in " $\\\"'"):
        return None
    from dflint.dockerfile.placement import line_before

    workdir = install.state.workdir
    destination = "." if folder == workdir else f"{folder}/"
    line = f"COPY {source} {destination}"
    return unsafe(f"Copy `{source}`", line_before(install.stage.dockerfile, install.run, line))
