"""What a rule is: its metadata, its examples and its check.

A rule is one file that reads from top to bottom: what, why, an example that fails, the same example mended, the check.
It subclasses one of the kinds below, which say what the linter hands to `check`. A rule reads no file, splits no shell
text and knows no list of images: it asks the stage, the build, the context, the project or the tables.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from dflint.diagnostics import Applicability, Cost, Diagnostic, Fix, Related, Severity
from dflint.source import CreateFile, Edit, Source, Span

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.steps import InstallStep
    from dflint.compose.compose_file import ComposeFile
    from dflint.compose.service import Service
    from dflint.context.build_context import BuildContext
    from dflint.dockerfile.instructions import Instruction
    from dflint.project.health_checks import HealthCheck
    from dflint.project.project import Project, ProjectFile

RULE_PAGE = "https://github.com/dflint/dflint/blob/main/docs/rules/{code}.md"


class Size(NamedTuple):
    """A file of an example tree that is `byte_count` bytes long and whose content does not matter."""

    byte_count: int


Tree = Mapping[str, str | Size]
"""A small project: the path of each file and its text, or only its size."""


class Option(NamedTuple):
    """A setting of a rule, given as ``[tool.dflint.rules.CODE]``.

    `is_valid` says of a value of the right type whether the rule can make something of it; None if of every one.
    """

    default: int | str | bool | tuple[str, ...]
    description: str
    is_valid: Callable[[Any], bool] | None = None


OptionValue = int | str | bool | tuple[str, ...]


class Rule(ABC):
    """The base of all kinds of rules.

    The first line of the docstring is what is wrong; the rest is why that is bad and what to do.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    """The default; a single finding may be lower."""
    fixes: ClassVar[Applicability | None] = None
    """The widest applicability of its fixes; a finding may have an unsafe fix, or none."""
    on: ClassVar[bool] = True
    """Whether the rule is selected by default."""
    preview: ClassVar[bool] = False
    """Whether the rule is new: it is off until a major release promotes it, unless a run asks for previews."""
    aliases: ClassVar[tuple[str, ...]] = ()
    """Codes under which other tools report the same fault."""
    mentions: ClassVar[tuple[str, ...]] = ()
    """Words, in lower case, of which the text of the file holds at least one where the rule has something to say.

    The file is the Dockerfile, or for rules on services and compose files the compose file. The words are looked for
    anywhere in the text, whatever the case, and save running the rule, or even importing it, where none is found. Only
    what the file itself must say belongs here (an instruction, a command, a variable, a key), not what a build argument
    or another file may bring in. Empty where nothing can be said of the text.
    """
    sources: ClassVar[tuple[str, ...]] = ()
    """Where what the rule says can be checked."""
    options: ClassVar[Mapping[str, Option]] = {}
    bad: ClassVar[Tree] = {}
    good: ClassVar[Tree] = {}
    """What the widest fix makes of `bad`; where the rule has no fix, what a person would write."""

    def __init__(self, settings: Mapping[str, OptionValue] | None = None) -> None:
        """`settings` are the options given in the configuration; the others have their defaults."""
        self.settings = settings or {}

    def option(self, name: str) -> OptionValue:
        """The value of the option `name`."""
        return self.settings.get(name, self.options[name].default)

    @property
    @abstractmethod
    def check(self) -> Callable[..., Iterator[Diagnostic]]:
        """What the rule does; its arguments are those of its kind."""

    @classmethod
    def url(cls) -> str:
        """The address of the rule's page."""
        return RULE_PAGE.format(code=cls.code)

    @classmethod
    def summary(cls) -> str:
        """What is wrong, in one line."""
        return (cls.__doc__ or "").strip().partition("\n")[0].strip()

    def found(
        self,
        source: Source,
        span: Span,
        message: str,
        *,
        severity: Severity | None = None,
        help: str = "",
        related: Iterable[Related] = (),
        fix: Fix | None = None,
        cost: Cost | None = None,
        secrets: Iterable[Span] = (),
    ) -> Diagnostic:
        """A finding of this rule at `span` of `source`; the text at `secrets` is shown by no output."""
        return Diagnostic(
            self.code, severity or self.severity, message, source, span, help, tuple(related), fix, cost, tuple(secrets)
        )


def kind_of_rule(rule: type[Rule]) -> str:
    """The name of the class of this module that `rule` extends: what the linter hands to it."""
    return next(base.__name__ for base in rule.__mro__[1:] if base.__module__ == __name__ and base is not Rule)


