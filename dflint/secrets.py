"""What must not be shown? Texts that findings say are secret, in whatever is told of the files."""

from __future__ import annotations

from collections.abc import Iterable

from dflint.diagnostics import Diagnostic
from dflint.source import encode

_LONGEST_SECRET = 10_000
_SHORTEST_SECRET = 4
"""Shorter texts stand for too much else to be hidden wherever they are."""
_SHORTEST_TOKEN = 16
"""A shorter one may be a password such as ``postgres``, which words about something else have too."""


class Secrets:
    """Hides what findings say is secret, wherever it stands."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        found = {one.source.slice(span) for one in diagnostics for span in one.secrets}
        kept = (text for text in found if _SHORTEST_SECRET <= len(text) <= _LONGEST_SECRET)
        self._texts = sorted(kept, key=lambda text: (-len(text), text))

    def hide(self, text: str) -> str:
        """`text` with stars in place of every secret."""
        return _hide(self._texts, text)

    def hide_in(self, data: bytes) -> bytes:
        """The same for bytes."""
        return encode(self.hide(data.decode("utf-8", "surrogateescape"))) if self._texts else data

    def hide_in_words(self, diagnostic: Diagnostic) -> Diagnostic:
        """`diagnostic` with none of them in its own words: another rule may quote a token."""
        tokens = [text for text in self._texts if len(text) >= _SHORTEST_TOKEN]
        if not tokens:
            return diagnostic
        fix = diagnostic.fix
        return diagnostic._replace(
            message=_hide(tokens, diagnostic.message),
            help=_hide(tokens, diagnostic.help),
            related=tuple(one._replace(message=_hide(tokens, one.message)) for one in diagnostic.related),
            fix=fix._replace(message=_hide(tokens, fix.message)) if fix is not None else None,
        )


def _hide(secrets: Iterable[str], text: str) -> str:
    for secret in secrets:
        text = text.replace(secret, "*" * len(secret))
    return text
