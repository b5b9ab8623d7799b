"""ML507: notebooks are copied into an image that serves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic
from dflint.rules.rule import Size

Tree = dict[str, "str | Size"]
Findings = Callable[..., list[Diagnostic]]

FROM = "FROM python:3.12-slim\nWORKDIR /app\n"
SERVE = 'CMD ["uvicorn", "app:app", "--host", "0.0.0.0"]\n'
FILES: Tree = {"app.py": "x\n", "nb/a.ipynb": Size(2_000_000), "nb/b.ipynb": Size(1_000_000)}


def test_what_it_says(findings: Findings) -> None:
    (one,) = findings({**FILES, "Dockerfile": FROM + "COPY . .\n" + SERVE}, "ML507")
    assert one.message == "`COPY .` takes 2 notebooks (3.0 MB) into an image that serves"
    (one,) = findings({**FILES, "Dockerfile": FROM + "COPY nb/a.ipynb ./\n" + SERVE}, "ML507")
    assert one.message == "`COPY nb/a.ipynb` takes `nb/a.ipynb` (2.0 MB) into an image that serves"


@pytest.mark.parametrize(
    ("files", "dockerfile"),
    [
        ({"nb/a.ipynb": Size(90_000)}, FROM + "COPY . .\n" + SERVE),
        ({"nb/a.ipynb": Size(20_000_000)}, FROM + "COPY . .\n" + SERVE),
        (FILES, FROM + "COPY . .\nCMD python train.py\n"),
        (FILES, FROM + "COPY . .\nRUN pip install papermill\n" + SERVE),
        (FILES, FROM + "COPY . .\nCMD jupyter lab\n"),
        (FILES, FROM + "COPY app.py .\n" + SERVE),
    ],
    ids=["small", "large ones are for others", "training", "a program runs them", "a notebook server", "not copied"],
)
def test_is_silent(files: Tree, dockerfile: str, findings: Findings) -> None:
    assert not findings({**files, "Dockerfile": dockerfile}, "ML507")
