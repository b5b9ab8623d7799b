from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        (["RUN pip install --user jupyterlab", "CMD jupyter lab"], "`jupyter` is not found"),
        (["RUN pip install --user jupyterlab", 'ENTRYPOINT ["jupyter-lab"]'], "`jupyter-lab` is not found"),
        (
            ["RUN pip install --user streamlit", "EXPOSE 1", 'CMD ["streamlit", "run", "a.py"]'],
            "`streamlit` is not found",
        ),
        (["RUN python -m pip install --user pytest && pytest"], "`pytest` is not found"),
        (["RUN pip3 install --user dvc", "COPY . .", "RUN dvc pull"], "`dvc` is not found"),
        (["RUN pip3 install --upgrade --user awscli", "USER 1000"], "`1000`, who runs the image, cannot read"),
        (["RUN pip install --user -r requirements.txt", "USER app"], "`app`, who runs the image, cannot read"),
        (["USER app", "USER root", "RUN pip install --user dvc", "RUN dvc pull"], "not in PATH"),
    ],
)
def test_found(findings: Findings, lines: list[str], part: str) -> None:
    (one,) = findings(dockerfile(*lines), "ML325")
    assert one.source.slice(one.span) == "--user"
    assert part in one.message


def test_where_it_is_called(findings: Findings) -> None:
    tree = dockerfile("COPY requirements.txt .", "RUN pip install --user -r requirements.txt", "CMD uvicorn app:app")
    (one,) = findings({**tree, "requirements.txt": "uvicorn==0.34.0\n"}, "ML325")
    assert [related.source.slice(related.span) for related in one.related] == ["uvicorn"]


COPIED = """
FROM python:3.12 AS build
RUN pip install --user -r requirements.txt
FROM python:3.12-slim
COPY --from=build /root/.local /root/.local
ENV PATH=/root/.local/bin:$PATH
"""


@pytest.mark.parametrize(
    "tree",
    [
        {"Dockerfile": COPIED},
        # No command of them is called, and Python finds the modules.
        dockerfile("RUN pip install --user -r requirements.txt", 'ENTRYPOINT ["python3", "app.py"]'),
        dockerfile("RUN pip install --user jupyterlab", "CMD python -m jupyter lab"),
        dockerfile("RUN pip install --user --upgrade pip && pip install -r requirements.txt"),
        dockerfile("RUN pip install --user --upgrade pip", "USER app"),
        dockerfile("RUN dvc --version; pip install --user dvc"),
        dockerfile("RUN pip install --user dvc && /root/.local/bin/dvc pull"),
        dockerfile("RUN pip install dvc", "RUN pip install --user -U dvc", "RUN dvc pull"),
        dockerfile("RUN apt-get install -y awscli && pip install --user awscli", "RUN awscli s3"),
        dockerfile("USER app", "RUN pip install --user x", "CMD x"),
        dockerfile("RUN pip install --user x", "CMD x", "ENV PATH=/root/.local/bin:$PATH"),
        dockerfile("ENV PATH=/root/.local/bin:$PATH", "RUN pip install --user x", "CMD x"),
        dockerfile("RUN pip install --user x && ln -s /root/.local/bin/x /usr/bin/x", "CMD x"),
        dockerfile("ENV PYTHONUSERBASE=/opt/python", "RUN pip install --user x", "CMD x"),
        dockerfile("RUN pip install --user x", "CMD x", base="example/unknown"),
        dockerfile("RUN pip install x"),
        dockerfile("RUN adduser --user-group app"),
    ],
)
def test_silent(findings: Findings, tree: dict[str, str]) -> None:
    assert findings(tree, "ML325") == []


def test_fix(lay: Lay) -> None:
    checker = lay(dockerfile("RUN pip install --user \\", "    dvc", "RUN dvc pull"))
    assert checker.fix("ML325", allowed=Applicability.UNSAFE) == []
    assert checker.tree() == checker.expected(dockerfile("RUN pip install \\", "    dvc", "RUN dvc pull"))
