from __future__ import annotations

from collections.abc import Callable

import pytest


def dockerfile(run: str) -> dict[str, str]:
    return {"Dockerfile": f"FROM python:3.12-slim\n{run}\n"}


@pytest.mark.parametrize(
    ("run", "fixed"),
    [
        ("RUN pip install sklearn", "RUN pip install scikit-learn"),
        ("RUN pip install 'sklearn==0.0'", "RUN pip install scikit-learn"),
        ("RUN pip install sklearn==0.0.post1 numpy", "RUN pip install scikit-learn numpy"),
        ("RUN uv pip install --system sklearn", "RUN uv pip install --system scikit-learn"),
        ("RUN pip install sklearn==1.4", "RUN pip install sklearn==1.4"),
    ],
)
def test_the_stub_is_found(lay: Callable[..., object], run: str, fixed: str) -> None:
    checker = lay(dockerfile(run))
    assert len(checker.run("ML308").diagnostics) == 1
    checker.fix("ML308")
    assert (checker.folder / "Dockerfile").read_text() == f"FROM python:3.12-slim\n{fixed}\n"


@pytest.mark.parametrize(
    "run",
    [
        "RUN conda install -y sklearn",
        "RUN pip install sklearn-pandas sklearn2pmml scikit-learn",
        "RUN pip uninstall -y sklearn",
        "RUN pip install git+https://github.com/example/sklearn",
        "RUN pip install ./sklearn",
        "RUN echo pip install sklearn",
    ],
)
def test_silent(findings: Callable[..., list[object]], run: str) -> None:
    assert findings(dockerfile(run), "ML308") == []
