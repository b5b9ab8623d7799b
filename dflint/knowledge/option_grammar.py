"""How the options of a command-line tool are told from its arguments."""

from __future__ import annotations

from dflint.cached_property import cached_property


class OptionGrammar:
    """The options of a tool.

    `values` are the options that take a value, as the next word or behind ``=``; `flags` take none. `abbreviates` is
    whether the tool takes the beginning of a long name for the whole; `takes_boolean`, whether ``true`` or ``false``
    behind a flag is its value.
    """

    def __init__(
        self,
        tool: str,
        *,
        values: str,
        flags: str,
        source: str,
        abbreviates: bool = False,
        takes_boolean: bool = False,
    ) -> None:
        self.tool = tool
        self.source = source
        self.abbreviates = abbreviates
        self.takes_boolean = takes_boolean
        self._values = values
        self._flags = flags

    @cached_property
    def names(self) -> dict[str, tuple[str, bool]]:
        """Each spelling of an option, its canonical name, and whether it takes a value."""
        names: dict[str, tuple[str, bool]] = {}
        for text, takes_value in ((self._flags, False), (self._values, True)):
            for entry in text.split():
                spellings = entry.split(",")
                for spelling in spellings:
                    names[spelling] = (spellings[0], takes_value)
        return names

    def find(self, name: str) -> tuple[str, bool] | None:
        """The canonical name of an option and whether it takes a value; None if the tool does not have it."""
        found = self.names.get(name)
        if found is None and self.abbreviates and name.startswith("--") and len(name) > 3:
            if name not in self._abbreviated:
                candidates = {entry for spelling, entry in self.names.items() if spelling.startswith(name)}
                self._abbreviated[name] = candidates.pop() if len(candidates) == 1 else None
            found = self._abbreviated[name]
        return found

    @cached_property
    def _abbreviated(self) -> dict[str, tuple[str, bool] | None]:
        """What was found for the names that stand for longer ones, or for none."""
        return {}

    def canonical(self, name: str) -> str:
        """The canonical name of an option; `name` itself if the tool does not have it."""
        found = self.find(name)
        return name if found is None else found[0]
