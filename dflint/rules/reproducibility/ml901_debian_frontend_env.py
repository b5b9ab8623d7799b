"""ML901: ``ENV DEBIAN_FRONTEND=noninteractive``."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.dockerfile.instructions import Cmd, Entrypoint, Env, KeyValue
from dflint.rules.rule import StageRule, safe, unsafe
from dflint.source import Edit, Span

_NAME = "DEBIAN_FRONTEND"


class DebianFrontendEnv(StageRule):
    """DEBIAN_FRONTEND is left set in the image.

    `ENV` is for the programs in the container too: whoever installs a package there, or in an image that starts from
    this one, is not asked anything and does not know why. While the image is built `ARG` does the same. Images that are
    there for others to start from, or for CI, are left alone. Where apt is run in the containers later on, which no
    file tells, the setting is welcome: the rule is off unless it is selected.
    """

    code = "ML901"
    name = "debian-frontend-env"
    severity = Severity.INFO
    on = False
    fixes = Applicability.SAFE
    mentions = ("debian_frontend",)
    sources = (
        "https://docs.docker.com/reference/dockerfile/#env",
        "https://manpages.debian.org/bookworm/debconf-doc/debconf.7.en.html#Frontends",
    )

    bad = {
        "Dockerfile": """
            FROM debian:12-slim
            ENV DEBIAN_FRONTEND=noninteractive
            RUN apt-get update && apt-get install -y --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*
            CMD ["date"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM debian:12-slim
            ARG DEBIAN_FRONTEND=noninteractive
            RUN apt-get update && apt-get install -y --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*
            CMD ["date"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for the ENV that is in effect at the end."""
        if stage.final_state.env(_NAME) != "noninteractive":
            return
        found = _last(stage)
        if found is None or not _uses_apt(stage):
            return
        from dflint.build.roles import Role, role_of
        from dflint.build.shipping import becomes_image
        from dflint.project.own_bases import is_for_others

        # Those that start from it may install packages too, and rely on it.
        if not becomes_image(stage, build) or role_of(stage, build) is Role.CI or is_for_others(stage, build):
            return
        env, pair = found
        yield self.found(
            env.source,
            pair.name.span,
            f"`{_NAME}` stays set in the image, for the programs in its containers too",
            help=f"write `ARG {_NAME}=noninteractive`",
            fix=_fix(stage, env, pair),
        )


def _uses_apt(stage: Stage) -> bool:
    """Whether the image has apt, as its base or a command that installs with it says."""
    known = stage.root.known
    if known is not None and known.package_manager:
        return known.package_manager == "apt"
    return any(install.install.manager == "apt" for run in stage.chain_runs for install in run.installs)


def _last(stage: Stage) -> tuple[Env, KeyValue] | None:
    """The last ENV of the stage itself that sets the variable, and the pair."""
    for instruction in reversed(stage.instructions):
        if isinstance(instruction, Env):
            for pair in instruction.pairs:
                if pair.name.value == _NAME:
                    return instruction, pair
    return None


def _fix(stage: Stage, env: Env, pair: KeyValue) -> Fix | None:
    """Make it an ARG. An image without a command of its own may be one to start others from, which rely on it."""
    from dflint.dockerfile.placement import line_before
    from dflint.dockerfile.word_removal import without_word

    source = env.source
    argument = f"ARG {_NAME}=noninteractive"
    edits: list[Edit | None]
    if len(env.pairs) == 1:
        edits = [None if env.comments else source.edit(env.span, argument)]
    else:
        words = [Span(one.name.span.start, one.value.span.end) for one in env.pairs]
        edits = [line_before(stage.dockerfile, env, argument), without_word(env, words, env.pairs.index(pair))]
    has_command = any(isinstance(one, (Cmd, Entrypoint)) for one in stage.instructions)
    make = safe if has_command else unsafe
    return make("Make it an ARG", *edits)
