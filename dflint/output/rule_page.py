"""The page of a rule, as Markdown: made from the rule itself, so that it cannot disagree with it."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Mapping
from typing import Any

from dflint.diagnostics import Applicability
from dflint.output.terminal import printable
from dflint.output.toml import toml
from dflint.rules.rule import Option, Rule, Size, Tree

FIXES = {
    None: "It has no fix.",
    Applicability.SAFE: "It has a safe fix, applied by `dflint fix`.",
    Applicability.UNSAFE: "It has an unsafe fix, applied by `dflint fix --unsafe`.",
}

FEW = 10
"""Of fewer findings than this no share is told."""

_METHOD = "https://github.com/dflint/dflint/blob/main/benchmarks/precision/README.md"
_LANGUAGES = {".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".py": "python"}


def page(rule: type[Rule]) -> str:
    """The page of `rule`."""
    return "\n".join(_lines(rule)) + "\n"


def description(rule: type[Rule]) -> str:
    """Why what the rule finds is bad and what to do: its docstring without the first line."""
    return inspect.cleandoc(rule.__doc__ or "").partition("\n")[2].strip()


def _lines(rule: type[Rule]) -> Iterator[str]:
    yield from (f"# {rule.name} ({rule.code})", "", rule.summary(), "")
    state = "on by default" if rule.on else "off by default"
    if rule.preview:
        state = "in preview: there with `--preview` alone"
    yield from (f"Severity: {rule.severity.label}; {state}. {FIXES[rule.fixes]}", "")
    yield from (f"Precision: {precision_text(precision(rule.code))} ([how it is measured]({_METHOD})).", "")
    if description(rule):
        yield from ("## Why is this bad?", "", description(rule), "")
    if rule.bad:
        yield from ("## Example", "")
        yield from _tree(rule.bad)
    if rule.good:
        yield from ("Use instead:", "")
        changed = {path: content for path, content in rule.good.items() if rule.bad.get(path) != content}
        yield from _tree(changed)
    if rule.options:
        yield from ("## Options", "", f"In `[tool.dflint.rules.{rule.code}]`:", "")
        for name, option in rule.options.items():
            yield f"- `{name}` (default: `{toml(option.default)}`): {option.description}"
        yield ""
    if rule.aliases:
        aliases = ", ".join(f"`{alias}`" for alias in rule.aliases)
        yield from ("## Other tools", "", f"Reported elsewhere as {aliases}.", "")
    if rule.sources:
        yield from ("## Sources", "")
        yield from (f"- <{source}>" for source in rule.sources)
        yield ""
    yield from ("## Silence it", "", "```dockerfile", f"# dflint: ignore={rule.code} the reason", "```")


def precision(code: str) -> tuple[int, int, int, int] | None:
    """How many findings of the rule were read, and how many of them were right, wrong and arguable; None if none."""
    from dflint.rules.precision import PRECISION

    figures = PRECISION.get(code)
    return figures if figures is not None and figures[0] else None


def precision_text(figures: tuple[int, int, int, int] | None) -> str:
    """What a page says of the figures of `precision`."""
    if figures is None:
        return "not met yet"
    read, right, wrong, arguable = figures
    said = f"{right} of {read} {'finding' if read == 1 else 'findings'} right, {wrong} wrong, {arguable} arguable"
    return f"few findings so far, {said}" if read < FEW else said


def _tree(tree: Tree) -> Iterator[str]:
    for path, content in tree.items():
        if isinstance(content, Size):
            yield from (f"`{path}`, a file of {content.byte_count} bytes", "")
            continue
        yield from (f"`{path}`:", "", f"```{_language(path)}", printable_lines(inspect.cleandoc(content)), "```", "")


def printable_lines(text: str) -> str:
    """`text` with its control characters but the line feeds shown as escapes."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _language(path: str) -> str:
    name = os.path.basename(path)
    if "dockerfile" in name.lower() or "containerfile" in name.lower():
        return "dockerfile"
    return _LANGUAGES.get(os.path.splitext(name)[1], "text")


def as_object(rule: type[Rule]) -> dict[str, Any]:
    """What there is to say about `rule`, for programs. Fields are only ever added."""
    return {
        "code": rule.code,
        "name": rule.name,
        "aliases": list(rule.aliases),
        "summary": rule.summary(),
        "description": description(rule),
        "severity": rule.severity.label,
        "on": rule.on,
        "preview": rule.preview,
        "fix": rule.fixes.label if rule.fixes is not None else None,
        "precision": _precision(rule.code),
        "options": _options(rule.options),
        "bad": _texts(rule.bad),
        "good": _texts(rule.good),
        "sources": list(rule.sources),
        "url": rule.url(),
    }


def _precision(code: str) -> dict[str, int] | None:
    figures = precision(code)
    return None if figures is None else dict(zip(("read", "right", "wrong", "arguable"), figures, strict=True))


def _options(options: Mapping[str, Option]) -> dict[str, Any]:
    return {
        name: {
            "default": list(option.default) if isinstance(option.default, tuple) else option.default,
            "description": option.description,
        }
        for name, option in options.items()
    }


def _texts(tree: Tree) -> dict[str, Any]:
    return {
        path: {"size": content.byte_count} if isinstance(content, Size) else inspect.cleandoc(content) + "\n"
        for path, content in tree.items()
    }
