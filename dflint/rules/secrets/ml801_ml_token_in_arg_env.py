"""ML801: ``ARG HF_TOKEN``, ``ENV OPENAI_API_KEY=sk-…``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.dockerfile.instructions import Arg, Env
from dflint.knowledge.ml_credentials import CREDENTIALS, Credential
from dflint.knowledge.placeholders import is_placeholder
from dflint.rules.rule import BuildRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.secret_mounts import Declaration
    from dflint.build.stages import Stage
    from dflint.dockerfile.instructions import Instruction, Word
    from dflint.source import Span

_WRITTEN = 3
_IN_ENVIRONMENT = 2
_AS_ARGUMENT = 1

_MESSAGES = {
    _WRITTEN: "the value of `{name}` ({kind}) is written in the Dockerfile",
    _IN_ENVIRONMENT: "`{name}` ({kind}) becomes part of the image's configuration, for everybody to read",
    _AS_ARGUMENT: "`{name}` ({kind}) is passed as a build argument, which `docker history` shows",
}
_IN_OTHER_STAGE = {
    _WRITTEN: _MESSAGES[_WRITTEN],
    _IN_ENVIRONMENT: "`{name}` ({kind}) is set from a build argument, which is no place for a secret",
    _AS_ARGUMENT: "`{name}` ({kind}) is passed as a build argument, which is no place for a secret",
}
"""What is true of a stage of which an image gets files at most."""


class _Place(NamedTuple):
    """A variable that ARG or ENV sets, and how bad that is."""

    declaration: Declaration
    fault: int


class MlTokenInArgEnv(BuildRule):
    """A credential of an ML service is set with `ARG` or `ENV`.

    What `ENV` sets is in the configuration of the image, and what an `ARG` was given is in its history: whoever can
    pull the image has the token. A stage that files are only copied from keeps neither in the image, but what is
    written in the Dockerfile is read by all who have the file. Give it to the `RUN` that needs it as a secret
    (`RUN --mount=type=secret,id=hf_token,env=HF_TOKEN`, which Dockerfile 1.10 brought), and to the container when it
    starts.
    """

    code = "ML801"
    name = "ml-token-in-arg-env"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    aliases = ("DL3064", "SecretsUsedInArgOrEnv")
    mentions = ("env", "arg")
    sources = (
        "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
        "https://docs.docker.com/reference/dockerfile/#arg",
        "https://docs.docker.com/build/buildkit/dockerfile-release-notes/#1100",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub
            ARG HF_TOKEN
            ENV HF_HOME=/models HF_TOKEN=${HF_TOKEN}
            RUN hf download meta-llama/Llama-3.2-1B
            CMD ["python", "-m", "serve"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub
            ENV HF_HOME=/models
            RUN --mount=type=secret,id=hf_token,env=HF_TOKEN hf download meta-llama/Llama-3.2-1B
            CMD ["python", "-m", "serve"]
        """,
    }

    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a credential and stage."""
        given: set[str] = set()
        for name, place in _global_places(build):
            given.add(name)
            if place.fault:
                yield self._finding(build, None, CREDENTIALS[name], [place])
        for stage in build.graph.stages:
            for name, places in _places(stage, given).items():
                if any(place.fault for place in places):
                    yield self._finding(build, stage, CREDENTIALS[name], places)

    def _finding(self, build: Build, stage: Stage | None, credential: Credential, places: list[_Place]) -> Diagnostic:
        from dflint.build.secret_mounts import SecretMounts, declaration_span
        from dflint.build.shipping import ships

        name = credential.name
        worst = max(places, key=lambda place: place.fault)
        source = build.dockerfile.source
        is_in_image = stage is None or ships(stage, build)
        message = (_MESSAGES if is_in_image else _IN_OTHER_STAGE)[worst.fault]
        mounts = stage and SecretMounts(stage, name, [place.declaration for place in places], credential.commands)
        edits = (mounts and mounts.edits) or ()
        return self.found(
            source,
            declaration_span(worst.declaration),
            message.format(name=name, kind=credential.kind),
            severity=Severity.ERROR if is_in_image or worst.fault == _WRITTEN else Severity.WARNING,
            help=_help(name, worst, bool(mounts and mounts.runs), is_in_image),
            related=[
                Related(source, declaration_span(place.declaration), "it is set here too")
                for place in places
                if place is not worst
            ],
            fix=unsafe(f"Mount `{name}` as a secret" if mounts and mounts.runs else f"Remove `{name}`", *edits),
            secrets=[span for place in places if place.fault == _WRITTEN for span in _value_span(place.declaration)],
        )


def _value_span(declaration: Declaration) -> Iterator[Span]:
    """Where the value of the variable stands, if it has one."""
    instruction, index = declaration
    if isinstance(instruction, Env):
        yield instruction.pairs[index].value.span
    elif (default := instruction.names[index].default) is not None:
        yield default.span


def _help(name: str, worst: _Place, has_runs: bool, is_in_image: bool) -> str:
    from dflint.build.secret_mounts import mount_flag, secret_id

    at_start = f"give it to the container when it starts (`docker run -e {name}`)"
    mount = f"mount it where it is needed: `RUN {mount_flag(name)}` (Dockerfile 1.10 or newer)"
    mount += f", built with `--secret id={secret_id(name)},env={name}`"
    revoke = "revoke it, for it has been written down; then " if worst.fault == _WRITTEN else ""
    if not is_in_image:
        # No container starts from the stage.
        return revoke + mount
    if has_runs and worst.fault != _AS_ARGUMENT:
        return f"{revoke}{mount}; what runs later gets it from `docker run -e {name}`"
    is_for_build = has_runs or isinstance(worst.declaration[0], Arg)
    return revoke + (mount if is_for_build else at_start)


def _global_places(build: Build) -> Iterator[tuple[str, _Place]]:
    """The credentials that have a default before the first FROM."""
    end = build.dockerfile.froms[0].index if build.dockerfile.froms else 0
    for instruction in build.dockerfile.instructions[:end]:
        if isinstance(instruction, Arg):
            for index, declared in enumerate(instruction.names):
                if declared.name.value in CREDENTIALS and declared.default is not None:
                    yield declared.name.value, _Place((instruction, index), _fault_of_default(declared.default))


def _places(stage: Stage, given: set[str]) -> dict[str, list[_Place]]:
    """Where the stage sets credentials, by name; `given` have a default before the first FROM."""
    found: dict[str, list[_Place]] = {}
    for instruction in stage.instructions:
        for name, place in _places_in(stage, instruction, given):
            found.setdefault(name, []).append(place)
    return found


def _places_in(stage: Stage, instruction: Instruction, given: set[str]) -> Iterator[tuple[str, _Place]]:
    if isinstance(instruction, Env):
        for index, pair in enumerate(instruction.pairs):
            if pair.name.value in CREDENTIALS and (fault := _fault_of_env(stage, instruction, index)):
                yield pair.name.value, _Place((instruction, index), fault)
    elif isinstance(instruction, Arg):
        for index, declared in enumerate(instruction.names):
            name = declared.name.value
            if name in CREDENTIALS:
                no_default = 0 if name in given else _AS_ARGUMENT
                fault = no_default if declared.default is None else _fault_of_default(declared.default)
                yield name, _Place((instruction, index), fault)


def _fault_of_default(default: Word) -> int:
    return 0 if default.has_variables or is_placeholder(default.value) else _WRITTEN


def _fault_of_env(stage: Stage, instruction: Env, index: int) -> int:
    state = stage.state_before(instruction)
    word = instruction.pairs[index].value
    if any(state.arg(variable) is not None for variable in word.variables):
        return _IN_ENVIRONMENT
    value = state.expand(word)
    return 0 if value is None or is_placeholder(value) else _WRITTEN
