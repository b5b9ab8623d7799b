from __future__ import annotations

from collections.abc import Callable

import pytest


def tree(lines: str, **files: str) -> dict[str, str]:
    return {**files, "Dockerfile": f"FROM python:3.12-slim\n{lines}\n"}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("RUN pip install -i http://pypi.example.org/simple flask", ["http://pypi.example.org/simple"]),
        (
            "RUN pip install -i http://pypi.example.org/simple --trusted-host pypi.example.org flask",
            ["http://pypi.example.org/simple"],
        ),
        ("RUN pip install --trusted-host pypi.org flask", ["--trusted-host pypi.org"]),
        ("RUN pip install --trusted-host files.pythonhosted.org flask", ["--trusted-host files.pythonhosted.org"]),
        (
            "RUN pip install --extra-index-url https://p.example.org/simple --trusted-host p.example.org flask",
            ["--trusted-host p.example.org"],
        ),
        (
            "RUN pip install -i https://me:secret@pypi.example.org/simple flask",
            ["https://me:secret@pypi.example.org/simple"],
        ),
        ("ENV PIP_INDEX_URL=http://pypi.example.org/simple\nRUN pip install flask", ["pip install flask"]),
        ("RUN pip config set global.index-url http://p.example.org/ && pip install flask", ["http://p.example.org/"]),
        ("ARG V=1\nRUN uv pip install --index-url http://pypi.example.org/$V flask", ["http://pypi.example.org/$V"]),
    ],
)
def test_found(words: Callable[..., list[str]], lines: str, found: list[str]) -> None:
    assert words(tree(lines), "ML328") == found


def test_a_requirements_file(findings: Callable[..., list[object]]) -> None:
    lines = "COPY r.txt .\nRUN pip install -r r.txt"
    found = findings(tree(lines, **{"r.txt": "-i http://pypi.example.org/simple\nflask\n"}), "ML328")
    assert [one.source.slice(one.span) for one in found] == ["r.txt"]
    assert len(found[0].related) == 1


def test_the_password_is_not_repeated(findings: Callable[..., list[object]]) -> None:
    found = findings(tree("RUN pip install -i https://me:hunter2@pypi.example.org/simple flask"), "ML328")
    assert all("hunter2" not in one.message + one.help for one in found)


@pytest.mark.parametrize(
    "lines",
    [
        "RUN pip install -i https://pypi.example.org/simple flask",
        "RUN pip install -i http://localhost:3141/root/pypi flask",
        "RUN pip install -i http://127.0.0.1:8080/simple --trusted-host 127.0.0.1 flask",
        "RUN pip install -i http://devpi:3141/root/pypi --trusted-host devpi flask",
        "RUN pip install -i http://192.168.1.4/simple --trusted-host 192.168.1.4 flask",
        "ARG HOST\nRUN pip install -i http://$HOST/simple flask",
        "ARG TOKEN\nRUN pip install -i https://me:${TOKEN}@pypi.example.org/simple flask",
        "RUN --mount=type=secret,id=t pip install -i https://me:$(cat /run/secrets/t)@pypi.example.org/simple flask",
        "ARG HOST\nRUN pip install --trusted-host $HOST flask",
        # Hosts that are not asked
        "RUN pip install --trusted-host p.example.org flask",
        "RUN pip install --trusted-host mirrors.aliyun.com flask",
        "RUN pip install -i https://pypi.tuna.tsinghua.edu.cn/simple --trusted-host mirrors.aliyun.com flask",
        "RUN pip install -i https://pypi.tuna.tsinghua.edu.cn/simple --trusted-host pypi.org flask",
        "ENV PIP_INDEX_URL=https://p.example.org/simple\nRUN pip install --trusted-host pypi.org flask",
        "RUN pip install --no-index --find-links /w --trusted-host pypi.org flask",
        "RUN pip uninstall -y flask",
        "RUN echo pip install -i http://pypi.example.org/simple flask",
    ],
)
def test_silent(findings: Callable[..., list[object]], lines: str) -> None:
    assert findings(tree(lines), "ML328") == []
