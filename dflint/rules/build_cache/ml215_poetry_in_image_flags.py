"""ML215: ``poetry install`` in an image, as at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.shipping import ships
from dflint.build.stages import Stage
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.dockerfile.instructions import Cmd, Entrypoint
from dflint.rules.rule import InstallRule, safe

if TYPE_CHECKING:
    from dflint.build.early_project import EarlyProject
    from dflint.shell.commands import Command

_PYTHON_PROGRAMS = frozenset({"python", "python3", "uvicorn", "gunicorn", "streamlit", "celery", "flask", "fastapi"})
_INSTALLING = frozenset({"install", "sync"})


class PoetryInImageFlags(InstallRule):
    """`poetry install` builds the project without its source, or installs where the image does not look.

    Without `--no-root` poetry installs the project itself too; before its source has been copied it finds no package,
    and with poetry 2 the build fails. And poetry installs into an environment of its own below its cache, which neither
    `python` nor `uvicorn` of CMD sees: set `POETRY_VIRTUALENVS_CREATE=false`, or start the program with `poetry run`.
    """

    code = "ML215"
    name = "poetry-in-image-flags"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = ("poetry",)
    sources = (
        "https://python-poetry.org/docs/cli/#install",
        "https://python-poetry.org/docs/configuration/#virtualenvscreate",
    )

    bad = {
        "pyproject.toml": (
            '[tool.poetry]\nname = "detector"\nversion = "1.0"\ndescription = ""\nauthors = []\n\n'
            '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
        ),
        "poetry.lock": "",
        "detector/__init__.py": "",
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir poetry==2.1.3
            ENV POETRY_VIRTUALENVS_CREATE=false
            WORKDIR /app
            COPY pyproject.toml poetry.lock ./
            RUN poetry install --only main
            COPY detector ./detector
            CMD ["python", "-m", "detector"]
        """,
    }
    good = {
        **bad,
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir poetry==2.1.3
            ENV POETRY_VIRTUALENVS_CREATE=false
            WORKDIR /app
            COPY pyproject.toml poetry.lock ./
            RUN poetry install --no-root --only main
            COPY detector ./detector
            CMD ["python", "-m", "detector"]
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a project that is built too early, and one an environment that nothing looks into."""
        what = install.install
        if what.manager != "poetry" or what.action not in _INSTALLING or what.packages or install.command.conditional:
            return
        if what.is_dynamic or what.has("--dry-run", "--help"):
            return
        from dflint.build.early_project import early_project

        early = None if what.has("--no-root") else early_project(install)
        if early is not None and early.project.table("tool", "poetry").get("package-mode") is not False:
            yield self._too_early(install, early)
        hidden = _hidden_from(install, build)
        if hidden is not None:
            yield self._hidden(install, hidden)

    def _too_early(self, install: InstallStep, early: EarlyProject) -> Diagnostic:
        from dflint.shell.command_edits import word_of, words_through

        word = word_of(install.command, install.install.subcommand)
        related = []
        if early.copy is not None:
            related.append(Related(early.copy.instruction.source, early.copy.instruction.span, "this copies it"))
        return self.found(
            install.run.source,
            install.command.span if word is None else words_through(install.command, word),
            f"poetry installs the project here, and `{early.package}` is not in the image yet",
            severity=Severity.WARNING if _is_poetry_1(install) else None,
            help="add `--no-root`",
            related=related,
            fix=_fix(install),
        )

    def _hidden(self, install: InstallStep, program: Command) -> Diagnostic:
        from dflint.shell.command_edits import word_of, words_through

        word = word_of(install.command, install.install.subcommand)
        source = install.stage.dockerfile.source
        return self.found(
            install.run.source,
            install.command.span if word is None else words_through(install.command, word),
            f"poetry installs into an environment of its own, which `{program.name}` of the image does not see",
            help=f"set `ENV POETRY_VIRTUALENVS_CREATE=false` before, or start with `poetry run {program.name}`",
            related=(Related(source, program.span, "this starts without the environment"),),
        )


def _is_poetry_1(install: InstallStep) -> bool:
    """Whether a poetry is installed that only warns of a project without a package."""
    version = install.step.lookup("POETRY_VERSION")
    if isinstance(version, str) and version.startswith(("1.", "==1.")):
        return True
    texts = [run.run.body_text.replace('"', "").replace("'", "") for run in install.stage.chain_runs]
    return any(mark in text for text in texts for mark in ("poetry==1.", "poetry<2", "--version 1.", "poetry~=1"))


def _fix(install: InstallStep) -> Fix | None:
    from dflint.shell.command_edits import add_after, word_of

    word = word_of(install.command, install.install.subcommand)
    if word is None or (install.run.is_exec and install.command.enclosing is None):
        return None
    return safe("Add `--no-root`", add_after(word, "--no-root"))


def _hidden_from(install: InstallStep, build: Build) -> Command | None:
    """The program of the image that needs the packages and does not see them; None if none certainly does."""
    stage = install.stage
    if stage is not build.target or not ships(stage, build) or stage.parent is not None or stage.root.known is None:
        return None
    if stage.root.known.family not in ("python", "uv") or install.install.environment is not None:
        return None
    if _knows_environment(install, stage):
        return None
    instruction = stage.last(Entrypoint) or stage.last(Cmd)
    if instruction is None or build.service is not None:
        return None
    from dflint.shell.run import command_script

    commands = command_script(instruction, stage.final_state.shell).commands
    if len(commands) != 1 or commands[0].name not in _PYTHON_PROGRAMS or commands[0].prefixes:
        return None
    program = commands[0].program
    return commands[0] if program is not None and program.value == commands[0].name else None


def _knows_environment(install: InstallStep, stage: Stage) -> bool:
    """Whether something in the file tells poetry where to install, or puts an environment into PATH."""
    text = "\n".join(step.body_text.lower() for step in stage.steps)
    if any(
        mark in text for mark in ("virtualenvs", "venv", "poetry export", "poetry config", "poetry env", "pypoetry")
    ):
        return True
    if any(install.step.lookup(name) is not None for name in ("POETRY_VIRTUALENVS_CREATE", "VIRTUAL_ENV")):
        return True
    from dflint.build.install_inputs import text_of

    if not any(text_of(file.origin) is not None for file in install.wanted.files):
        return True  # the project is not at hand, and may have settings of its own
    context = stage.graph.context
    others = [step for run in stage.runs for step in run.installs if step.install.manager in ("pip", "uv")]
    installs_more = any(step.install.requirement_files or step.install.local_paths for step in others)
    return installs_more or context is None or any(context.exists(path) for path in _settings(install))


def _settings(install: InstallStep) -> Iterator[str]:
    """Where in the context poetry's settings of the project may lie."""
    yield "poetry.toml"
    for file in install.wanted.files:
        if file.origin is not None and file.origin.path is not None:
            yield "/".join(part for part in (file.origin.path.rpartition("/")[0], "poetry.toml") if part)
