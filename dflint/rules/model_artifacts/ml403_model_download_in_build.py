"""ML403: ``RUN hf download …`` makes a model a part of the image."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import StageRule

if TYPE_CHECKING:
    from dflint.build.baked_downloads import BakedDownload
    from dflint.build.build import Build
    from dflint.build.model_downloads import ModelDownload
    from dflint.build.stages import Stage

_LARGE = 1e9
"""Parameters from which on a model is over a gigabyte with eight bits or more for each, as models are published."""
_LARGE_PACKED = 2e9
"""The same with four bits for each."""
_PACKED = lazy_pattern(r"awq|gptq|gguf|[48]-?bits?|int[48]|fp[48]|nf4|exl|ggml|(?:^|[-_.])[qw]\d", re.I)
_BAKING = (
    r"\bbak(?:e|es|ed|ing)\b|\bpre-?(?:down)?-?(?:load|fetch|cach|warm|pull|populat|bundl|bak)\w*|"
    r"\bwarm(?:s|ed|ing)?\b|\bembed(?:s|ded)? (?:\w+ ){0,3}in(?:to)? (?:the |this )?image|\bbundl(?:e|es|ed|ing)\b|"
    r"\b(?:deliberate|intentional)(?:ly)?\b|\bon purpose\b|\bby design\b|"
    r"\b(?:in|into|inside|part of) (?:the |this )?(?:docker |container )?(?:image|layer)\b|"
    r"이미지 ?(?:내|안|에)|사전 ?다운로드|미리 ?다운로드|预(?:先)?(?:下载|加载)|内置|打包[到进]|"
    r"离线|オフライン|事前ダウンロード"
)
_ON_PURPOSE = lazy_pattern(
    rf"{_BAKING}|off-?line|air-?gap|cold[ -]?start|start-?up|(?:start|boot)s? (?:fast|quick)|self[ -]contained|"
    r"(?:no|without|not? need)\b.{0,12}\b(?:network|internet|download)|(?:at|during) run-?time|"
    r"first (?:request|run|start)",
    re.I,
)
"""What a comment says where the model shall be in the image."""
_MODEL_ON_PURPOSE = lazy_pattern(
    rf"(?=.*\b(?:models?|weights|checkpoints?|llms?)\b|.*(?:모델|模型|モデル))(?=.*(?:{_BAKING})).*",
    re.IGNORECASE | re.DOTALL,
)
"""What a comment says that stands elsewhere in the file, and so has to tell what it speaks of."""
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
_MOST_NAMES = 3


class ModelDownloadInBuild(StageRule):
    """A model is downloaded while the image is built, and becomes a part of it.

    Every push and pull of the image carries the model, each version of the image has its own copy of it, and a change
    of the code above it downloads it again. Let the program fetch the model into a volume when it starts, or mount it.

    To bake a small model, or one for a machine without a network, can be right. So the rule speaks only where the name
    of the model says that it has billions of parameters, or where it is fetched with a token, because whoever can pull
    the image has the model too. It is silent where `HF_HUB_OFFLINE` or a comment says that it is meant.
    """

    code = "ML403"
    name = "model-download-in-build"
    severity = Severity.WARNING
    mentions = (
        "download",
        "pretrained",
        "transformer",
        "pipeline",
        "model",
        "hub",
        "yolo",
        "http",
        "s3:",
        "gs:",
        "pull",
    )
    sources = (
        "https://huggingface.co/docs/huggingface_hub/guides/manage-cache",
        "https://docs.docker.com/engine/storage/volumes/",
        "https://docs.docker.com/build/cache/invalidation/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV HF_HOME=/models
            RUN pip install --no-cache-dir vllm==0.11.0
            RUN hf download Qwen/Qwen2.5-7B-Instruct --revision a09a35458c702b33eeacc393d103063234e8bc28
            CMD ["vllm", "serve", "Qwen/Qwen2.5-7B-Instruct"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            ENV HF_HOME=/models
            RUN pip install --no-cache-dir vllm==0.11.0
            VOLUME /models
            CMD ["vllm", "serve", "Qwen/Qwen2.5-7B-Instruct"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each RUN or ADD that downloads models into an image."""
        if not stage.layers or _is_meant(stage, build):
            return
        from dflint.build.baked_downloads import baked_downloads
        from dflint.knowledge.model_hubs import MODEL

        steps: dict[int, list[BakedDownload]] = {}
        for baked in baked_downloads(stage, build):
            if baked.download.kind == MODEL and _weight(baked.download) and not _is_explained(baked.download):
                steps.setdefault(baked.download.step.position, []).append(baked)
        for group in steps.values():
            yield self._finding(group)

    def _finding(self, group: Sequence[BakedDownload]) -> Diagnostic:
        first = max(group, key=lambda baked: _weight(baked.download))
        download = first.download
        related = [
            Related(one.download.source, one.download.span, "this is downloaded too")
            for one in group
            if one.download.span != download.span
        ]
        if download.script is not None:
            related.insert(0, Related(*download.script, "the script downloads it here"))
        if first.copy is not None:
            related.append(Related(first.copy.instruction.source, first.copy.instruction.span, "this copies it on"))
        return self.found(
            download.source,
            download.span,
            _message(group, download),
            help=_help(download),
            related=related,
        )


