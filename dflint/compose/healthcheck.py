"""The health check of a service."""

from __future__ import annotations

from dflint.cached_property import cached_property
from dflint.compose.commands import arguments_text, shell_text
from dflint.compose.nodes import Node
from dflint.compose.values import Environment, is_true, seconds, text_of
from dflint.source import MappedText


class Healthcheck:
    """The value of ``healthcheck``: what is run, and when.

    A health check without `test` changes the times of the one that the image has.
    """

    def __init__(self, node: Node, environment: Environment) -> None:
        self.node = node
        self._environment = environment

    @property
    def test(self) -> Node | None:
        """The value of ``test``, None where it is missing or null."""
        test = self.node.get("test")
        return test if test is not None and not test.is_null else None

    @cached_property
    def kind(self) -> str | None:
        """The form of ``test``: "CMD", "CMD-SHELL" (also for a text) or "NONE"; None if it is missing or not known."""
        test = self.test
        if test is None or test.is_mapping:
            return None
        if test.is_scalar:
            return "CMD-SHELL"
        return text_of(test.elements[0], self._environment) if test.elements else None

    @property
    def is_disabled(self) -> bool:
        """Whether there is certainly no health check, not even the image's."""
        return self.kind == "NONE" or is_true(self.node.get("disable"), self._environment) is True

    @cached_property
    def script(self) -> MappedText | None:
        """The command as shell text mapped to the file, also that of the list form; None where none is run."""
        test = self.test
        if test is None or self.is_disabled:
            return None
        if test.is_scalar:
            return shell_text(test, self._environment)
        if self.kind == "CMD-SHELL":
            return shell_text(test.elements[1], self._environment) if len(test.elements) > 1 else None
        return arguments_text(test.elements[1:], self._environment) if self.kind == "CMD" else None

    def duration(self, key: str) -> float | None:
        """The seconds that ``interval``, ``timeout``, ``start_period`` or ``start_interval`` has; None if not known."""
        return seconds(text_of(self.node.get(key), self._environment))
