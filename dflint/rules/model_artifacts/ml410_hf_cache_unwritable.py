"""ML410: models are kept in the home of root, and the image runs as another user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.dockerfile.instructions import User
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.stages import Stage
    from dflint.build.unwritable_caches import ClosedDownload, ClosedVariable


class HfCacheUnwritable(StageRule):
    """The user of the image can neither write to the cache of models nor read it.

    Only root may enter `/root`. With `HF_HOME=/root/…` and a `USER`, the first download fails; and a model that was
    downloaded as root while the image was built is not found, so that it is downloaded once more when the container
    starts. Keep models in a folder that the user owns, and set `HF_HOME` to it before they are downloaded.

    A number as USER without an account has `/` as its home, where it may not write either.
    """

    code = "ML410"
    name = "hf-cache-unwritable"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("user",)
    sources = (
        "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables#hfhome",
        "https://docs.docker.com/reference/dockerfile/#user",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN useradd --create-home app
            ENV HF_HOME=/root/.cache/huggingface
            RUN pip install --no-cache-dir transformers==4.57.1
            USER app
            CMD ["python", "-m", "serve"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN useradd --create-home app
            ENV HF_HOME=/home/app/.cache/huggingface
            RUN pip install --no-cache-dir transformers==4.57.1
            USER app
            CMD ["python", "-m", "serve"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each variable and each download, and for a user without a home."""
        if stage is not build.final or stage.last(User) is None:
            return
        from dflint.build.unwritable_caches import closed_downloads, closed_variables, homeless_user

        variables = list(closed_variables(stage, build))
        for variable in variables:
            yield self._variable(variable)
        for download in closed_downloads(stage, build) if not variables else ():
            yield self._download(download, stage)
        user = homeless_user(stage, build)
        if user is not None:
            yield self._homeless(user)

    def _variable(self, found: ClosedVariable) -> Diagnostic:
        name = found.pair.name.value
        return self.found(
            found.instruction.source,
            found.pair.value.span,
            f"`{name}` is in the home of root, which the user `{found.user}` may not enter",
            help=f"set it to a folder that `{found.user}` owns",
            fix=_moved(found),
        )

    def _download(self, found: ClosedDownload, stage: Stage) -> Diagnostic:
        download = found.download
        user = stage.last(User)
        related = [] if user is None else [Related(user.source, user.span, "the image runs as this user")]
        name = f"`{download.name}`" if download.name else "the model"
        return self.found(
            download.source,
            download.span,
            f"{name} is kept in `{download.directory}`, where the user `{found.user}` does not find it",
            help=f"set `HF_HOME` to a folder that `{found.user}` may read, above this instruction",
            related=related,
        )

    def _homeless(self, user: User) -> Diagnostic:
        return self.found(
            user.source,
            user.span,
            "this number has no account, so that its home is `/` and models cannot be kept in `/.cache/huggingface`",
            severity=Severity.WARNING,
            help="set `HF_HOME` to a folder that is made for this number (`install -d -o …`), or create a user",
        )


def _moved(found: ClosedVariable) -> Fix | None:
    """The same folder in the user's own home."""
    if not found.own or found.pair.value.text != found.path:
        return None
    return unsafe(f"Set it to `{found.own}`", found.instruction.source.edit(found.pair.value.span, found.own))
