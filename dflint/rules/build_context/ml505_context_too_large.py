"""ML505: ``COPY . .`` takes in more than the program can need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.cost import cost_text, measured
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.rules.rule import ContextRule, Option, Size
from dflint.sizes import byte_count_of, is_size, size_text

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.whole_context import WholeContextCopy
    from dflint.context.build_context import BuildContext

_MOST_NAMES = 2


class ContextTooLarge(ContextRule):
    """A copy of the whole build context takes in very much.

    All that `COPY . .` takes in is sent to the builder, compared at each build, and becomes a layer that is new when
    any of its files changes. Where that is more than 500 MB (`max-size`) of what no other rule has named, something is
    in the context that no program needs: copy the folders that are needed by their names, or leave the rest out with
    `.dockerignore`.

    What ML501 and ML503 offer to leave out is not counted.
    """

    code = "ML505"
    name = "context-too-large"
    severity = Severity.WARNING
    sources = (
        "https://docs.docker.com/build/concepts/context/",
        "https://docs.docker.com/build/cache/optimize/#keep-the-context-small",
    )
    options = {
        "max-size": Option("500 MB", "What a copy of the whole context may take in without a word.", is_size),
    }

    bad = {
        "app.py": "print('ready')\n",
        "videos/intro.mov": Size(700_000_000),
        ".dockerignore": ".git\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /srv
            COPY . .
            CMD ["python", "app.py"]
        """,
    }
    good = {
        **bad,
        ".dockerignore": ".git\nvideos\n",
    }

    def check(self, context: BuildContext, builds: tuple[Build, ...]) -> Iterator[Diagnostic]:
        """Yield a finding if a copy of the whole context takes in more than is allowed."""
        from dflint.build.context_use import ContextUse

        use = ContextUse(context, builds)
        if not any(not copy.path for copy in use.directory_copies) or not use.is_context_certain:
            return
        from dflint.build.whole_context import whole_context_copy

        found = whole_context_copy(use)
        if found is not None and found.byte_count > (byte_count_of(str(self.option("max-size"))) or 0):
            yield self._finding(found)

    def _finding(self, found: WholeContextCopy) -> Diagnostic:
        instruction = found.copy.step.instruction
        cost = measured(found.byte_count)
        taken = f"`{instruction.keyword} {found.copy.word.text}` takes in {cost_text(cost)}"
        largest = [f"`{one.path}` ({size_text(one.byte_count)})" for one in found.largest(_MOST_NAMES)]
        return self.found(
            instruction.source,
            found.copy.word.span,
            f"{taken}, most of it {' and '.join(largest)}",
            help="copy what the program needs by its name, or leave the rest out with `.dockerignore`",
            related=[
                Related(other.step.instruction.source, other.word.span, "the context is copied here too")
                for other in found.also
            ],
            cost=cost,
        )
