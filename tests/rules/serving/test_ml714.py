from __future__ import annotations

from collections.abc import Callable

import pytest

Words = Callable[..., list[str]]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('CMD ["jupyter", "lab", "--allow-root"]', "--allow-root"),
        ("ENTRYPOINT jupyter notebook --ip=* --NotebookApp.allow_root=True", "--NotebookApp.allow_root=True"),
        ("CMD bash -c 'jupyter lab --allow-root'", "--allow-root"),
    ],
)
def test_found(words: Words, line: str, expected: str) -> None:
    assert words(dockerfile(line), "ML714") == [expected]


@pytest.mark.parametrize(
    "lines",
    [
        ['CMD ["jupyter", "lab"]'],
        ["USER 1000", 'CMD ["jupyter", "lab", "--allow-root"]'],
        ["ARG UID", "USER $UID", 'CMD ["jupyter", "lab", "--allow-root"]'],
        ["RUN jupyter lab --allow-root --generate-config"],
        ["CMD jupyter lab --ServerApp.allow_root=False"],
        ['CMD ["/run_jupyter.sh", "--allow-root"]'],
    ],
)
def test_silent(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML714") == []


def test_silent_where_the_user_is_not_known(words: Words) -> None:
    assert words(dockerfile("CMD jupyter lab --allow-root", base="example.com/a:1"), "ML714") == []


def test_a_service_may_name_the_user(words: Words) -> None:
    compose = "services:\n  lab:\n    build: .\n    user: '1000'\n"
    assert words({**dockerfile("CMD jupyter lab --allow-root"), "compose.yaml": compose}, "ML714") == []