def _is_meant(stage: Stage, build: Build) -> bool:
    """Whether the image is made to do without a network, to test with, or for a platform without mounts."""
    from dflint.build.roles import is_for_work
    from dflint.build.unneeded import is_built_for_platform_without_mounts

    final = build.final or stage
    if is_for_work(final, build) or any(is_built_for_platform_without_mounts(one) for one in (stage, final)):
        return True
    values = [state.env(name) for state in (stage.final_state, final.final_state) for name in _OFFLINE]
    return any(isinstance(value, str) and value not in ("", "0") for value in values)


def _is_explained(download: ModelDownload) -> bool:
    """Whether a comment at the instruction, in the script, or one of the file on models says that it is meant."""
    from dflint.dockerfile.placement import comment_above, comments_of

    instruction = download.step.instruction
    text = comment_above(instruction) + instruction.source.slice(instruction.span)
    near = [line for line in text.splitlines() if line.lstrip().startswith(("#", "echo"))]
    if any(_ON_PURPOSE.search(line) is not None for line in near):
        return True
    others = list(comments_of(download.source))
    if download.script is not None:
        others.extend(comments_of(download.script[0]))
    return any(_MODEL_ON_PURPOSE.fullmatch(comment) is not None for comment in others)


def _weight(download: ModelDownload) -> int:
    """How bad it is: a large model, a model that not everybody may have; 0 where neither is known."""
    return 2 * _is_large(download) + download.has_token


def _is_large(download: ModelDownload) -> bool:
    """Whether the name of the model tells that it is over a gigabyte."""
    least = _LARGE_PACKED if _PACKED.search(download.name or "") else _LARGE
    return (download.parameter_count or 0) >= least


def _message(group: Sequence[BakedDownload], download: ModelDownload) -> str:
    count = download.parameter_count
    if count is not None and _is_large(download):
        title = f"`{download.name}`, a model of {count / 1e9:g} billion parameters,"
        return f"{title} is downloaded into the image"
    names = dict.fromkeys(baked.download.name for baked in group if baked.download.name)
    listed = ", ".join(f"`{name}`" for name in list(names)[:_MOST_NAMES]) or "a model"
    if len(names) > _MOST_NAMES:
        listed += f" and {len(names) - _MOST_NAMES} more"
    verb = "are" if len(names) > 1 else "is"
    return f"{listed} {verb} downloaded with a token, and whoever can pull the image has it"


def _help(download: ModelDownload) -> str:
    if download.is_hub:
        return "download it into a volume when the container starts, with `HF_HOME` in that volume"
    return "download it into a volume when the container starts, or mount it"
