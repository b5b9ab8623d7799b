"""ML301: ``pip install torch>=2.0`` redirects to a file named ``=2.0``."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import InstallRule, safe
from dflint.shell.commands import Command
from dflint.shell.words import Redirect

_VERSION_START = lazy_pattern(r"=|\d")
_UNQUOTABLE = frozenset('"\\`')


class UnquotedVersionSpecifier(InstallRule):
    """A version specifier with `>` or `<` is not quoted, so the shell takes it for a redirection.

    `pip install torch>=2.0` installs any torch, and writes what pip prints to a file named `=2.0`: the constraint is
    lost without a message. With `<` the shell looks for a file of that name, and the build fails. Quote the
    requirement.
    """

    code = "ML301"
    name = "unquoted-version-specifier"
    severity = Severity.ERROR
    fixes = Applicability.SAFE
    mentions = (">", "<")
    sources = (
        "https://pip.pypa.io/en/stable/cli/pip_install/#requirement-specifiers",
        "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_07",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir transformers>=4.40 "torch==2.5.1" accelerate
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir "transformers>=4.40" "torch==2.5.1" accelerate
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding a requirement that is cut by a redirection."""
        if install.install.ecosystem not in ("python", "conda"):
            return
        command = install.command
        words = {word.end: word for word in command.words if word.script is command.script}
        end = -1
        for redirect in command.redirects:
            word = words.get(redirect.start)
            if redirect.start < end or word is None or word.text.startswith("-") or not _is_specifier(redirect):
                continue
            end = _end(command, redirect)
            requirement = command.script.text[word.start : end]
            yield self.found(
                install.run.source,
                command.script.span(word.start, end),
                _message(word.text, redirect),
                help=f'quote it: "{requirement}"',
                fix=_quote(install, word.start, end),
            )


def _is_specifier(redirect: Redirect) -> bool:
    """Whether what looks like a redirection is a version: `>=1`, `<2`, without a space anywhere."""
    target = redirect.target
    return (
        redirect.operator in ("<", ">")
        and redirect.descriptor is None
        and target is not None
        and target.start == redirect.start + 1
        and _VERSION_START.match(target.text) is not None
    )


def _end(command: Command, redirect: Redirect) -> int:
    """Where the requirement ends: `a>=1,<2` is cut into two redirections that touch each other."""
    end = redirect.end
    for following in command.redirects:
        if following.start == end and _is_specifier(following):
            end = following.end
    return end


def _message(name: str, redirect: Redirect) -> str:
    target = redirect.target.text if redirect.target is not None else ""
    if redirect.operator == ">":
        return f"the shell writes to a file named `{target}`: `{name}` is installed without a version constraint"
    return f"the shell reads from a file named `{target}`, which is not there, so the installation of `{name}` fails"


def _quote(install: InstallStep, start: int, end: int) -> Fix | None:
    """Put the requirement in quotes, unless it stands inside of others."""
    script = install.command.script
    text = script.text[start:end]
    is_nested = install.run.is_exec or install.command.enclosing is not None
    if is_nested or _UNQUOTABLE & set(text) or not script.is_verbatim(start, end):
        return None
    edit = install.run.source.edit(script.span(start, end), f'"{text}"')
    return safe("Quote the requirement", edit)
