"""What images are for."""

from __future__ import annotations

import pytest

from dflint.build.build import Build
from dflint.build.roles import Role, is_for_work, role_of
from dflint.dockerfile.parser import parse
from dflint.source import Source


def role(text: str, path: str = "/project/Dockerfile") -> Role | None:
    build = Build(parse(Source(path, text)), path)
    assert build.final is not None
    return role_of(build.final, build)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nCMD uvicorn app:app", Role.SERVING),
        ('FROM a\nCMD ["gunicorn", "app:app"]', Role.SERVING),
        ('FROM a\nENTRYPOINT ["python", "-m", "vllm.entrypoints.openai.api_server"]', Role.SERVING),
        ('FROM a\nCMD ["jupyter", "lab"]', Role.NOTEBOOK),
        ('FROM a\nCMD ["python", "train.py"]', Role.TRAINING),
        ("FROM a\nCMD torchrun main.py", Role.TRAINING),
        ("FROM a\nCMD python main.py", None),
        ("FROM a", None),
        ("FROM quay.io/jupyter/pytorch-notebook:2025-01-01", Role.NOTEBOOK),
        ("FROM a AS dev\nCMD uvicorn app:app --reload", Role.DEVELOPMENT),
        ("FROM a AS test\nCMD uvicorn app:app", Role.CI),
        # It trains first and serves then: neither.
        ("FROM a\nCMD jupyter lab & uvicorn app:app", None),
    ],
)
def test_role_of_commands_and_stages(text: str, expected: Role | None) -> None:
    assert role(text) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/p/train.Dockerfile", Role.TRAINING),
        ("/p/Dockerfile.serve", Role.SERVING),
        ("/p/training/Dockerfile", Role.TRAINING),
        ("/p/.devcontainer/Dockerfile", Role.DEVELOPMENT),
        ("/p/Dockerfile.cpu.dev", Role.DEVELOPMENT),
        ("/p/ci/Dockerfile", Role.CI),
        ("/p/notebooks/Dockerfile", Role.NOTEBOOK),
        ("/p/train_api/Dockerfile", None),
        ("/p/strained/Dockerfile", None),
        ("/p/Dockerfile", None),
    ],
)
def test_role_of_names(path: str, expected: Role | None) -> None:
    assert role("FROM a\n", path) is expected


def test_development_and_ci_are_for_work() -> None:
    build = Build(parse(Source("/p/Dockerfile.dev", "FROM a\n")), "/p/Dockerfile.dev")
    assert build.final is not None
    assert is_for_work(build.final, build)
