"""ML305: an index of PyTorch is given beside PyPI, and PyPI wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.rules.rule import InstallRule, unsafe

if TYPE_CHECKING:
    from dflint.build.outbid_index import Outbid
    from dflint.source import Span

_ONLY_IN_INDEX = frozenset({"torch", "torchvision", "torchaudio"})


class TorchExtraIndexUrl(InstallRule):
    """The extra index of PyTorch loses against PyPI, so another build of torch is installed.

    With `--extra-index-url` pip looks at both indexes and takes the highest version. PyPI has the newest torch, built
    for the newest CUDA; an index such as `cu121` ends with an older one. So is a version that the index does not have
    taken from PyPI without a word. Install torch with `--index-url` in a command of its own, before the packages of
    PyPI, or name the build: `torch==2.5.1+cu121`.
    """

    code = "ML305"
    name = "torch-extra-index-url"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("pip", "uv")
    sources = (
        "https://pip.pypa.io/en/stable/cli/pip_install/#finding-packages",
        "https://pytorch.org/get-started/previous-versions/",
        "https://packaging.python.org/en/latest/specifications/version-specifiers/#local-version-identifiers",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch torchvision --extra-index-url https://download.pytorch.org/whl/cu121
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir torch torchvision --index-url https://download.pytorch.org/whl/cu121
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding where torch certainly comes from PyPI although an index of PyTorch is named."""
        if install.install.manager not in ("pip", "uv"):
            return
        from dflint.build.outbid_index import outbid_of

        outbid = outbid_of(install)
        if outbid is None:
            return
        span = _span(install, outbid)
        related = []
        if outbid.place.source is not None and outbid.place.span not in (None, span):
            related.append(Related(outbid.place.source, outbid.place.span, "the index"))
        yield self.found(
            install.run.source,
            span,
            _message(outbid),
            help=_help(outbid),
            related=related,
            fix=_fix(install, outbid),
        )


def _span(install: InstallStep, outbid: Outbid) -> Span:
    """The option in the command, or what brings the index in."""
    for option in install.install.given("--extra-index-url", "--index-url", "--index", "--default-index"):
        if option.value is not None and option.value.span == outbid.place.span:
            return option.span
    files = install.install.requirement_files
    if outbid.place.origin == "requirements" and files:
        return files[0].span
    return install.command.span


def _message(outbid: Outbid) -> str:
    from dflint.knowledge.torch_indexes import cuda_on_pypi

    cuda = cuda_on_pypi(outbid.taken)
    build = "" if cuda is None else f", which is built for CUDA {cuda}"
    index = f"the index `{outbid.variant}`"
    if outbid.last is None:
        return f"{index} has no torch {outbid.taken}: pip takes it from PyPI{build}"
    taken = f"torch {outbid.taken}" if outbid.taken else "a newer torch"
    known = f"{index} has no torch 2" if outbid.last == "1" else f"the last one of {index} is {outbid.last}"
    return f"pip takes {taken} from PyPI{build}: {known}"


def _help(outbid: Outbid) -> str:
    from dflint.knowledge.torch_indexes import indexes_with_torch

    if outbid.last == "1":
        return "name an index that has the torch that is wanted, with `--index-url` in a command of its own"
    if outbid.last is not None:
        exact = f"torch=={outbid.last}+{outbid.variant}"
        return f"install torch in a command of its own with `--index-url`, or ask for `{exact}`"
    others = indexes_with_torch(outbid.taken)
    if not others:
        return "take a version that the index has"
    return f"torch {outbid.taken} is in the indexes {', '.join(f'`{name}`' for name in ('cpu', *others))}"


def _fix(install: InstallStep, outbid: Outbid) -> Fix | None:
    """``--index-url``, where nothing is asked for that the index of PyTorch does not have."""
    if outbid.last in (None, "1") or install.install.requirement_files or install.run.is_exec:
        return None
    if any(package.name not in _ONLY_IN_INDEX for package in install.install.packages):
        return None
    options = install.install.given("--extra-index-url", "--index-url")
    if len(options) != 1 or options[0].name != "--extra-index-url":
        return None
    word = options[0].word
    if not word.text.startswith("--extra-index-url") or not word.script.is_verbatim(word.start, word.end):
        return None
    start = word.span.start
    edit = install.run.source.edit(type(word.span)(start, start + len("--extra-index-url")), "--index-url")
    return unsafe("Take everything from the index of PyTorch", edit)
