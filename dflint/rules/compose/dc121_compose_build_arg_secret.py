"""DC121: a compose file gives a secret as a build argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.compose.service import Service
    from dflint.compose.values import Assignment
    from dflint.project.project import Project
    from dflint.source import Span


class ComposeBuildArgSecret(ServiceRule):
    """A service is built with a token, a key or a password as a build argument.

    What an `ARG` was given is in the history of the image and in its provenance: whoever can pull the image has the
    secret. Hand it over as a secret of the build (`build.secrets`), and mount it in the Dockerfile where it is used
    (`RUN --mount=type=secret,id=hf_token,env=HF_TOKEN`, which Dockerfile 1.10 brought).
    """

    code = "DC121"
    name = "compose-build-arg-secret"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("args",)
    sources = (
        "https://docs.docker.com/reference/compose-file/build/#secrets",
        "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
        "https://docs.docker.com/build/building/secrets/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub
            ARG HF_TOKEN
            RUN hf download meta-llama/Llama-3.2-1B
        """,
        "compose.yaml": """
            services:
              api:
                build:
                  context: .
                  args:
                    HF_TOKEN: ${HF_TOKEN}
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir huggingface_hub
            RUN --mount=type=secret,id=hf_token,env=HF_TOKEN hf download meta-llama/Llama-3.2-1B
        """,
        "compose.yaml": """
            services:
              api:
                build:
                  context: .
                  secrets:
                    - hf_token
            secrets:
              hf_token:
                environment: HF_TOKEN
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a secret that the Dockerfile takes as an argument, or may take."""
        section = service.build
        if section is None or section.node.is_scalar:
            return
        from dflint.compose.written_secrets import may_be_secret

        for argument in section.args.values():
            if may_be_secret(argument):
                yield from self._of_argument(argument, service, project.build_of(service), project)

    def _of_argument(
        self, argument: Assignment, service: Service, build: Build | None, project: Project
    ) -> Iterator[Diagnostic]:
        from dflint.build.declared_arguments import declared_arguments
        from dflint.build.secret_mounts import mount_flag, secret_id
        from dflint.knowledge.ml_credentials import CREDENTIALS
        from dflint.project.build_secrets import edits_for_secret, variable_of

        name = argument.name
        declared = None if build is None else declared_arguments(build.dockerfile).get(name)
        if build is not None and declared is None:
            # Nothing takes it, which another rule tells.
            return
        is_kept = build is not None and _is_in_history(name, build)
        revoke = "" if variable_of(argument) is not None else "revoke it, for it has been written down; then "
        credential = CREDENTIALS.get(name)
        readers = credential.commands if credential is not None else frozenset[str]()
        edits = () if build is None else edits_for_secret(argument, service, build, project, readers)
        yield self.found(
            argument.node.source,
            argument.name_span,
            f"`{name}` is given as a build argument, "
            + ("which `docker history` shows" if is_kept else "which is no place for a secret"),
            severity=Severity.ERROR if is_kept else Severity.WARNING,
            help=f"{revoke}name it in `build.secrets` as `{secret_id(name)}`, and mount it: `RUN {mount_flag(name)}`; "
            "what the container needs when it runs belongs into `environment`",
            related=_related(name, build),
            fix=unsafe(f"Build with `{name}` as a secret", *edits),
            secrets=_secret_spans(argument),
        )


def _is_in_history(name: str, build: Build) -> bool:
    """Whether a stage that becomes part of the image declares the argument."""
    from dflint.build.shipping import ships
    from dflint.project.build_secrets import stages_with

    return any(ships(stage, build) for stage, _ in stages_with(name, build))


def _related(name: str, build: Build | None) -> Iterator[Related]:
    from dflint.build.declared_arguments import declared_arguments
    from dflint.build.secret_mounts import declaration_span
    from dflint.project.build_secrets import stages_with

    if build is None:
        return
    source = build.dockerfile.source
    spans = [declaration_span(places[0]) for _, places in stages_with(name, build)]
    for span in spans or [declared_arguments(build.dockerfile)[name].span]:
        yield Related(source, span, "the Dockerfile takes it here")


def _secret_spans(argument: Assignment) -> tuple[Span, ...]:
    """Where the secret itself stands, if it is written in the compose file."""
    from dflint.project.build_secrets import variable_of

    return () if variable_of(argument) is not None or not argument.is_set else (argument.value_span,)
