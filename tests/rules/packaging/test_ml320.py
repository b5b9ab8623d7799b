from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic, Severity

Findings = Callable[..., list[Diagnostic]]


def dockerfile(*lines: str, base: str = "continuumio/miniconda3") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "word", "message"),
    [
        (["RUN conda activate ml"], "conda activate ml", "is not set up"),
        (["RUN conda activate ml && pip install x"], "conda activate ml", "is not set up"),
        (["RUN conda init bash && conda activate ml && pip install x"], "conda activate ml", "is not set up"),
        (["RUN mamba activate ml && pip install x"], "mamba activate ml", "`mamba` is not set up"),
        (['SHELL ["/bin/bash", "-c"]', "RUN conda activate ml && make"], "conda activate ml", "is not set up"),
        (["RUN bash -c 'conda activate ml && make'"], "conda activate ml", "is not set up"),
        (["CMD conda activate ml && python app.py"], "conda activate ml", "is not set up"),
        (['CMD ["bash", "-c", "conda activate ml && python app.py"]'], "conda activate ml", "is not set up"),
        (["RUN source activate ml && pip install x"], "source activate ml", "has no `source`"),
        (["CMD source activate ml && python app.py"], "source activate ml", "has no `source`"),
        (["RUN . activate ml"], ". activate ml", "nothing runs in it"),
        (['SHELL ["/bin/bash", "-c"]', "RUN source activate ml"], "source activate ml", "nothing runs in it"),
        (
            ['SHELL ["/bin/bash", "--login", "-c"]', "RUN conda activate ml", "RUN pip install x"],
            "conda activate ml",
            "nothing runs in it",
        ),
    ],
)
def test_found(findings: Findings, lines: list[str], word: str, message: str) -> None:
    (one,) = findings(dockerfile(*lines), "ML320")
    assert one.source.slice(one.span) == word
    assert message in one.message
    assert one.severity is Severity.ERROR


def test_an_image_of_which_nothing_is_known(findings: Findings) -> None:
    """Its shell may be another one, but no shell keeps the environment for the next RUN."""
    assert findings(dockerfile("RUN conda activate ml && make", base="example/unknown"), "ML320") == []
    (one,) = findings(dockerfile("RUN conda activate ml", base="example/unknown"), "ML320")
    assert "nothing runs in it" in one.message


def test_with_the_environment_in_path(findings: Findings) -> None:
    (one,) = findings(dockerfile("RUN . activate ml", "ENV PATH=/opt/conda/envs/ml/bin:$PATH"), "ML320")
    assert one.severity is Severity.WARNING


def test_with_conda_itself_in_path(findings: Findings) -> None:
    """What follows runs in the base environment all the same."""
    for run in ("RUN . /c/conda/bin/activate root", "RUN . activate base", "RUN . activate"):
        (one,) = findings(dockerfile("ENV PATH=/c/conda/bin:$PATH", run), "ML320")
        assert one.severity is Severity.WARNING


@pytest.mark.parametrize(
    "lines",
    [
        ["RUN . .venv/bin/activate && make build-flash-attention"],
        ['SHELL ["/bin/bash", "-c"]', "RUN source activate accelerate && conda install -y -c conda-forge mpi4py"],
        ["RUN bash -c 'source activate ml && pip install x'"],
        ["RUN . /opt/conda/etc/profile.d/conda.sh && conda activate ml && pip install x"],
        ['RUN eval "$(conda shell.bash hook)"; conda activate ml; pip install x'],
        ["RUN . ~/.bashrc && conda activate ml && pip install x"],
        ['SHELL ["/bin/bash", "--login", "-c"]', "RUN conda activate ml && pip install x"],
        ['SHELL ["/bin/bash", "-lc"]', "RUN conda activate ml && pip install x"],
        ["RUN bash -lc 'conda activate ml && pip install x'"],
        ["RUN bash -i -c 'conda activate ml && pip install x'"],
        ['SHELL ["conda", "run", "-n", "ml", "/bin/bash", "-c"]', "RUN pip install x"],
        ["ENV BASH_ENV=/root/.bashrc", 'SHELL ["/bin/bash", "-c"]', "RUN conda activate ml && make"],
        ['RUN echo "conda activate ml" >> ~/.bashrc'],
        ["RUN rm /bin/sh && ln -s /bin/bash /bin/sh", "RUN source activate ml && pip install x"],
        ["COPY entrypoint.sh /", 'ENTRYPOINT ["/entrypoint.sh"]', "CMD conda activate ml && python app.py"],
        ["RUN conda create -y -n ml python=3.12"],
        ["RUN source venv/bin/activate && pip install x"],
    ],
)
def test_silent(findings: Findings, lines: list[str]) -> None:
    assert findings(dockerfile(*lines), "ML320") == []


def test_a_shell_with_source(findings: Findings) -> None:
    """The `/bin/sh` of these images is bash, or was not looked up."""
    for base in ("centos:7", "mambaorg/micromamba", "example/unknown"):
        assert findings(dockerfile("RUN source activate ml && pip install x", base=base), "ML320") == []
