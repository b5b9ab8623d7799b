"""Which models and datasets does Python code download?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from dflint.build.fetched_urls import fetched_url
from dflint.knowledge.model_files import MODEL_DIRECTORIES
from dflint.knowledge.model_hubs import (
    BRANCHES,
    DATASET,
    KERAS_APPLICATIONS,
    MODEL,
    PYTHON_DOWNLOADS,
    SMALL_CLASSES,
    TOKENIZER,
    TORCHVISION_DATASETS,
    TORCHVISION_MODELS,
    ULTRALYTICS_CLASSES,
    PythonDownload,
)
from dflint.knowledge.small_weights import is_small
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.python_code import PythonCall, PythonCode, PythonValue

if TYPE_CHECKING:
    from dflint.build.steps import RunStep
    from dflint.shell.commands import Command
    from dflint.source import MappedText, Span

_REPOSITORY = lazy_pattern(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")
_TORCH_REPOSITORY = lazy_pattern(r"[\w.-]+/[\w.-]+(?::([^/:]+))?")
_SHELL_VARIABLE = lazy_pattern(r"\$(?:(\w+)|\{(\w+)\})")
_DIRECTORIES = ("local_dir", "cache_dir", "cache_folder", "download_root", "model_dir", "root", "output_dir")
_TOKENS = ("token", "use_auth_token")
# Modules whose `from_pretrained` takes names of the hub and a revision.
_HUB_MODULES = frozenset({"transformers", "diffusers", "sentence_transformers", "peft", "optimum"})


class PythonModel(NamedTuple):
    """What a call downloads; the fields are those of `dflint.build.model_downloads.ModelDownload`."""

    kind: str
    name: str | None
    span: Span
    is_pinned: bool | None
    branch: str = ""
    directory: str | None = None
    is_hub: bool = False
    is_url: bool = False
    has_version: bool = False
    has_token: bool = False
    is_chosen: bool = False


def python_models(text: MappedText, step: RunStep, command: Command | None) -> Iterator[PythonModel]:
    """What the code `text` downloads when it is run by `command` in `step`.

    `command` is None for the code of a file or of a RUN that is written in Python.
    """
    code = PythonCode(text)
    reader = _Reader(step, command)
    for call in code.calls:
        model = reader.model(call, code.span(call))
        if model is not None:
            yield model


class _Reader:
    def __init__(self, step: RunStep, command: Command | None) -> None:
        self.step = step
        self.command = command

    def model(self, call: PythonCall, span: Span) -> PythonModel | None:
        """What `call` downloads, None if nothing that is known."""
        for row in PYTHON_DOWNLOADS:
            if call.function == row.function or call.function.endswith("." + row.function):
                return self._of_row(row, call, span)
        if call.function.startswith(KERAS_APPLICATIONS):
            return self._keras(call, span)
        if call.function.startswith(TORCHVISION_MODELS):
            return self._torchvision_model(call, span)
        if call.function.startswith(TORCHVISION_DATASETS):
            download = call.keywords.get("download")
            is_fetched = download is not None and download.constant is True
            return PythonModel(DATASET, call.function.rpartition(".")[2], span, None) if is_fetched else None
        if call.function in ULTRALYTICS_CLASSES:
            return self._ultralytics(call, span)
        return None

    def _of_row(self, row: PythonDownload, call: PythonCall, span: Span) -> PythonModel | None:
        if row.only_if and not _is_true(call.keywords.get(row.only_if)):
            return None
        if _is_true(call.keywords.get("local_files_only")) or call.has_more or _is_local(call):
            return None
        value = call.argument(row.position, row.name)
        if value is None:
            return None
        name = self._text(value)
        if row.takes_url:
            return self._url(name, span)
        if name is None and not value.variable:
            return None
        kind = self._kind(row, call)
        if kind is None or (name is not None and not self._is_remote(name, row)):
            return None
        takes_revision = self._takes_revision(row, call)
        is_hub = takes_revision and row.revision != ":"
        is_pinned, branch = self._pinned(row, call, name) if takes_revision else (None, "")
        return PythonModel(
            kind,
            name,
            span,
            is_pinned,
            branch,
            self._directory(call, is_hub),
            is_hub,
            has_token=any(name in call.keywords and not call.keywords[name].is_none for name in _TOKENS),
            is_chosen=self._is_chosen(value),
        )

    def _kind(self, row: PythonDownload, call: PythonCall) -> str | None:
        """What is fetched; None for what is neither a model nor a dataset."""
        repository = call.keywords.get("repo_type")
        if repository is not None and not repository.is_none and repository.text != "model":
            return DATASET if repository.text == "dataset" else None
        if row.function == "from_pretrained":
            owner = call.function.split(".")[-2] if "." in call.function else ""
            return TOKENIZER if owner.endswith(SMALL_CLASSES) else MODEL
        if row.function == "hf_hub_download":
            file = call.argument(1, "filename")
            name = file.text if file is not None else None
            return TOKENIZER if name is not None and is_small(name) else MODEL
        return row.kind

    @staticmethod
    def _takes_revision(row: PythonDownload, call: PythonCall) -> bool:
        if row.function == "from_pretrained":
            return call.function.partition(".")[0] in _HUB_MODULES
        if row.function in ("snapshot_download", "hf_hub_download"):
            return "modelscope" not in call.function
        return bool(row.revision)

    def _pinned(self, row: PythonDownload, call: PythonCall, name: str | None) -> tuple[bool | None, str]:
        """Whether the call says which revision it wants, and the branch if it names one."""
        if row.revision == ":":
            match = _TORCH_REPOSITORY.fullmatch(name or "")
            if match is None:
                return None, ""
            revision = match[1]
        else:
            value = call.keywords.get(row.revision)
            if value is not None and not value.is_none:
                revision = self._text(value)
                if revision is None:
                    return None, ""
            else:
                revision = None
        if revision is None:
            return (None if self._is_too_old(row) else False), ""
        return (False, revision) if revision in BRANCHES else (True, "")

    def _is_too_old(self, row: PythonDownload) -> bool:
        """Whether the package is certainly of a release that cannot be told a revision."""
        if not row.revision_since:
            return False
        from dflint.build.hub_versions import has_release

        package = row.function.partition(".")[0].replace("_", "-")
        # What the same RUN installs counts.
        return has_release(self.step.stage, package, row.revision_since, self.step.position + 1) is False

    def _is_remote(self, name: str, row: PythonDownload) -> bool:
        """Whether `name` names something that is fetched, and not a folder that is there."""
        if row.revision == ":":
            return _TORCH_REPOSITORY.fullmatch(name) is not None
        if not row.revision:
            return not name.startswith((".", "/", "~"))
        if row.kind == DATASET and name in ("csv", "json", "parquet", "text", "imagefolder", "audiofolder", "arrow"):
            return False
        if _REPOSITORY.fullmatch(name) is None or name.split("/")[0] in MODEL_DIRECTORIES:
            return False
        context = self.step.stage.graph.context
        return context is None or not context.exists(name)

    def _text(self, value: PythonValue) -> str | None:
        """The string that `value` is known to be."""
        if value.variable is not None:
            found = self.step.lookup(value.variable)
            if isinstance(found, str):
                return found
            return value.text if found is None else None
        text = value.text
        if text is not None and "$" in text:
            return self._expanded(text)
        return text

    def _is_chosen(self, value: PythonValue) -> bool:
        """Whether a variable of the environment, or one that the shell has replaced, says what `value` is."""
        if value.variable is not None:
            return True
        own = (self.command.variables if self.command is not None else None) or {}
        names = [first or second for first, second in _SHELL_VARIABLE.findall(value.text or "")]
        return any(name not in own for name in names)

    def _expanded(self, text: str) -> str | None:
        """A string of code in double quotes, in which the shell has replaced variables."""
        match = _SHELL_VARIABLE.fullmatch(text)
        if match is None or self.command is None:
            return None
        name = match[1] or match[2]
        variables = self.command.variables or {}
        if name in variables:
            word = variables[name]
            return None if word is None else word.value
        found = self.step.lookup(name)
        return found if isinstance(found, str) else None

    def _directory(self, call: PythonCall, is_hub: bool) -> str | None:
        for name in _DIRECTORIES:
            value = call.keywords.get(name)
            if value is not None and not value.is_none:
                text = self._text(value)
                return None if text is None else self.step.state.path(text)
        if not is_hub:
            return None
        from dflint.build.model_downloads import hub_cache

        return hub_cache(self.step, self.command)

    # Functions with rules of their own

    @staticmethod
    def _url(url: str | None, span: Span) -> PythonModel | None:
        fetched = fetched_url(url) if url is not None else None
        if fetched is None:
            return None
        return PythonModel(
            fetched.kind,
            fetched.name,
            span,
            fetched.is_pinned,
            fetched.branch,
            is_url=True,
            has_version=fetched.has_version,
        )

    @staticmethod
    def _keras(call: PythonCall, span: Span) -> PythonModel | None:
        name = call.function.rpartition(".")[2]
        weights = call.keywords.get("weights")
        is_class = name[:1].isupper()
        if not is_class or (weights is not None and weights.text != "imagenet"):
            return None
        return PythonModel(MODEL, name, span, None)

    @staticmethod
    def _torchvision_model(call: PythonCall, span: Span) -> PythonModel | None:
        name = call.function.rpartition(".")[2]
        weights = call.keywords.get("weights")
        is_fetched = _is_true(call.keywords.get("pretrained")) or (weights is not None and not weights.is_none)
        return PythonModel(MODEL, name, span, None) if is_fetched and name[:1].islower() else None

    def _ultralytics(self, call: PythonCall, span: Span) -> PythonModel | None:
        value = call.argument(0, "model")
        name = None if value is None else self._text(value)
        if name is None or "/" in name or not name.endswith(".pt") or self._may_be_there(name):
            return None
        return PythonModel(
            MODEL, name, span, None, directory=self.step.directory_of(self.command) if self.command else None
        )

    def _may_be_there(self, name: str) -> bool:
        """Whether a file of the context may lie where it would be downloaded to."""
        names = [
            file.path.rpartition("/")[2]
            for stage in self.step.stage.chain
            for copy in stage.copies
            if copy.taken is not None
            for file in copy.taken.files
        ]
        return name in names


def _is_local(call: PythonCall) -> bool:
    source = call.keywords.get("source")
    return source is not None and source.text == "local"


def _is_true(value: PythonValue | None) -> bool:
    return value is not None and not value.is_none and value.constant not in (False, "", 0)
