"""Does a build need anything of what the full image of Python holds besides the slim one?

The full image has compilers, version control, curl and the headers of many libraries. A build needs none of that if all
its commands are in the slim image or are installed, all packages come as wheels that bring what they need, and so do
those that are copied from other stages. What is not known counts as a need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dflint.build.commands import has_command, has_command_before
from dflint.build.images import BaseImage
from dflint.build.install_inputs import text_of
from dflint.build.origins import find_origin
from dflint.build.replaced_base import with_base
from dflint.build.stages import Stage
from dflint.build.state import join_path
from dflint.build.steps import CopyStep, RunStep
from dflint.build.wanted_packages import WantedPackages, packages_of_stage
from dflint.dockerfile.instructions import Cmd, CommandInstruction, Entrypoint, Healthcheck
from dflint.knowledge.command_effects import INSTALLERS
from dflint.knowledge.console_scripts import CONSOLE_SCRIPTS
from dflint.knowledge.debian_essentials import ESSENTIAL_COMMANDS, SHELL_BUILTINS
from dflint.lazy_pattern import lazy_pattern
from dflint.packages.requirement import RequirementKind, normalise_name
from dflint.packages.wheels import installs_from_wheels, knows_extra
from dflint.shell.run import command_script
from dflint.shell.script import parse_shell
from dflint.source import MappedText

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.install_inputs import InputFile
    from dflint.build.steps import InstallStep
    from dflint.build.wanted_packages import WantedPackage
    from dflint.compose.service import Service
    from dflint.shell.commands import Command, Script

_PYTHON = lazy_pattern(r"(?:python|pip)(?:3(?:\.\d+)?)?")
_SHELLS = frozenset({"sh", "bash", "dash"})
_SHELL_LINE = lazy_pattern(r"#![ \t]*(?:/usr)?/bin/(?:env[ \t]+)?(?:sh|bash|dash)\b")
_REST_OF_ARGUMENTS = frozenset({'"$@"', "$@", '"${@}"', "$*"})
_CALLING = lazy_pattern(r"subprocess|system|popen|spawn|exec|setup|ctypes|import_module|__import__")
"""What a line of Python must not hold that is taken to call no other program."""

_HARMLESS_MODULES = frozenset({"pip", "venv", "ensurepip", "compileall", "uv"})
_BUILDING_OPTIONS = (
    "--no-binary --no-binary-package --find-links --no-build-isolation --config-settings --config-setting --pre "
    "--prerelease --global-option --no-index --python"
).split()
_INDEX_VARIABLES = (
    "PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_BINARY PIP_PRE PIP_NO_BUILD_ISOLATION UV_INDEX "
    "UV_INDEX_URL UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_NO_BINARY UV_PYTHON"
).split()
_KNOWN_INDEXES = ("https://pypi.org/simple", "https://download.pytorch.org/whl/")
_PURE_BACKENDS = frozenset({"hatchling", "setuptools", "wheel", "poetry-core", "flit-core", "pdm-backend", "uv-build"})
_DEEPEST_SCRIPT = 3


def slim_is_enough(stage: Stage, build: Build, slim: str, python: str, services: Sequence[Service]) -> bool:
    """Whether `stage`, which starts from a full image of Python, could certainly start from the image `slim`.

    That holds for all stages that start from it, for how they are run, and for the `services` that run them. `python`
    is the version of Python, such as ``3.12``.
    """
    return _Question(stage, build, slim, python).answer(services)


def installs_only_wheels(stage: Stage, build: Build, python: str) -> bool:
    """Whether all that is done in `stage` is known, and all its Python packages certainly come as wheels."""
    question = _Question(stage, build, stage.root.text or "", python)
    return all(
        question._builds(one) and question._has_wheels(packages_of_stage(one), one) for one in reversed(stage.chain)
    )


class _Question:
    def __init__(self, stage: Stage, build: Build, slim: str, python: str) -> None:
        self.stages = stage.family
        self.build = build
        self.python = python
        self._twin = with_base(build, stage, slim)
        self._names_by_stage: dict[int, frozenset[str]] = {}

    def answer(self, services: Sequence[Service]) -> bool:
        if any(one.onbuilds or one.replacement is not None for one in self.stages):
            return False
        if not all(self._builds(one) and self._has_wheels(packages_of_stage(one), one) for one in self.stages):
            return False
        parents = [one.parent for one in self.build.graph.stages]
        leaves = [one for one in self.stages if one not in parents]
        return all(self._runs(one) for one in leaves) and all(self._is_run_by(service) for service in services)

    # Building

    def _builds(self, stage: Stage) -> bool:
        """Whether the steps of `stage` itself can be carried out."""
        return all(
            self._is_built_elsewhere(step) if isinstance(step, CopyStep) else self._can_run(step, stage)
            for step in stage.layers
        )

    def _can_run(self, step: RunStep, stage: Stage) -> bool:
        installs = {id(install.command) for install in step.installs}
        return self._all_known(step.script, stage, step.position, installs, is_building=True)

    def _is_built_elsewhere(self, step: CopyStep) -> bool:
        """Whether what a COPY brings needs no library of the full image."""
        if step.is_from_context:
            return True
        origin = step.origin
        if isinstance(origin, BaseImage):
            return origin.known is not None and origin.known.family == "uv"
        return isinstance(origin, Stage) and self._only_installs(origin)

    def _only_installs(self, stage: Stage) -> bool:
        """Whether another stage only installs Python packages, from wheels."""
        known = stage.root.known
        if known is None or known.python_origin != "own" or known.system != "debian":
            return False
        for step in (step for one in stage.chain for step in one.layers):
            if isinstance(step, CopyStep):
                if not self._is_built_elsewhere(step):
                    return False
                continue
            installs = {id(install.command) for install in step.installs}
            for command in step.commands:
                name = command.name
                is_plain = name is None and not command.words
                is_known = name in ESSENTIAL_COMMANDS or name in SHELL_BUILTINS or name in INSTALLERS
                if not (is_plain or is_known or id(command) in installs or _is_harmless_python(command, frozenset())):
                    return False
            if step.script.is_foreign or step.script.has_errors:
                return False
        return self._has_wheels(packages_of_stage(stage), stage)

    # Packages

    def _has_wheels(self, wanted: WantedPackages, stage: Stage) -> bool:
        """Whether all packages can be installed without a compiler."""
        if not wanted.is_complete or not all(self._is_wheel(package, wanted) for package in wanted.packages):
            return False
        if any(option.name in _BUILDING_OPTIONS for option in wanted.options):
            return False
        if not _are_known_indexes(option.value for option in wanted.options if option.name.endswith("index-url")):
            return False
        if not all(self._is_pure_project(path, stage) for path in wanted.local_paths):
            return False
        if not all(self._is_this_python(file) for file in wanted.files):
            return False
        installs = [install for step in stage.chain_runs for install in step.installs]
        return all(_takes_wheels(install) for install in installs if install.install.ecosystem == "python") and not any(
            install.install.ecosystem == "conda" for install in installs
        )

    def _is_wheel(self, package: WantedPackage, wanted: WantedPackages) -> bool:
        if package.kind is not RequirementKind.PACKAGE or package.ecosystem != "python" or package.specifier is None:
            return False
        bounds = [bound.specifier or "" for bound in wanted.constraints if bound.name == package.name]
        return installs_from_wheels(package.name, [package.specifier, *bounds], self.python, package.is_locked) and all(
            knows_extra(package.name, extra) for extra in package.extras
        )

    def _is_this_python(self, file: InputFile) -> bool:
        """Whether a file does not ask for another version of Python, which uv would then fetch."""
        if file.path is None or not file.path.endswith("/.python-version"):
            return True
        source = text_of(file.origin)
        return source is not None and (source.text.strip() + ".").startswith(self.python + ".")

    def _is_pure_project(self, path: str | None, stage: Stage) -> bool:
        """Whether the project in a folder of the image is built without a compiler and without git."""
        from dflint.packages.pyproject import PyProject

        if path is None:
            return False
        end = len(stage.steps)
        source = text_of(find_origin(stage, join_path(path, "pyproject.toml"), end))
        if source is None or find_origin(stage, join_path(path, "setup.py"), end) is not None:
            return False
        project = PyProject(source)
        required = project.table("build-system").get("requires")
        texts = required if isinstance(required, list) else []
        names = {normalise_name(re.split(r"[^\w.-]", str(text))[0]) for text in texts}
        return bool(names) and names <= _PURE_BACKENDS and "ext-modules" not in source.text

    # Running

    def _runs(self, stage: Stage) -> bool:
        """Whether what the image runs by itself is there; what an image without a command runs is not known."""
        entry_point, command = stage.last(Entrypoint), stage.last(Cmd)
        if entry_point is None and command is None:
            return False
        checks: list[CommandInstruction] = []
        if entry_point is not None:
            checks.append(entry_point)
        if command is not None and (entry_point is None or not self._is_python(entry_point, stage)):
            checks.append(command)
        health = stage.last(Healthcheck)
        if health is not None and health.kind != "NONE":
            checks.append(health)
        shell = stage.final_state.shell
        return all(self._all_known(command_script(check, shell), stage, len(stage.steps)) for check in checks)

    def _is_python(self, entry_point: Entrypoint, stage: Stage) -> bool:
        """Whether an entry point is a program of Python, which takes the command for its arguments."""
        commands = command_script(entry_point, stage.final_state.shell).commands
        name = commands[-1].name if commands else None
        return name is not None and (_PYTHON.fullmatch(name) is not None or self._is_console_script(name, stage))

    def _is_run_by(self, service: Service) -> bool:
        """Whether a service that runs the image needs no more than that."""
        final = self.build.final
        if final is None or service.is_extended or service.text("platform") not in (None, "linux/amd64"):
            return False
        healthcheck = service.healthcheck
        texts = [service.command_text, service.entrypoint_text, healthcheck.script if healthcheck else None]
        for text in texts:
            script = None if text is None else parse_shell(text)
            if script is None:
                continue
            if script.commands and (script.commands[0].name or "").startswith("-"):
                continue  # arguments of the entry point
            if not self._all_known(script, final, len(final.steps)):
                return False
        return True

    # Commands

    def _all_known(
        self,
        script: Script,
        stage: Stage,
        position: int,
        installs: Iterable[int] = (),
        is_building: bool = False,
        depth: int = 0,
    ) -> bool:
        """Whether all commands of a script, which is run before the step at `position`, are in the slim image."""
        if script.is_foreign or script.has_errors or not script.commands:
            return False
        known = frozenset(installs)
        return all(
            id(command) in known or self._is_known(command, stage, position, is_building, depth)
            for command in script.commands
        )

    def _is_known(self, command: Command, stage: Stage, position: int, is_building: bool, depth: int) -> bool:
        name = command.name
        if name is None:
            texts = [word.text for word in command.words if word.text != "exec"]
            return not texts or (depth > 0 and set(texts) <= _REST_OF_ARGUMENTS)
        if name in (".", "source"):
            return bool(command.arguments) and (command.arguments[0].value or "").endswith("/activate")
        if name in _SHELLS:
            return self._is_known_shell(command, stage, position, is_building, depth)
        if name in SHELL_BUILTINS or name in ESSENTIAL_COMMANDS or name in INSTALLERS:
            return True
        if _PYTHON.fullmatch(name):
            return not is_building or _is_harmless_python(command, self._names(stage))
        program = command.program.value if command.program is not None else None
        is_script = program is not None and ("/" in program or program.endswith(".sh"))
        if is_script and self._is_known_script(program or "", stage, position, is_building, depth):
            return True
        return self._is_console_script(name, stage) or self._is_in_slim_image(command, name, stage, position)

    def _is_in_slim_image(self, command: Command, name: str, stage: Stage, position: int) -> bool:
        """Whether a command is there, in the slim image or installed by then, where `command` calls it."""
        twin = self._twin.graph.stages[stage.index]
        for step, twin_step in zip(stage.runs, twin.runs, strict=True):
            for one, twin_one in zip(step.commands, twin_step.commands, strict=True):
                if one is command:
                    return has_command_before(twin_step, twin_one, name) is True
        return has_command(twin, name, position) is True

    def _is_known_shell(self, command: Command, stage: Stage, position: int, is_building: bool, depth: int) -> bool:
        """Whether a call of a shell is known: what ``-c`` runs is among the commands; without arguments, nothing is."""
        options = [word.prefix for word in command.arguments if word.prefix.startswith("-")]
        if any("c" in option for option in options):
            return True
        operands = [word for word in command.arguments if not word.prefix.startswith("-")]
        path = operands[0].value if operands else None
        if not path:
            return False
        relative = path if "/" in path else f"./{path}"
        return self._is_known_script(relative, stage, position, is_building, depth)

    def _is_known_script(self, path: str, stage: Stage, position: int, is_building: bool, depth: int) -> bool:
        """Whether the shell script at `path`, which comes from the build context, calls only what is known."""
        from dflint.build.state import State

        if depth >= _DEEPEST_SCRIPT or not path:
            return False
        state = State(stage, position)
        place = join_path("/usr/local/bin", path) if "/" not in path else state.path(path)
        source = None if place is None else text_of(find_origin(stage, place, position))
        if source is None or _SHELL_LINE.match(source.text) is None:
            return False
        script = parse_shell(MappedText.of(source, source.full_span))
        return self._all_known(script, stage, position, (), is_building, depth + 1)

    def _names(self, stage: Stage) -> frozenset[str]:
        """The packages that are asked for in a stage."""
        known = self._names_by_stage.get(stage.index)
        if known is None:
            known = self._names_by_stage[stage.index] = packages_of_stage(stage).names
        return known

    def _is_console_script(self, name: str, stage: Stage) -> bool:
        """Whether a command is one that a Python package brings which is asked for."""
        names = self._names(stage)
        return normalise_name(name) in names or any(package in names for package in CONSOLE_SCRIPTS.get(name, ()))


def _is_harmless_python(command: Command, packages: frozenset[str]) -> bool:
    """Whether a call of Python while building runs no script that may call other programs."""
    if command.name is None or _PYTHON.fullmatch(command.name) is None:
        return False
    if command.name.startswith("pip"):
        return True
    if command.module is not None:
        module = command.module[0].partition(".")[0]
        return module in _HARMLESS_MODULES or normalise_name(module) in packages
    values = [word.value for word in command.arguments]
    if values[:1] == ["-c"] and len(values) > 1:
        return values[1] is not None and _CALLING.search(values[1]) is None
    return bool(values) and all(value in ("--version", "-V") for value in values)


def _takes_wheels(install: InstallStep) -> bool:
    """Whether nothing tells an installer to build packages, or to take them from elsewhere."""
    what = install.install
    if what.action in ("uninstall", "remove"):
        return True
    if what.has(*_BUILDING_OPTIONS):
        return False
    urls = [what.index_url, *what.extra_index_urls]
    values = [install.step.value_of(install.command, word) for word in urls if word is not None]
    if not _are_known_indexes(values):
        return False
    command = install.command
    own = {assignment.name for assignment in command.assignments}.union(command.variables or ())
    if any(name in own or install.state.lookup(name) is not None for name in _INDEX_VARIABLES):
        return False
    return all(
        _names_no_index(text_of(file.origin), name)
        for file in install.wanted.files
        if file.path is not None and (name := file.path.rpartition("/")[2]) in ("pyproject.toml", "Pipfile", "uv.toml")
    )


def _names_no_index(source: object, name: str) -> bool:
    """Whether the file of a project leaves the index as it is."""
    from dflint.packages.pyproject import PyProject
    from dflint.source import Source

    if not isinstance(source, Source):
        return False
    if name != "pyproject.toml":
        urls = re.findall(r"""(?m)^\s*[\w-]*url\s*=\s*["']([^"']*)""", source.text)
        return _are_known_indexes(urls) and "binary" not in source.text
    project = PyProject(source)
    uv, poetry, pdm = (project.table("tool", tool) for tool in ("uv", "poetry", "pdm"))
    return not ({"index", "index-url", "extra-index-url", "find-links", "no-binary", "sources"} & set(uv)) and not (
        "source" in poetry or "source" in pdm
    )


def _are_known_indexes(urls: Iterable[str | None]) -> bool:
    return all(url is not None and url.startswith(_KNOWN_INDEXES) for url in urls)
