"""ML407: data of NLTK or spaCy that the program will not find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Fix, Related, Severity
from dflint.dockerfile.instructions import User
from dflint.rules.rule import StageRule, unsafe

if TYPE_CHECKING:
    from dflint.build.build import Build
    from dflint.build.language_data import LanguageData
    from dflint.build.stages import Stage


class NlpDataDownload(StageRule):
    """Data of NLTK or spaCy is downloaded that the program will not find.

    Such data is small and may well be in the image. But NLTK puts it into the home of the user that downloads it, where
    the user of the image does not look; since 3.9 it loads `punkt_tab` in place of `punkt`; and spaCy 3 loads a model
    by its full name only, `en_core_web_sm`, not as `en`.
    """

    code = "ML407"
    name = "nlp-data-download"
    severity = Severity.ERROR
    fixes = Applicability.UNSAFE
    mentions = ("nltk", "spacy")
    sources = (
        "https://www.nltk.org/data.html",
        "https://github.com/nltk/nltk/issues/3293",
        "https://spacy.io/usage/v3#migrating-downloading-models",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN useradd --create-home app
            RUN pip install --no-cache-dir nltk==3.8.1
            RUN python -m nltk.downloader punkt
            USER app
            CMD ["python", "-m", "tag"]
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN useradd --create-home app
            RUN pip install --no-cache-dir nltk==3.8.1
            RUN python -m nltk.downloader -d /usr/share/nltk_data punkt
            USER app
            CMD ["python", "-m", "tag"]
        """,
    }

    def check(self, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding for each piece of data that is not found where it is, or not by its name."""
        if not stage.runs:
            return
        from dflint.build.language_data import NLTK, SPACY_LOAD, language_data

        found = list(language_data(stage))
        names = {name for data in found if data.kind == NLTK for name in data.names}
        for data in found:
            if data.kind == NLTK:
                yield from self._replaced(data, names, stage)
                yield from self._hidden(data, stage, build)
            else:
                yield from self._shortcut(data, stage, is_loaded=data.kind == SPACY_LOAD)

    def _replaced(self, data: LanguageData, names: set[str], stage: Stage) -> Iterator[Diagnostic]:
        from dflint.knowledge.language_data import NLTK_REPLACED

        missing = [name for name in data.names if NLTK_REPLACED.get(name, name) not in names]
        if not missing or not _has_new_nltk(stage):
            return
        new = NLTK_REPLACED[missing[0]]
        yield self.found(
            data.source,
            data.span,
            f"NLTK 3.9 and newer load `{new}`, which is not downloaded, in place of `{missing[0]}`",
            severity=Severity.WARNING,
            help=f"download `{new}` too",
        )

    def _hidden(self, data: LanguageData, stage: Stage, build: Build) -> Iterator[Diagnostic]:
        """Data in the home of root in an image that runs as another user."""
        from dflint.build.language_data import default_directory
        from dflint.build.steps import is_within
        from dflint.build.unwritable_caches import opens_home_of_root, user_without_root_home

        final = build.final
        if final is None or stage not in final.chain or final.final_state.env("NLTK_DATA") is not None:
            return
        user = user_without_root_home(final, build)
        directory = data.directory if data.directory else default_directory(data.step)
        if user is None or data.directory is None or directory is None or not is_within(directory, "/root"):
            return
        text = stage.dockerfile.source.text
        if opens_home_of_root(final) or text.count("nltk_data") > (data.directory != ""):
            return  # a folder of NLTK may be made, which it then takes
        instruction = final.last(User)
        related = [Related(instruction.source, instruction.span, "the image runs as this user")] if instruction else []
        yield self.found(
            data.source,
            data.span,
            f"the data of NLTK is put into `{directory}`, where the user `{user}` does not find it",
            severity=Severity.WARNING,
            help="put it where every user looks: `-d /usr/share/nltk_data`",
            related=related,
            fix=_shared(data),
        )

    def _shortcut(self, data: LanguageData, stage: Stage, is_loaded: bool) -> Iterator[Diagnostic]:
        from dflint.build.hub_versions import has_release
        from dflint.knowledge.language_data import SPACY_SHORTCUTS, SPACY_WITHOUT_SHORTCUTS

        name = data.names[0]
        if name not in SPACY_SHORTCUTS:
            return
        is_new = has_release(stage, "spacy", SPACY_WITHOUT_SHORTCUTS, data.step.position)
        if is_new is False or (is_loaded and not is_new) or _has_old_python(stage):
            return
        if is_loaded:
            message = f"spaCy 3 has no model `{name}`: `spacy.load` fails"
        else:
            message = f'`{name}` is a name of spaCy 2: since 3.0, `spacy.load("{name}")` fails'
        yield self.found(
            data.source,
            data.span,
            message,
            severity=Severity.ERROR if is_loaded else Severity.INFO,
            help="use the full name of the model" + (", `en_core_web_sm`" if name == "en" else ""),
        )


def _has_old_python(stage: Stage) -> bool:
    """Whether spaCy 3 cannot be installed."""
    from dflint.build.python_version import python_of_stage
    from dflint.knowledge.language_data import SPACY_LEAST_PYTHON

    python = python_of_stage(stage)
    return python is not None and python.release < SPACY_LEAST_PYTHON


def _has_new_nltk(stage: Stage) -> bool:
    """Whether the stage certainly installs a release of NLTK that loads the new data."""
    from dflint.build.hub_versions import has_release
    from dflint.build.python_version import python_of_stage
    from dflint.build.wanted_packages import packages_of_stage
    from dflint.knowledge.language_data import NLTK_LEAST_PYTHON, NLTK_REPLACED_SINCE

    is_new = has_release(stage, "nltk", NLTK_REPLACED_SINCE)
    if is_new is not None:
        return is_new
    python = python_of_stage(stage)
    wanted = packages_of_stage(stage)
    named = wanted.named("nltk")
    is_newest = bool(named) and all(one.specifier == "" and not one.is_locked for one in named)
    has_constraint = any(one.name == "nltk" for one in wanted.constraints)
    return is_newest and not has_constraint and python is not None and python.release >= NLTK_LEAST_PYTHON


def _shared(data: LanguageData) -> Fix | None:
    """The option for the folder that every user looks into."""
    from dflint.knowledge.language_data import SHARED_NLTK_DIRECTORY
    from dflint.shell.command_edits import add_after

    if data.module is None or data.directory != "" or data.step.run.is_exec:
        return None
    return unsafe(f"Add `-d {SHARED_NLTK_DIRECTORY}`", add_after(data.module, f"-d {SHARED_NLTK_DIRECTORY}"))
