"""What can be installed without a compiler."""

from __future__ import annotations

import pytest

from dflint.packages.wheels import installs_from_wheels, knows_extra


@pytest.mark.parametrize(
    ("name", "specifiers", "python", "expected"),
    [
        ("numpy", [], "3.12", True),
        ("numpy", [""], "3.12", True),
        ("numpy", [">=1.20"], "3.12", True),
        ("numpy", [">=1.20", "!=2.0.1"], "3.12", True),
        ("numpy", ["==1.26.4"], "3.12", True),
        ("numpy", ["==1.25.2"], "3.12", False),
        ("numpy", ["==1.26"], "3.12", True),
        ("numpy", ["==1.26.*"], "3.12", True),
        ("numpy", ["<2"], "3.12", False),
        ("numpy", [">=1.26,<2"], "3.12", True),
        ("numpy", [">=1.20", "<2"], "3.12", False),
        ("numpy", ["~=1.26"], "3.12", True),
        ("numpy", ["^1.26"], "3.12", True),
        ("numpy", ["^1.20"], "3.12", False),
        ("numpy", ["*"], "3.12", True),
        ("numpy", [], "3.8", False),
        ("numpy", [], "3.99", False),
        ("numpy", ["==newest"], "3.12", False),
        ("numpy", [">=1.26 || <1"], "3.12", False),
        ("torch", ["==2.5.1+cu121"], "3.12", True),
        ("torch", ["==1.13.1"], "3.12", False),
        ("tensorflow", [], "3.14", False),
        ("flask", ["==2.0.1"], "3.12", True),
        # The package itself has a wheel, but not what it needs, or not this release
        ("pydantic", ["==2.0"], "3.12", False),
        ("pydantic", ["==2.9.2"], "3.12", True),
        ("aiohttp", ["==3.8.4"], "3.12", False),
        ("gradio", ["==5.10.0"], "3.13", False),
        ("gradio", [], "3.13", True),
        ("transformers", ["==4.44.0"], "3.12", True),
        ("transformers", ["==4.44.0"], "3.9", False),
        ("pip", ["<21"], "3.12", True),
        ("poetry", ["==1.8.3"], "3.12", True),
        ("poetry", ["==1.8.3"], "3.13", False),
        ("poetry", [], "3.14", False),
        ("flash-attn", [], "3.12", False),
        ("psycopg2", [], "3.12", False),
        ("lightgbm", [], "3.12", False),
        ("opencv-python", [], "3.12", False),
    ],
)
def test_wheels(name: str, specifiers: list[str], python: str, expected: bool) -> None:
    assert installs_from_wheels(name, specifiers, python) is expected


def test_a_lock_file_may_choose_an_old_release() -> None:
    assert not installs_from_wheels("numpy", [], "3.12", is_locked=True)
    assert not installs_from_wheels("numpy", [">=1.20"], "3.12", is_locked=True)
    assert installs_from_wheels("numpy", [">=2"], "3.12", is_locked=True)


def test_extras() -> None:
    assert knows_extra("uvicorn", "standard")
    assert not knows_extra("celery", "redis")
