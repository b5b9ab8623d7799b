"""ML715: a training that writes into a mounted folder as root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.compose.service import Service
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ServiceRule

if TYPE_CHECKING:
    from dflint.build.container_run import ContainerRun
    from dflint.compose.mounts import Volume
    from dflint.project.project import Project

_OUTPUT = lazy_pattern(
    r"(?:outputs?|results?|checkpoints?|ckpts?|runs?|logs?|lightning_logs|wandb|mlruns|artifacts?|experiments?|saved_models?)"
)


class TrainAsRootWithBindMount(ServiceRule):
    """A training runs as root and writes its results into a folder of the host.

    The image names no user, so the checkpoints and logs in the mounted folder belong to root: on a Linux host the
    person who started the training can neither overwrite nor delete them. Give the service the `user` that owns the
    folder, or the image a USER with that number.

    This rule is off by default: another user may not be able to write what the training writes elsewhere, such as the
    home of root, folders of the image or results of earlier runs, and then it fails.
    """

    code = "ML715"
    name = "train-as-root-with-bind-mount"
    severity = Severity.INFO
    on = False
    sources = (
        "https://docs.docker.com/engine/storage/bind-mounts/",
        "https://github.com/compose-spec/compose-spec/blob/main/05-services.md#user",
    )

    bad = {
        "train.py": "print()\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY train.py /app/
            CMD ["python", "/app/train.py"]
        """,
        "compose.yaml": """
            services:
              train:
                build: .
                volumes:
                  - ./checkpoints:/checkpoints
        """,
    }
    good = {
        "train.py": "print()\n",
        "Dockerfile": """
            FROM python:3.12-slim
            COPY train.py /app/
            CMD ["python", "/app/train.py"]
        """,
        "compose.yaml": """
            services:
              train:
                build: .
                user: "${UID:-1000}:${GID:-1000}"
                volumes:
                  - ./checkpoints:/checkpoints
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding the first folder for results that a training mounts."""
        if service.build is None or service.get("user") is not None or service.is_extended:
            return
        volume = next((volume for volume in service.volumes if _holds_results(volume)), None)
        if volume is None:
            return
        run = _run_of(service, project)
        if run is None or run.stage.final_state.is_root is not True or not _trains(run):
            return
        yield self.found(
            volume.node.source,
            volume.node.place,
            f"the training runs as root, so what it writes to `{volume.target}` belongs to root on the host",
            help='set `user: "${UID}:${GID}"`, or USER in the Dockerfile',
            related=[Related(run.stage.dockerfile.source, run.stage.from_.image.span, "the image names no other user")],
        )


def _holds_results(volume: Volume) -> bool:
    """Whether a folder of the host is mounted where results are written."""
    if volume.type != "bind" or volume.is_read_only is not False or volume.target is None:
        return False
    return any(
        _OUTPUT.fullmatch(path.rstrip("/").rpartition("/")[2].lower()) is not None
        for path in (volume.source or "", volume.target)
    )


def _run_of(service: Service, project: Project) -> ContainerRun | None:
    build = project.build_of(service)
    if build is None or build.target is None:
        return None
    return next((run for run in build.runs_of(build.target) if run.service is service), None)


def _trains(run: ContainerRun) -> bool:
    """Whether the container trains, and drops no rights before."""
    from dflint.shell.training import training_commands

    commands = training_commands(run.script.commands)
    return bool(commands) and not any({"gosu", "su-exec", "setpriv"} & set(command.prefixes) for command, _ in commands)
