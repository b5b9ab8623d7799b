"""Which layers get into an image, and which caches of the others are copied there?"""

from __future__ import annotations

import pytest

from dflint.build.shipping import copy_into_image, ships
from dflint.build.tool_cache import cache_uses
from dflint.build.way_out import way_out

STAGES = """
FROM python:3.12 AS base
FROM base AS builder
FROM base AS test
FROM scratch AS files
COPY --from=builder /x /
FROM base
COPY --from=files /x /x
"""


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        # `test` is what nothing else uses, so it can only be a target.
        (None, [True, False, True, False, True]),
        ("builder", [True, True, True, False, True]),
        ("test", [True, False, True, False, True]),
    ],
)
def test_the_stages_whose_layers_are_in_an_image(build, target, expected):
    made = build(STAGES, target_name=target)
    assert [ships(stage, made) for stage in made.graph.stages] == expected


def test_a_target_that_does_not_exist(build):
    made = build("FROM a\nFROM b AS c", target_name="d")
    assert [ships(stage, made) for stage in made.graph.stages] == [True, True]


COPIES = {
    "the folder": ("COPY --from=b /root/.cache /c", "/root/.cache/pip", True),
    "the folder itself": ("COPY --from=b /root/.cache/pip/ /c", "/root/.cache/pip", True),
    "all": ("COPY --from=b / /", "/root/.cache/pip", True),
    "by number": ("COPY --from=0 /root /root", "/root/.cache/pip", True),
    "a part": ("COPY --from=b /root/.cache/pip/wheels /w", "/root/.cache/pip", True),
    "another folder": ("COPY --from=b /root/.local /root/.local", "/root/.cache/pip", False),
    "a name that starts so": ("COPY --from=b /root/.cache/pi /p", "/root/.cache/pip", False),
    "one of several": ("COPY --from=b /usr /opt /", "/opt/conda/pkgs", True),
    "a pattern": ("COPY --from=b /roo* /", "/root/.cache/pip", False),
    "something left out": ("COPY --exclude=.cache --from=b /root /root", "/root/.cache/pip", False),
    "with its parents": ("COPY --parents --from=b /root /", "/root/.cache/pip", False),
    "unknown source": ("ARG X\nCOPY --from=b $X /x", "/root/.cache/pip", False),
    "from elsewhere": ("COPY --from=some/image /root /root", "/root/.cache/pip", False),
    "through a stage": ("COPY --from=m /all/root /r", "/root/.cache/pip", True),
    "another part of it": ("COPY --from=m /all/opt /r", "/root/.cache/pip", False),
    "from a child": ("COPY --from=child /root /root", "/root/.cache/pip", True),
}


@pytest.mark.parametrize("name", COPIES)
def test_the_copy_that_takes_a_folder_along(build, name):
    copy, path, expected = COPIES[name]
    made = build(
        "FROM python:3.12 AS b\nFROM b AS child\nFROM scratch AS m\nCOPY --from=b / /all\n"
        f"FROM python:3.12\nCOPY --from=m /other /other\n{copy}\n"
    )
    found = copy_into_image(made.graph.stages[0], path, made)
    assert (found is not None) is expected


def ways(build, text):
    made = build(text)
    pip = frozenset({"pip"})
    return [way_out(use, made) for stage in made.graph.stages for use in cache_uses(stage, pip)]


def test_the_way_out_is_the_layer(build):
    (way,) = ways(build, "FROM python:3.12\nRUN pip install a\nRUN rm -rf /root/.cache\n")
    assert way.copy is None


def test_the_way_out_is_a_copy(build):
    (way,) = ways(build, "FROM python:3.12 AS b\nRUN pip install a\nFROM python:3.12\nCOPY --from=b /root /root\n")
    assert way.copy.destination == "/root"


def test_a_stage_that_is_left_behind(build):
    text = "FROM python:3.12 AS b\nRUN pip install a\nFROM python:3.12\nCOPY --from=b /usr/local /usr/local\n"
    assert ways(build, text) == [None]


@pytest.mark.parametrize("cleaning", ["RUN rm -rf /root/.cache", "FROM b AS c\nRUN rm -rf /root/.cache"])
def test_what_is_removed_before_it_is_copied(build, cleaning):
    origin = "c" if "AS c" in cleaning else "b"
    text = f"FROM python:3.12 AS b\nRUN pip install a\n{cleaning}\nFROM python:3.12\nCOPY --from={origin} /root /root\n"
    assert ways(build, text) == [None]


def test_what_is_removed_too_early(build):
    text = "FROM python:3.12 AS b\nRUN rm -rf ~/.cache\nRUN pip install a\nFROM python:3.12\nCOPY --from=b / /\n"
    (way,) = ways(build, text)
    assert way.copy is not None


def test_triggers_are_left_to_their_stage(build):
    text = "FROM python:3.12 AS b\nONBUILD RUN pip install a\nFROM b\n"
    assert ways(build, text) == [None]
