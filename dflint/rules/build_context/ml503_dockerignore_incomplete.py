"""ML503: a whole folder is copied, and the `.dockerignore` does not leave out what nobody needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.cost import measured
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import ContextRule, Size, safe, unsafe
from dflint.source import Edit, Source, Span

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.unneeded import Unneeded
    from dflint.context.build_context import BuildContext


class DockerignoreIncomplete(ContextRule):
    """A whole folder is copied, and `.dockerignore` lets through what the image does not need.

    There is an ignore file, but what lies on the disk today is not in it: the git history, a virtual environment,
    checkpoints, traces of experiments, data. It is sent to the builder, makes the image larger, and makes the layer new
    whenever it changes. Less than a megabyte of byte code and the like is not worth a word. Files with secrets are for
    ML508.

    Patterns for `.git`, byte code, virtual environments and caches of tools are added by a safe fix. The others are
    left to you (`dflint fix --unsafe`), for a program may read those files: mount them instead where it does. What a
    build copies by its name is never left out.
    """

    code = "ML503"
    name = "dockerignore-incomplete"
    severity = Severity.WARNING
    fixes = Applicability.SAFE
    sources = (
        "https://docs.docker.com/build/concepts/context/#dockerignore-files",
        "https://docs.docker.com/build/cache/optimize/#keep-the-context-small",
    )

    bad = {
        "train.py": "print('training')\n",
        ".venv/pyvenv.cfg": "home = /usr/bin\n",
        ".venv/lib/python3.12/site-packages/torch/lib/libtorch_cpu.so": Size(400_000_000),
        ".dockerignore": "**/__pycache__\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /srv
            COPY . .
            CMD ["python", "train.py"]
        """,
    }
    good = {
        **bad,
        ".dockerignore": "**/__pycache__\n.venv\n",
    }

    def check(self, context: BuildContext, builds: tuple[Build, ...]) -> Iterator[Diagnostic]:
        """Yield a finding for each folder that is copied and holds what can be left out."""
        ignore = context.ignore.source
        if ignore is None or context.ignore.problems:
            return
        from dflint.build.context_use import ContextUse
        from dflint.build.unneeded import unneeded

        for found in unneeded(ContextUse(context, builds)):
            if not found.is_trifle:
                yield self._finding(found, ignore)

    def _finding(self, found: Unneeded, ignore: Source) -> Diagnostic:
        copy = found.copy
        instruction = copy.step.instruction
        taken = f"`{instruction.keyword} {copy.word.text}` also takes in {found.text()}"
        return self.found(
            instruction.source,
            copy.word.span,
            f"{taken}, which `{_name(ignore)}` lets through",
            severity=None if found.is_important else Severity.INFO,
            help=_help(found, _name(ignore)),
            related=[
                Related(other.step.instruction.source, other.word.span, "the same folder is copied here")
                for other in found.also
            ]
            + [Related(ignore, Span(len(ignore.text), len(ignore.text)), "the patterns go here")],
            fix=_fix(found, ignore),
            cost=measured(found.byte_count),
        )


def _name(ignore: Source) -> str:
    return ignore.path.replace("\\", "/").rpartition("/")[2]


def _help(found: Unneeded, name: str) -> str:
    unsafe_patterns = " and ".join(f"`{pattern}`" for pattern in found.unsafe_patterns[:3])
    if not unsafe_patterns:
        return f"add it to `{name}`"
    if not found.safe_patterns:
        return f"add {unsafe_patterns} to `{name}` unless the image needs that; mount what the program reads"
    return f"add it to `{name}`; {unsafe_patterns} only if the program does not read that from the image"


def _fix(found: Unneeded, ignore: Source) -> Fix | None:
    """The patterns that are safe to add; when there are none left, the others."""
    if found.safe_patterns:
        return safe(f"add {_listed(found.safe_patterns)}", _appended(ignore, found.safe_patterns))
    return unsafe(f"add {_listed(found.unsafe_patterns)}", _appended(ignore, found.unsafe_patterns))


def _listed(patterns: tuple[str, ...]) -> str:
    return ", ".join(f"`{pattern}`" for pattern in patterns)


def _appended(ignore: Source, patterns: tuple[str, ...]) -> Edit | None:
    end = len(ignore.text)
    lines = "".join(pattern + ignore.newline for pattern in patterns)
    needs_newline = bool(ignore.text) and not ignore.text.endswith("\n")
    return ignore.edit(Span(end, end), ignore.newline + lines if needs_newline else lines)
