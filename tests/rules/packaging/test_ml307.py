from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity


def dockerfile(run: str, base: str = "python:3.10-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n{run}\n"}


@pytest.mark.parametrize(
    ("run", "severity", "fixed"),
    [
        ("RUN pip install tensorflow-gpu", Severity.ERROR, 'RUN pip install "tensorflow[and-cuda]"'),
        ("RUN pip install 'tensorflow_gpu>=2.4'", Severity.ERROR, "RUN pip install 'tensorflow_gpu>=2.4'"),
        ("RUN pip install tensorflow-gpu==2.12.0", Severity.ERROR, "RUN pip install tensorflow-gpu==2.12.0"),
        ("RUN pip install tensorflow-gpu==2.10.1", Severity.INFO, "RUN pip install tensorflow==2.10.1"),
    ],
)
def test_found(
    findings: Callable[..., list[Diagnostic]], lay: Callable[..., object], run: str, severity: Severity, fixed: str
) -> None:
    (found,) = findings(dockerfile(run), "ML307")
    assert found.severity is severity
    checker = lay(dockerfile(run))
    checker.fix("ML307", allowed=Applicability.UNSAFE)  # type: ignore[attr-defined]
    assert (checker.folder / "Dockerfile").read_text() == dockerfile(fixed)["Dockerfile"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "run",
    [
        pytest.param("RUN pip install tensorflow-gpu==1.15.5", id="the one with GPU support"),
        pytest.param("RUN pip install 'tensorflow-gpu<2.12'", id="a bound"),
        pytest.param("RUN pip install 'tensorflow-gpu>=1.13,<2'", id="an older bound"),
        pytest.param("RUN conda install tensorflow-gpu", id="conda has its own"),
        pytest.param("RUN pip uninstall -y tensorflow-gpu", id="it is removed"),
        pytest.param("ARG V\nRUN pip install tensorflow-gpu==$V", id="an unknown version"),
        pytest.param("RUN pip install --index-url https://pypi.example.org/simple tensorflow-gpu", id="another index"),
        pytest.param("RUN pip install 'tensorflow-gpu; python_version < \"3.7\"'", id="a marker leaves it out"),
    ],
)
def test_silent(words: Callable[..., list[str]], run: str) -> None:
    assert words(dockerfile(run), "ML307") == []
