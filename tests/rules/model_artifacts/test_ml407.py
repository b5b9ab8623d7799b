"""ML407: data of NLTK or spaCy that the program will not find."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\nRUN useradd -m app\n"
OLD = FROM + "RUN pip install nltk==3.8.1\n"


@pytest.mark.parametrize(
    ("dockerfile", "message", "severity"),
    [
        (
            OLD + "RUN python -m nltk.downloader stopwords\nUSER app\n",
            "the data of NLTK is put into `/root/nltk_data`, where the user `app` does not find it",
            Severity.WARNING,
        ),
        (
            OLD + "RUN python -c \"import nltk; nltk.download('stopwords')\"\nUSER app\n",
            "the data of NLTK is put into `/root/nltk_data`, where the user `app` does not find it",
            Severity.WARNING,
        ),
        (
            FROM + "RUN pip install nltk==3.9.1\nRUN python -m nltk.downloader punkt stopwords\n",
            "NLTK 3.9 and newer load `punkt_tab`, which is not downloaded, in place of `punkt`",
            Severity.WARNING,
        ),
        (
            FROM + "RUN pip install nltk\nRUN python -c \"import nltk; nltk.download('punkt')\"\n",
            "NLTK 3.9 and newer load `punkt_tab`, which is not downloaded, in place of `punkt`",
            Severity.WARNING,
        ),
        (
            FROM + "RUN python -m spacy download en\n",
            '`en` is a name of spaCy 2: since 3.0, `spacy.load("en")` fails',
            Severity.INFO,
        ),
        (
            FROM + "RUN pip install spacy==3.8.2\nRUN python -c \"import spacy; spacy.load('en')\"\n",
            "spaCy 3 has no model `en`: `spacy.load` fails",
            Severity.ERROR,
        ),
    ],
)
def test_what_it_says(dockerfile: str, message: str, severity: Severity, findings: Findings) -> None:
    (one,) = findings({"Dockerfile": dockerfile}, "ML407")
    assert (one.message, one.severity) == (message, severity)


@pytest.mark.parametrize(
    "dockerfile",
    [
        FROM + "RUN python -m spacy download en_core_web_sm\n",
        FROM + "RUN pip install 'spacy<3'\nRUN python -m spacy download en\n",
        FROM + "RUN pip install spacy==2.3.0 && python -c \"import spacy; spacy.load('en')\"\n",
        FROM + "RUN python -c \"import spacy; spacy.load('en')\"\n",
        OLD + "RUN python -m nltk.downloader punkt\n",
        OLD + "RUN python -m nltk.downloader -d /usr/share/nltk_data punkt\nUSER app\n",
        OLD + "ENV NLTK_DATA=/data\nRUN python -m nltk.downloader punkt\nUSER app\n",
        OLD + "RUN mkdir /usr/share/nltk_data && python -m nltk.downloader punkt\nUSER app\n",
        OLD + "USER app\nRUN python -m nltk.downloader punkt\n",
        FROM + "RUN pip install nltk==3.9.1 && python -m nltk.downloader punkt punkt_tab\n",
        FROM + "RUN python -m nltk.downloader punkt\n",
        "FROM python:3.6-slim\nRUN pip install nltk && python -m nltk.downloader punkt\n",
        FROM + "RUN pip install nltk\nRUN python -m nltk.downloader all\n",
    ],
    ids=[
        "a full name",
        "the shortcut of spaCy 2",
        "loaded by spaCy 2",
        "a version that is not known",
        "the image runs as root",
        "a folder for all",
        "a folder in a variable",
        "a folder that is made",
        "downloaded by the user",
        "both are downloaded",
        "NLTK is not installed here",
        "an old Python",
        "everything",
    ],
)
def test_is_silent(dockerfile: str, findings: Findings) -> None:
    assert not findings({"Dockerfile": dockerfile}, "ML407")
