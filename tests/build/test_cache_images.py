"""Images before and after the fixes of ML205, ML217 and ML220, in all the forms that a RUN may have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.build.images import BASE, Engine, File, differences, fixed
from tests.build.safe_fixes import CURL, FETCH, UV, smaller

pytestmark = pytest.mark.build

MOUNTED = "RUN --mount=type=tmpfs,target=/scratch true\n"
PIP = "RUN pip install --target=/site -r /requirements.txt\n"
TWO = "RUN uv pip install --target=/site -r /requirements.txt && \\\n    uv pip install --target=/site idna==3.10\n"

DOCKERFILES = {
    "pip, by a mount": (MOUNTED + PIP, "--mount=type=cache,target=/root/.cache/pip pip install --target"),
    "pip in a heredoc": (
        "RUN <<EOF\nset -e\npip install --target=/site -r /requirements.txt\nEOF\n",
        "--mount=type=cache,target=/root/.cache/pip <<EOF",
    ),
    "pip as another user": (
        "RUN useradd --create-home app && install -d -o app /site\nUSER app\n" + PIP,
        "pip install --no-cache-dir --target",
    ),
    "uv, by the option": (TWO, "uv pip install --no-cache --target"),
    "uv, by a mount": (MOUNTED + TWO, "--mount=type=cache,target=/root/.cache/uv uv pip install --target"),
}

REMOVALS = {
    "with others": f"RUN {FETCH} \\\n && ls > a\n\nRUN cp a b && rm perl.tar && ls > c\n",
    "after a list": f"RUN true; ls > a; {FETCH}\nRUN cat a | sort > b && rm -f ./per*\n",
}


def cached(files: Mapping[str, File]) -> list[str]:
    """The files in caches of installers."""
    return [path for path in files if re.match(r"/(root|home/\w+)/\.cache/.*\.\w+$", path)]


@pytest.mark.parametrize("name", DOCKERFILES)
def test_no_cache_of_an_installer_is_left(engine: Engine, tmp_path: Path, name: str) -> None:
    steps, expected = DOCKERFILES[name]
    start = f"{UV}ENV UV_LINK_MODE=copy\n" if "uv" in name else f"FROM {BASE}\n"
    # pip keeps the wheel that it builds of a source distribution, whatever the index says of keeping its answers.
    requirements = "six==1.17.0\nfirst==2.0.2\n" if "uv" in name else "six==1.17.0\ndocopt==0.6.2\n"
    tree = {"requirements.txt": requirements, "Dockerfile": f"{start}COPY requirements.txt /\n{steps}"}
    before, after = fixed(tree, tmp_path, "ML205", "ML220")
    assert expected in (after / "Dockerfile").read_text()
    bad, good = (engine.files(engine.build(folder).name) for folder in (before, after))
    assert differences(bad, good, ["/home/app/.cache*" if "user" in name else "/root/.cache*"]) == []
    assert "/site/six.py" in good
    assert cached(bad)
    assert not cached(good)


@pytest.mark.parametrize("name", REMOVALS)
def test_what_is_removed_is_in_no_layer(engine: Engine, tmp_path: Path, name: str) -> None:
    before, after = fixed({"Dockerfile": f"FROM {BASE}\n{CURL}{REMOVALS[name]}"}, tmp_path, "ML217")
    bad, good = (engine.build(folder).name for folder in (before, after))
    assert engine.differences(bad, good) == []
    smaller(engine, bad, good)


@pytest.mark.parametrize("name", REMOVALS)
def test_a_build_of_joined_runs_goes_on_failing(engine: Engine, tmp_path: Path, name: str) -> None:
    removal = REMOVALS[name].replace("/usr/bin/perl", "/none")
    for folder in fixed({"Dockerfile": f"FROM {BASE}\n{CURL}{removal}"}, tmp_path, "ML217"):
        outcome = engine.try_build(folder)
        assert not outcome.name
        assert "did not complete successfully" in outcome.log
