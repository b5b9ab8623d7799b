from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability

Words = Callable[..., list[str]]
Lay = Callable[..., Any]


def dockerfile(*lines: str) -> dict[str, str]:
    return {"Dockerfile": "FROM continuumio/miniconda3\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        (
            'ENTRYPOINT ["conda", "run", "-n", "ml"]',
            'ENTRYPOINT ["conda", "run", "--no-capture-output", "-n", "ml"]',
        ),
        (
            'CMD [ "/opt/conda/bin/conda","run","-p","/env","python","a.py" ]',
            'CMD [ "/opt/conda/bin/conda","run", "--no-capture-output","-p","/env","python","a.py" ]',
        ),
        ("CMD conda run -n ml python a.py", "CMD conda run --no-capture-output -n ml python a.py"),
        ("CMD exec conda run -n ml python a.py", "CMD exec conda run --no-capture-output -n ml python a.py"),
    ],
)
def test_found_and_fixed(lay: Lay, line: str, fixed: str) -> None:
    checker = lay(dockerfile(line))
    assert len(checker.run("ML321").diagnostics) == 1
    assert checker.fix("ML321", allowed=Applicability.UNSAFE) == []
    assert checker.tree() == checker.expected(dockerfile(fixed))


def test_the_shell(words: Words) -> None:
    shell = 'SHELL ["conda", "run", "-n", "ml", "/bin/bash", "-c"]'
    assert words(dockerfile(shell, "CMD python a.py"), "ML321") == ["python a.py"]
    assert words(dockerfile(shell, 'CMD ["python", "a.py"]'), "ML321") == []
    assert words(dockerfile(shell.replace('"run"', '"run", "--no-capture-output"'), "CMD python a.py"), "ML321") == []


@pytest.mark.parametrize(
    "line",
    [
        'CMD ["conda", "run", "--no-capture-output", "-n", "ml", "python", "a.py"]',
        'CMD ["conda", "run", "-n", "ml", "--live-stream", "python", "a.py"]',
        "CMD conda run -s -n ml python a.py",
        'CMD ["micromamba", "run", "-n", "ml", "python", "a.py"]',
        'CMD ["mamba", "run", "-n", "ml", "python", "a.py"]',
        "RUN conda run -n ml pip install x",
        'CMD ["python", "conda", "run"]',
        'ENTRYPOINT ["/entry.sh"]\nCMD ["conda", "run", "-n", "ml", "python"]',
    ],
)
def test_silent(words: Words, line: str) -> None:
    assert words(dockerfile(line), "ML321") == []
