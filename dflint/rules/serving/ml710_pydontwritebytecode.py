"""ML710: ``ENV PYTHONDONTWRITEBYTECODE=1``."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Severity
from dflint.dockerfile.instructions import Env
from dflint.rules.rule import StageRule, unsafe
from dflint.source import Span

_NAME = "PYTHONDONTWRITEBYTECODE"


class Pydontwritebytecode(StageRule):
    """Python is told not to keep byte code.

    Each time the container starts again, Python compiles the modules that have no byte code yet, the project's own and
    all that uv has installed. pip compiles what it installs whatever this variable says. The variable keeps a source
    tree clean that is mounted from the host; an image gains little by it.
    """

    code = "ML710"
    name = "pydontwritebytecode"
    severity = Severity.INFO
    fixes = Applicability.UNSAFE
    on = False
    mentions = ("pythondontwritebytecode",)
    sources = (
        "https://docs.python.org/3/using/cmdline.html#envvar-PYTHONDONTWRITEBYTECODE",
        "https://docs.astral.sh/uv/guides/integration/docker/#compiling-bytecode",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
            CMD ["python", "serve.py"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV PYTHONUNBUFFERED=1
            CMD ["python", "serve.py"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the ENV of a stage whose image is used."""
        from dflint.build.shipping import ships
        from dflint.dockerfile.word_removal import without_word

        if not stage.final_state.env(_NAME) or not ships(stage, build):
            return
        for env in stage.instructions:
            if not isinstance(env, Env):
                continue
            for index, pair in enumerate(env.pairs):
                if pair.name.value == _NAME and pair.value.value:
                    words = [Span(one.name.span.start, one.value.span.end) for one in env.pairs]
                    yield self.found(
                        env.source,
                        pair.name.span,
                        f"with `{_NAME}` Python compiles the project's modules anew whenever a container starts",
                        help="leave it out of the image",
                        fix=unsafe(f"Take `{_NAME}` away", without_word(env, words, index)),
                    )
