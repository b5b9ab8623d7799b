"""ML501: a whole folder is copied, and there is no `.dockerignore`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.context.dockerignore import IGNORE_FILE_NAME
from dflint.cost import measured
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ContextRule, Size, safe, unsafe
from dflint.source import CreateFile

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.unneeded import Unneeded
    from dflint.context.build_context import BuildContext


class DockerignoreMissing(ContextRule):
    """A whole folder is copied into the image, and there is no `.dockerignore`.

    `COPY . .` takes in everything that lies in the build context: the git history, virtual environments, byte code,
    data and checkpoints. All of that is sent to the builder, makes the image larger, and makes the layer new on every
    commit or training run, though no line of code has changed. A `.dockerignore` at the root of the context leaves it
    out.

    The rule looks at what is on the disk and speaks only if something there can be left out: `.git`, or a megabyte of
    the rest. The fix names `.git`, byte code, virtual environments and caches of tools, which no program in a container
    misses; what a program may read (data, checkpoints) is left to ML503, what holds secrets to ML508.
    """

    code = "ML501"
    name = "dockerignore-missing"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = (
        "https://docs.docker.com/build/concepts/context/#dockerignore-files",
        "https://docs.docker.com/build/cache/optimize/#keep-the-context-small",
    )

    bad = {
        "app/main.py": "print('ready')\n",
        "app/__pycache__/main.cpython-312.pyc": Size(2_000),
        ".venv/pyvenv.cfg": "home = /usr/bin\n",
        ".venv/lib/python3.12/site-packages/torch/lib/libtorch_cpu.so": Size(400_000_000),
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /srv
            COPY . .
            CMD ["python", "app/main.py"]
        """,
    }
    good = {
        **bad,
        ".dockerignore": ".venv\n**/__pycache__\n",
    }

    def check(self, context: BuildContext, builds: tuple[Build, ...]) -> Iterator[Diagnostic]:
        """Yield a finding for each folder that is copied and holds what can be left out."""
        if context.ignore_path is not None:
            return
        from dflint.build.context_use import ContextUse

        use = ContextUse(context, builds)
        if not use.directory_copies or not use.is_context_certain or _has_misplaced_ignore_file(context, builds):
            return
        from dflint.build.unneeded import unneeded

        for found in unneeded(use):
            if found.is_trifle:
                continue
            yield self._finding(found, context)

    def _finding(self, found: Unneeded, context: BuildContext) -> Diagnostic:
        copy = found.copy
        instruction = copy.step.instruction
        return self.found(
            instruction.source,
            copy.word.span,
            f"`{instruction.keyword} {copy.word.text}` also takes in {found.text()}: there is no `.dockerignore`",
            severity=None if _is_worth_a_warning(found) else Severity.INFO,
            help=_help(found),
            related=[
                Related(other.step.instruction.source, other.word.span, "the same folder is copied here")
                for other in found.also
            ],
            fix=_fix(found, context),
            cost=measured(found.byte_count),
        )


def _is_worth_a_warning(found: Unneeded) -> bool:
    """Whether it matters; what a program may read is only worth knowing of."""
    return found.is_important or bool(found.safe_patterns)


def _help(found: Unneeded) -> str:
    patterns = " and ".join(f"`{pattern}`" for pattern in found.unsafe_patterns[:3])
    if not patterns:
        return "leave it out with a `.dockerignore` at the root of the build context"
    return f"leave out what no program reads with a `.dockerignore`, and {patterns} too unless the image needs that"


def _fix(found: Unneeded, context: BuildContext) -> Fix | None:
    """A new ignore file with what is safe or, if there is nothing of that, with the rest; none outside the project."""
    path = context.native(IGNORE_FILE_NAME)
    if not path.startswith(os.path.join(found.copy.build.project.root, "")):
        return None
    if found.safe_patterns:
        return safe("create `.dockerignore`", CreateFile(path, _text(found.safe_patterns)))
    return unsafe("create `.dockerignore`", CreateFile(path, _text(found.unsafe_patterns)))


def _text(patterns: tuple[str, ...]) -> str:
    return "".join(pattern + "\n" for pattern in patterns)


def _has_misplaced_ignore_file(context: BuildContext, builds: tuple[Build, ...]) -> bool:
    """Whether an ignore file lies where it is not read for one of the builds, but is perhaps meant to be.

    That is between the Dockerfile and the root of the context; where only the Dockerfile's own folder says what the
    context is, it is above that folder, up to the root of the project.
    """
    for build in builds:
        top = build.project.root if build.service is None else context.root
        folder = os.path.dirname(build.path)
        while folder != top and folder.startswith(os.path.join(top, "")):
            if folder != context.root and build.project.exists(os.path.join(folder, IGNORE_FILE_NAME)):
                return True
            folder = os.path.dirname(folder)
        if folder == top != context.root and build.project.exists(os.path.join(top, IGNORE_FILE_NAME)):
            return True
    return False
