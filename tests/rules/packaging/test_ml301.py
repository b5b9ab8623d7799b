from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def dockerfile(*lines: str) -> dict[str, str]:
    return {"Dockerfile": "FROM python:3.12-slim\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("RUN pip install tokenizers>=0.7", ["tokenizers>=0.7"]),
        ("RUN pip install -q a[x]>=1 b<2 c", ["a[x]>=1", "b<2"]),
        ("RUN pip3 install 'a>=1' b>=1,<2 c", ["b>=1,<2"]),
        ("RUN python -m pip install mpi4py>=3.1.4 && echo ok > /tmp/x", ["mpi4py>=3.1.4"]),
        ("RUN uv pip install --system torch>=$VERSION", ["torch>=$VERSION"]),
        ("RUN conda install -y python>=3.9", ["python>=3.9"]),
        ("RUN A=한글 pip install 한글 torch>=2 \\\n    && true", ["torch>=2"]),
        ("RUN apt-get update && \\\n    # 주석\n    pip install \\\n      a==1 \\\n      b>=2 \\\n      c", ["b>=2"]),
        ('RUN bash -c "pip install a>=1"', ["a>=1"]),
        ("RUN <<EOF\npip install a>=1\nEOF", ["a>=1"]),
    ],
)
def test_a_specifier_that_the_shell_takes_for_a_redirection(words: Words, run: str, expected: list[str]) -> None:
    assert words(dockerfile(run), "ML301") == expected


@pytest.mark.parametrize(
    "run",
    [
        'RUN ["pip", "install", "a>=1"]',
        "RUN pip install a==1 b~=2 c!=3",
        "RUN pip install a > /dev/null 2>&1",
        "RUN pip install a 2>/dev/null >log.txt",
        "RUN pip install 'a>=1' \"b<2\" c\\>=3",
        "RUN cat <<EOF > requirements.txt\na>=1\nEOF",
        "RUN echo 'a>=1' >> requirements.txt && pip install -r requirements.txt",
        "RUN pip install -r requirements.txt>install.log",
        "RUN echo a>=1",
    ],
)
def test_silent(words: Words, run: str) -> None:
    assert words(dockerfile(run), "ML301") == []


def test_a_requirement_inside_of_quotes_is_not_quoted_again(lay: Callable[..., object]) -> None:
    checker = lay(dockerfile('RUN bash -c "pip install a>=1"'))
    (left,) = checker.fix("ML301")
    assert left.fix is None


def test_continuations_and_line_endings_stay(lay: Callable[..., object], tmp_path: object) -> None:
    text = "FROM python:3.12-slim\r\nRUN pip install \\\r\n  # 한국어\r\n  b>=2,<3 \\\r\n  c\r\n"
    checker = lay({"Dockerfile": text})
    assert checker.fix("ML301") == []
    assert (checker.folder / "Dockerfile").read_bytes().decode() == text.replace("b>=2,<3", '"b>=2,<3"')
