"""Which arguments of a command are options, which are their values, and which are operands?"""

from __future__ import annotations

from collections.abc import Sequence

from dflint.knowledge.option_grammar import OptionGrammar
from dflint.shell.words import ShellWord
from dflint.source import Span


class Option:
    """An option as it is given. `name` is the canonical one; `word` holds it, with others if short ones are joined.

    `value` is its value: a word of its own, a part of `word`, or None. `is_known` is whether the tool has the option.
    """

    __slots__ = ("is_known", "name", "value", "word")

    def __init__(self, name: str, word: ShellWord, value: ShellWord | None, is_known: bool) -> None:
        self.name = name
        self.word = word
        self.value = value
        self.is_known = is_known

    @property
    def span(self) -> Span:
        """From the option to the end of its value."""
        start = self.word.span
        return start if self.value is None else Span(start.start, max(start.end, self.value.span.end))


class Arguments:
    """The arguments of a command, taken apart. `has_unknown` is whether an option among them is not in the grammar."""

    def __init__(self, words: Sequence[ShellWord], grammar: OptionGrammar) -> None:
        """`words` are those behind the program."""
        self.grammar = grammar
        self.options: list[Option] = []
        self.operands: list[ShellWord] = []
        self.has_unknown = False
        self.is_dynamic = any(word.value is None for word in words)
        self._words = words
        index = 0
        while index < len(words):
            word = words[index]
            text = word.prefix
            if text == "--" and word.value is not None:
                self.operands.extend(words[index + 1 :])
                break
            if text.startswith("--"):
                index += self._long(word, text, index)
            elif text.startswith("-") and len(text) > 1:
                index += self._short(word, text, index)
            else:
                self.operands.append(word)
            index += 1

    def _following(self, index: int) -> ShellWord | None:
        return self._words[index + 1] if index + 1 < len(self._words) else None

    def _add(self, name: str, word: ShellWord, value: ShellWord | None, is_known: bool = True) -> None:
        self.has_unknown = self.has_unknown or not is_known
        self.options.append(Option(name, word, value, is_known))

    def _long(self, word: ShellWord, text: str, index: int) -> int:
        """Take ``--name`` or ``--name=value``; returns how many further words it takes."""
        name, separator, _ = text.partition("=")
        found = self.grammar.find(name)
        canonical, takes_value = found if found is not None else (name, False)
        if separator:
            self._add(canonical, word, word.after(len(name) + 1), found is not None)
            return 0
        if word.value is None:
            self._add(name, word, None, False)
            return 0
        following = self._following(index)
        if takes_value or (self.grammar.takes_boolean and following is not None and following.value in _BOOLEANS):
            self._add(canonical, word, following)
            return 1
        self._add(canonical, word, None, found is not None)
        return 0

    def _short(self, word: ShellWord, text: str, index: int) -> int:
        """Take ``-x``, ``-xyz`` or ``-xvalue``; returns how many further words it takes."""
        for position in range(1, len(text)):
            name = "-" + text[position]
            found = self.grammar.find(name)
            if found is None:
                self._add(name, word, None, False)
                if text[position] == "=":
                    return 0
                continue
            canonical, takes_value = found
            if not takes_value:
                self._add(canonical, word, None)
                if text[position + 1 : position + 2] == "=":
                    return 0
                continue
            rest = position + 1
            if rest < len(text) or word.value is None:
                rest += text[rest : rest + 1] == "="
                self._add(canonical, word, word.after(rest))
                return 0
            self._add(canonical, word, self._following(index))
            return 1
        return 0


_BOOLEANS = frozenset({"true", "false"})
