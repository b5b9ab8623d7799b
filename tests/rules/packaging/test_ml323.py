from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]

ANACONDA = "https://repo.anaconda.com/miniconda"
MINIFORGE = "https://github.com/conda-forge/miniforge/releases"


def dockerfile(*lines: str) -> dict[str, str]:
    return {"Dockerfile": "FROM debian:12\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (f"RUN wget -q {ANACONDA}/Miniconda3-latest-Linux-x86_64.sh -O c.sh", "Miniconda3-latest-Linux-x86_64.sh"),
        ("RUN wget https://repo.continuum.io/miniconda/Miniconda3-latest-Linux-x86_64.sh", "Miniconda3-latest"),
        (f"RUN curl -L {ANACONDA}/Miniconda3-latest-Linux-$(uname -m).sh -o c.sh", "$(uname -m).sh"),
        (f"ARG V=latest\nRUN curl -LO {ANACONDA}/Miniconda3-${{V}}-Linux-x86_64.sh", "${V}"),
        (f"ADD {ANACONDA}/Miniconda3-latest-Linux-x86_64.sh /tmp/", "Miniconda3-latest-Linux-x86_64.sh"),
        (f'RUN wget "{MINIFORGE}/latest/download/Miniforge3-$(uname)-$(uname -m).sh"', "Miniforge3-"),
        (f"RUN wget {MINIFORGE}/latest/download/Miniforge3-Linux-x86_64.sh", "Miniforge3-Linux-x86_64.sh"),
    ],
)
def test_the_latest(findings: Findings, line: str, word: str) -> None:
    (one,) = findings(dockerfile(line), "ML323")
    assert word in one.source.slice(one.span)
    assert "in its latest version" in one.message
    assert one.severity is Severity.WARNING


def test_mambaforge(findings: Findings) -> None:
    (latest,) = findings(dockerfile(f"RUN wget {MINIFORGE}/latest/download/Mambaforge-Linux-x86_64.sh"), "ML323")
    assert latest.severity is Severity.ERROR


@pytest.mark.parametrize(
    "line",
    [
        f"RUN wget {ANACONDA}/Miniconda3-py312_24.9.2-0-Linux-x86_64.sh",
        f"RUN wget {MINIFORGE}/download/24.11.0-0/Miniforge3-24.11.0-0-Linux-x86_64.sh",
        # Retired, but a release that stays as it is.
        f"RUN wget {MINIFORGE}/download/23.3.1-1/Mambaforge-23.3.1-1-Linux-x86_64.sh",
        f"ARG V\nRUN wget {ANACONDA}/Miniconda3-$V-Linux-x86_64.sh",
        f"RUN wget {ANACONDA}/Miniconda2-latest-Linux-x86_64.sh",
        f"RUN wget {ANACONDA}/Miniconda-latest-Linux-x86_64.sh",
        "RUN bash Miniconda3-latest-Linux-x86_64.sh -b",
        "RUN rm Miniconda3-latest-Linux-x86_64.sh",
        "COPY Miniconda3-latest-Linux-x86_64.sh /tmp/",
        "RUN curl -L https://github.com/mamba-org/mamba/releases/latest/download/notes.txt",
        f"RUN echo {ANACONDA}/Miniconda3-latest-Linux-x86_64.sh",
    ],
)
def test_silent(findings: Findings, line: str) -> None:
    assert findings(dockerfile(line), "ML323") == []
