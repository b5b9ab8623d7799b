"""ML113: the full Python image, where the slim one has all that is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.stages import Stage
from dflint.diagnostics import Applicability, Cost, Diagnostic, Severity
from dflint.dockerfile.image import ImageReference
from dflint.dockerfile.instructions import Cmd, CommandInstruction, Entrypoint, Healthcheck
from dflint.rules.rule import StageRule, unsafe
from dflint.shell.commands import Command, Script

if TYPE_CHECKING:
    from dflint.build.wanted_packages import WantedPackage
    from dflint.knowledge.base_images import BaseImageFacts

_SHELL_BUILTINS = frozenset(
    "cd export set unset echo printf true false : test [ umask exit exec eval source . type".split()
)
_PYTHON = frozenset(("python", "python3", "pip", "pip3", "uv"))
_HARMLESS_MODULES = frozenset(("pip", "venv", "compileall", "ensurepip", "nltk.downloader", "spacy"))
_SERVERS = frozenset("uvicorn gunicorn fastapi flask streamlit celery mlflow jupyter torchrun accelerate".split())
"""Commands that Python packages bring along."""


class PythonFullImage(StageRule):
    """The image starts from the full Python image, and needs nothing of what it holds over the slim one.

    The full image brings compilers, headers, git, curl and some hundred libraries for building packages from source.
    Where every package has a wheel and no command needs these tools, they are dead weight that is pulled, stored and
    scanned for vulnerabilities. Use the `-slim` tag. A program that compiles when it runs (`torch.compile` does) needs
    `gcc` to be installed then.
    """

    code = "ML113"
    name = "python-full-image"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    sources = (
        "https://hub.docker.com/_/python",
        "https://github.com/docker-library/python/blob/master/3.12/slim-trixie/Dockerfile",
        "https://github.com/docker-library/repo-info/blob/master/repos/python/local/3.12.md",
    )

    bad = {
        "requirements.txt": "fastapi==0.115.6\nscikit-learn==1.6.0\nuvicorn==0.34.0\n",
        "Dockerfile": """
            FROM python:3.12
            WORKDIR /app
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
        "app.py": "app = None\n",
    }
    good = {
        "requirements.txt": "fastapi==0.115.6\nscikit-learn==1.6.0\nuvicorn==0.34.0\n",
        "Dockerfile": """
            FROM python:3.12-slim
            WORKDIR /app
            COPY requirements.txt .
            RUN pip install --no-cache-dir -r requirements.txt
            COPY app.py .
            CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]
        """,
        "app.py": "app = None\n",
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding where `stage` and all that start from it could do with the slim image."""
        known = stage.root.known
        if stage.parent is not None or known is None or (known.family, known.variant) != ("python", "full"):
            return
        from dflint.build.shipping import ships
        from dflint.knowledge.base_images import base_image

        slim_tag = _slim(stage.root.reference)
        slim = base_image(ImageReference.parse(slim_tag)) if slim_tag else None
        if slim_tag is None or slim is None or not known.python:
            return
        family = [other for other in build.graph.stages if stage in other.chain]
        if not ships(stage, build) or not all(_can_be_slim(one, slim, known.python) for one in family):
            return
        if not any(one.runs for one in family) or _service_needs_more(build, slim):
            return
        word, source = stage.from_.image, stage.dockerfile.source
        saved, sizes = _saving(stage.root.reference, slim_tag)
        yield self.found(
            source,
            word.span,
            f"nothing here needs the compilers and tools of `{word.value}`; `{slim_tag}` has all that is used{sizes}",
            help=f"start from `{slim_tag}`; add `gcc` where a program compiles when it runs, as `torch.compile` does",
            fix=None if word.has_variables else unsafe(f"Start from `{slim_tag}`", source.edit(word.span, slim_tag)),
            cost=Cost(saved, "estimated") if saved else None,
        )


def _slim(reference: ImageReference | None) -> str | None:
    """The slim image of the same Python and release."""
    if reference is None or reference.digest is not None:
        return None
    name = reference.text.partition(":")[0]
    tag = reference.tag or ""
    match = re.fullmatch(r"(?P<version>\d+(\.\d+)*)?(latest)?(-?(?P<release>[a-z]+))?", tag)
    if match is None:
        return None
    return f"{name}:" + "-".join(part for part in (match["version"], "slim", match["release"]) if part)


def _saving(reference: ImageReference | None, slim_tag: str) -> tuple[int, str]:
    """How many bytes are saved, and the words for it; 0 where the sizes are not known."""
    from dflint.knowledge.image_sizes import IMAGE_SIZES

    full = IMAGE_SIZES.get(f"python:{reference.tag}") if reference is not None else None
    slim = IMAGE_SIZES.get(slim_tag)
    if full is None or slim is None:
        return 0, ""
    return full.byte_count - slim.byte_count, (
        f" (about {slim.byte_count / 1e9:.2f} GB instead of {full.byte_count / 1e9:.2f} GB)"
    )


def _can_be_slim(stage: Stage, slim: BaseImageFacts, python: str) -> bool:
    """Whether all that `stage` runs and installs is certain to work on the slim image."""
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.shell.run import command_script

    wanted = packages_of_stage(stage)
    if not wanted.is_complete or wanted.local_paths or stage.onbuilds:
        return False
    if not all(_has_wheel(package, python) for package in wanted.packages):
        return False
    scripts = [step.script for step in stage.runs]
    for kind in (Cmd, Entrypoint, Healthcheck):
        instruction: CommandInstruction | None = stage.last(kind)
        if instruction is not None and getattr(instruction, "kind", "CMD") != "NONE":
            if instruction.is_exec and kind is Cmd and stage.last(Entrypoint) is not None:
                continue  # these are arguments, not a command
            scripts.append(command_script(instruction, stage.final_state.shell))
    return all(_runs_on(script, slim) for script in scripts)


def _runs_on(script: Script, slim: BaseImageFacts) -> bool:
    return not (script.is_foreign or script.has_errors) and all(_is_in(slim, command) for command in script.commands)


def _is_in(slim: BaseImageFacts, command: Command) -> bool:
    """Whether `command` needs nothing but the slim image and Python packages."""
    name = command.name
    if name is None:
        return not command.words  # an assignment alone
    if command.program is not None and command.program.value is not None and "/" in command.program.value:
        return False
    if name in ("python", "python3") and command.module is None:
        # A program of the project; while building it may compile, in CMD it only runs.
        return not command.arguments or (command.arguments[0].value or "-").endswith(".py")
    if command.module is not None:
        module = command.module[0]
        return module in _HARMLESS_MODULES or module.partition(".")[0] in _SERVERS
    return name in _SHELL_BUILTINS or name in _PYTHON or name in _SERVERS or slim.has_command(name) is True


def _has_wheel(package: WantedPackage, python: str) -> bool:
    """Whether what is asked for is certain to be a wheel, so that nothing is compiled."""
    from dflint.knowledge.wheels import WHEEL_FLOORS
    from dflint.packages.requirement import RequirementKind

    if package.kind is not RequirementKind.PACKAGE or package.ecosystem != "python" or package.specifier is None:
        return False
    if package.install.install.has("--no-binary"):
        return False
    floor = WHEEL_FLOORS.get(package.name, {}).get(".".join(python.split(".")[:2]))
    if floor is None or package.is_locked:
        return False
    bounds = [bound.strip() for bound in package.specifier.split(",") if bound.strip()]
    return all(_is_at_least(bound, floor) for bound in bounds)


def _is_at_least(bound: str, floor: str) -> bool:
    """Whether a version that satisfies `bound` and is chosen by an installer is no older than `floor`."""
    match = re.fullmatch(r"(===?|~=|>=|>|!=)\s*v?(\d+(?:\.\d+)*)(?:\.\*|\.?post\d+|\+\w+)?", bound)
    if match is None:
        return False
    if match[1] in (">=", ">", "!="):
        return True  # the newest is taken
    return _release(match[2]) >= _release(floor)


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _service_needs_more(build: Build, slim: BaseImageFacts) -> bool:
    """Whether a compose service runs other commands in the image than the Dockerfile says."""
    service = build.service
    if service is None:
        return False
    if service.command is not None or service.entrypoint is not None:
        return True
    return service.healthcheck is not None and not service.healthcheck.is_disabled