def safe(message: str, *edits: Edit | CreateFile | None) -> Fix | None:
    """A fix that a program in the container cannot notice, or None where one of its edits cannot be written."""
    return _fix(Applicability.SAFE, message, edits)


def unsafe(message: str, *edits: Edit | CreateFile | None) -> Fix | None:
    """A fix after which the image or the run may differ, or None where one of its edits cannot be written."""
    return _fix(Applicability.UNSAFE, message, edits)


def _fix(applicability: Applicability, message: str, edits: tuple[Edit | CreateFile | None, ...]) -> Fix | None:
    written = tuple(edit for edit in edits if edit is not None)
    return Fix(applicability, message, written) if written and len(written) == len(edits) else None


class FileRule(Rule):
    """A rule on one file as such: whether it can be read and parsed."""

    @abstractmethod
    def check(self, file: ProjectFile) -> Iterator[Diagnostic]:
        """Yield the findings of `file`, a Dockerfile, a compose file or an ignore file."""


class IgnoreCommentRule(Rule):
    """A rule on the comments that silence findings."""

    @abstractmethod
    def check(self, source: Source, comments: IgnoreComments) -> Iterator[Diagnostic]:
        """Yield the findings of the `comments` of `source`."""


class IgnoreComments(Protocol):
    """What is known of the comments of a file that silence findings, once its rules have run."""

    @property
    def problems(self) -> Sequence[CommentProblem]:
        """What their reader found wrong."""

    @property
    def unused(self) -> Sequence[UnusedComment]:
        """Those that name rules of this run which they have not silenced."""

    @property
    def without_reason(self) -> Sequence[Span]:
        """Where those stand that do not say why."""


class CommentProblem(Protocol):
    """What is wrong with a comment that silences findings."""

    @property
    def span(self) -> Span:
        """Where it stands."""

    @property
    def message(self) -> str:
        """What is wrong."""


class UnusedComment(Protocol):
    """A comment that silences nothing, or some words of one."""

    @property
    def span(self) -> Span:
        """Where the comment stands, or the first word if others in it are used."""

    @property
    def words(self) -> Sequence[Span]:
        """The words that silence nothing."""

    @property
    def removal(self) -> Edit | None:
        """The edit that takes them away; None where that cannot be written."""


class BuildRule(Rule):
    """A rule on a build as a whole."""

    @abstractmethod
    def check(self, build: Build) -> Iterator[Diagnostic]:
        """Yield the findings of `build`."""


class StageRule(Rule):
    """A rule on a stage."""

    @abstractmethod
    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield the findings of `stage` in `build`."""


class InstructionRule(Rule):
    """A rule on single instructions with one of `keywords`."""

    keywords: ClassVar[tuple[str, ...]]

    @abstractmethod
    def check(self, instruction: Instruction, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield the findings of `instruction`, which stands in `stage`."""


class InstallRule(Rule):
    """A rule on the commands that install packages."""

    @abstractmethod
    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield the findings of `install`."""


class ContextRule(Rule):
    """A rule on a build context, over all builds that use it."""

    @abstractmethod
    def check(self, context: BuildContext, builds: tuple[Build, ...]) -> Iterator[Diagnostic]:
        """Yield the findings of `context`; `builds` are in the order of their files."""


class IgnoreFileRule(Rule):
    """A rule on the patterns of an ignore file."""

    @abstractmethod
    def check(self, file: ProjectFile, project: Project) -> Iterator[Diagnostic]:
        """Yield the findings of the ignore file `file`."""


class ServiceRule(Rule):
    """A rule on a compose service."""

    @abstractmethod
    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield the findings of `service`."""


class ComposeFileRule(Rule):
    """A rule on a compose file as a whole: how its services, networks and volumes fit together."""

    @abstractmethod
    def check(self, file: ComposeFile, project: Project) -> Iterator[Diagnostic]:
        """Yield the findings of `file`."""


class HealthCheckRule(Rule):
    """A rule on the health checks of Dockerfiles and compose services, in the images that they are run in."""

    @abstractmethod
    def check(self, health_check: HealthCheck) -> Iterator[Diagnostic]:
        """Yield the findings of `health_check`.

        Of a HEALTHCHECK only what holds in all builds of its stage is shown.
        """


class ProjectRule(Rule):
    """A rule on how the files of a project fit together."""

    @abstractmethod
    def check(self, project: Project) -> Iterator[Diagnostic]:
        """Yield the findings of `project`."""
