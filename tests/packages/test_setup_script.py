from __future__ import annotations

import pytest

from dflint.packages.setup_script import read_setup_script


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        ("from setuptools import setup\nsetup(install_requires=['NumPy>=1.2', 'a_b[c]'])", {"numpy", "a-b"}),
        ("import setuptools\nNEEDED = ['torch']\nsetuptools.setup(install_requires=NEEDED)", {"torch"}),
        ("from setuptools import setup\nsetup(install_requires=())", set()),
        ("from setuptools import setup\nsetup()", None),
        ("from setuptools import setup\nsetup(install_requires=read())", None),
        ("from setuptools import setup\nsetup(install_requires=['a', *MORE])", None),
        ("from setuptools import setup\nsetup(install_requires=['a; python_version < \"3\"'])", None),
        ("from setuptools import setup\nN = ['a']\nN = ['b']\nsetup(install_requires=N)", None),
    ],
)
def test_requirements(text: str, requirements: set[str] | None) -> None:
    script = read_setup_script(text)
    assert script is not None
    assert script.is_plain
    assert script.requirements == requirements


@pytest.mark.parametrize(
    "text",
    [
        "import numpy\nfrom setuptools import setup\nsetup()",
        "from . import x\nfrom setuptools import setup\nsetup()",
        "from setuptools import setup\nsetup(ext_modules=[])",
        "from setuptools import setup\nsetup(**more)",
        "from setuptools import setup\nsetup()\nsetup()",
        "from skbuild import setup\nsetup()",
    ],
)
def test_not_plain(text: str) -> None:
    script = read_setup_script(text)
    assert script is not None
    assert not script.is_plain


@pytest.mark.parametrize("text", ["", "print 'x'", "x = 1", "\0"])
def test_no_setup_script(text: str) -> None:
    assert read_setup_script(text) is None
