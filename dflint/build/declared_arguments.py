"""Which build arguments does a Dockerfile take?

Source: https://docs.docker.com/reference/dockerfile/#predefined-args and #buildkit-built-in-build-args, looked at on
2026-11-27.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.variables import PLATFORM_ARGUMENTS
from dflint.dockerfile.instructions import Arg
from dflint.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from dflint.dockerfile.instructions import Dockerfile
    from dflint.source import Span

_PROXIES = frozenset({"http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"})
_BUILT_IN = PLATFORM_ARGUMENTS | {"SOURCE_DATE_EPOCH"}
_FRONTEND = lazy_pattern(r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?:[:@].*)?")
_TRIGGER = lazy_pattern(r"^[ \t]*ONBUILD[ \t]+ARG[ \t]", re.MULTILINE | re.IGNORECASE)


class DeclaredArgument(NamedTuple):
    """An ARG: where its name first stands, and whether it has no default anywhere."""

    name: str
    span: Span
    needs_value: bool


def is_predefined(name: str) -> bool:
    """Whether the builder knows the argument without an ARG."""
    return name.startswith("BUILDKIT_") or name.lower() in _PROXIES or name in _BUILT_IN


def is_usual_dockerfile(dockerfile: Dockerfile) -> bool:
    """Whether Docker's own frontend reads the file: another one may understand it differently."""
    syntax = next((directive.value for directive in dockerfile.directives if directive.name == "syntax"), None)
    return syntax is None or (bool(syntax.split()) and _FRONTEND.fullmatch(syntax.split()[0]) is not None)


def declared_arguments(dockerfile: Dockerfile) -> dict[str, DeclaredArgument]:
    """The arguments that the file declares, in any stage or before the first, by name."""
    found: dict[str, DeclaredArgument] = {}
    for instruction in dockerfile.instructions:
        if not isinstance(instruction, Arg):
            continue
        for declaration in instruction.names:
            name, has_default = declaration.name.text, declaration.default is not None
            known = found.get(name)
            if known is None:
                found[name] = DeclaredArgument(name, declaration.name.span, not has_default)
            elif has_default:
                found[name] = known._replace(needs_value=False)
    return found


def may_declare_more(dockerfile: Dockerfile) -> bool:
    """Whether arguments may be declared by triggers (``ONBUILD ARG``) of the file or of the image it starts from."""
    text = dockerfile.source.text
    return _TRIGGER.search(text) is not None or any("onbuild" in from_.image.text.lower() for from_ in dockerfile.froms)
