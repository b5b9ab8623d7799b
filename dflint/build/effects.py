"""What the instructions of one stage set, found in one pass over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dflint.build.state import join_path
from dflint.build.variables import Recorder, Timeline
from dflint.dockerfile.instructions import Arg, Env, Shell, User, Workdir
from dflint.dockerfile.words import UNKNOWN, Unknown

if TYPE_CHECKING:
    from dflint.build.stages import Stage
    from dflint.build.variables import Value
    from dflint.dockerfile.instructions import Instruction

_END = 1 << 62
_RECORDED = frozenset({User, Workdir, Shell})


class Effects:
    """The variables, users, working directories and shells of a stage, by position of the step that sets them.

    What a stage does not set itself is looked up in its parent, and remembered: a chain of stages costs each of them
    one look-up a name.
    """

    def __init__(self, stage: Stage, parent: Effects | None) -> None:
        """`parent` are those of the stage that this one starts from; None if it starts from an image."""
        self.parent = parent
        self.base = stage.root
        self._inherited_env: dict[str, Value] = {}
        self._inherited_arg: dict[str, Value] = {}
        self._recorder = recorder = Recorder(self._inherited, stage.graph.global_arguments)
        self._users: Timeline[str | Unknown] = Timeline()
        self._workdirs: Timeline[str | Unknown] = Timeline()
        self._shells: Timeline[tuple[str, ...]] = Timeline()
        # What holds at the start of the stage; None where the base image has to be asked.
        self._first_user: str | Unknown | None = None
        self._first_workdir: str | Unknown | None = None
        self._first_shell: tuple[str, ...] | None = None
        if parent is not None:
            self._first_user = parent._users.last(parent._first_user)
            self._first_workdir = parent._workdirs.last(parent._first_workdir)
            self._first_shell = parent._shells.last(parent._first_shell)
        for position, instruction in enumerate(stage.steps):
            kind = type(instruction)
            if kind is Env:
                recorder.env(position, cast(Env, instruction))
            elif kind is Arg:
                recorder.arg(position, cast(Arg, instruction))
            elif kind in _RECORDED:
                self._record(position, instruction)

    def _record(self, position: int, instruction: Instruction) -> None:
        if isinstance(instruction, User):
            user = instruction.user.expand(self._recorder.lookup)
            self._users.add(position, UNKNOWN if user is None else user)
        elif isinstance(instruction, Workdir):
            path = instruction.path.expand(self._recorder.lookup)
            if path != "":
                self._workdirs.add(position, self._joined(path))
        elif isinstance(instruction, Shell) and instruction.arguments:
            self._shells.add(position, tuple(word.argument for word in instruction.arguments))

    def _joined(self, path: str | None) -> str | Unknown:
        """`path` seen from the last working directory."""
        if path is None or "\\" in path or path[1:2] == ":":
            # Windows paths are left alone.
            return UNKNOWN
        if path.startswith("/"):
            return join_path("/", path)
        workdir = self.workdir()
        return UNKNOWN if isinstance(workdir, Unknown) else join_path(workdir, path)

    # Looking up

    def lookup(self, name: str, position: int = _END) -> Value:
        """The value of `name` while building, before `position`."""
        timeline = self._recorder.values.get(name)
        value = None if timeline is None else timeline.before(position)
        return self._inherited(name) if value is None else value

    def env(self, name: str, position: int = _END) -> Value:
        """The value of `name` that the image keeps."""
        timeline = self._recorder.env_values.get(name)
        value = None if timeline is None else timeline.before(position)
        return self._from_parents(name, is_env=True) if value is None else value

    def arg(self, name: str, position: int = _END) -> Value:
        """The value of the build argument `name`; None if it is not declared."""
        timeline = self._recorder.arg_values.get(name)
        value = None if timeline is None else timeline.before(position)
        return self._from_parents(name, is_env=False) if value is None else value

    def _inherited(self, name: str) -> Value:
        value = self._from_parents(name, is_env=True)
        return self._from_parents(name, is_env=False) if value is None else value

    def _from_parents(self, name: str, is_env: bool) -> Value:
        """The last value of `name` in the parents, or of ENV in the base image; without recursion."""
        effects: Effects | None = self
        passed: list[dict[str, Value]] = []
        value: Value = None
        while effects is not None:
            remembered = effects._inherited_env if is_env else effects._inherited_arg
            if name in remembered:
                value = remembered[name]
                break
            passed.append(remembered)
            effects = effects.parent
            if effects is not None:
                recorder = effects._recorder
                timeline = (recorder.env_values if is_env else recorder.arg_values).get(name)
                if timeline is not None:
                    value = timeline.values[-1]
                    break
        else:
            value = self.base.env(name) if is_env else None
        for remembered in passed:
            remembered[name] = value
        return value

    def user(self, position: int = _END) -> Value:
        """The user before `position`; None for root."""
        user = self._users.before(position)
        if user is None:
            user = self._first_user
        return self.base.user if user is None else user or None

    def workdir(self, position: int = _END) -> str | Unknown:
        """The working directory before `position`."""
        workdir = self._workdirs.before(position)
        if workdir is None:
            workdir = self._first_workdir
        return self.base.workdir if workdir is None else workdir

    def shell(self, position: int = _END) -> tuple[str, ...]:
        """The shell before `position`."""
        shell = self._shells.before(position)
        if shell is None:
            shell = self._first_shell
        return self.base.shell if shell is None else shell
