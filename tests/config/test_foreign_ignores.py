"""What comments of other linters silence. Where such a linter is installed, each case is tried with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from dflint.compose.loader import load
from dflint.dockerfile.parser import parse
from dflint.selection import Selectors
from dflint.source import Source, Span
from dflint.suppression import Suppressions, compose_suppressions, dockerfile_suppressions
from tests.config.fake_rule import FakeRule

SELECTORS = Selectors(
    (
        FakeRule("ML101", "floating-image", ("DL3006", "DL3007")),
        FakeRule("ML102", "shell-form", ("JSONArgsRecommended", "DL3025")),
        FakeRule("ML103", "copied-and-ignored", ("CopyIgnoredFile",)),
        FakeRule("ML104", "weights-copied"),
        FakeRule("DC101", "tag-missing", ("service-image-require-explicit-tag",)),
        FakeRule("DC102", "ports-open", ("no-unbound-port-interfaces",)),
    )
)


class Read:
    """A text, and which rules are silenced at a word of it."""

    def __init__(self, source: Source, suppressions: Suppressions) -> None:
        self.source = source
        self.suppressions = suppressions

    def silenced(self, word: str) -> set[str]:
        at = self.source.text.index(word)
        codes = ("ML101", "ML102", "ML103", "ML104", "DC101", "DC102")
        return {code for code in codes if self.suppressions.covers(code, Span(at, at + len(word)))}


def dockerfile(text: str) -> Read:
    source = Source("/p/Dockerfile", text)
    return Read(source, dockerfile_suppressions(parse(source), SELECTORS))


def compose(text: str) -> Read:
    source = Source("/p/compose.yaml", text)
    return Read(source, compose_suppressions(load(source), SELECTORS))


# hadolint


HADOLINT_TAKES = (
    "# hadolint ignore=DL3006",
    "#hadolint ignore=DL3006",
    "#\t hadolint\tignore=DL3006",
    "#   hadolint   ignore=DL3006",
    "# hadolint ignore = DL3006",
    "# hadolint ignore= DL3006",
    "# hadolint ignore=DL3007, DL3006",
    "# hadolint ignore=DL3008 , DL3006",
    "# hadolint ignore=DL9999,SC1,DL3006",
    "# hadolint ignore=DL3006 # why",
    "# hadolint ignore=DL3008\n# hadolint ignore=DL3006",
    "  # hadolint ignore=DL3006\t",
    "# hadolint global ignore=DL3006",
    "# hadolint  global  ignore=DL3006 # why",
    "# hadolint global ignore=DL3006\n\n# text\n",
)


@pytest.mark.parametrize("comment", HADOLINT_TAKES)
def test_what_hadolint_takes(comment: str) -> None:
    assert dockerfile(f"{comment}\nFROM ubuntu\n").silenced("ubuntu") == {"ML101"}


HADOLINT_LEAVES = (
    "# hadolint ignore=dl3006",
    "# Hadolint ignore=DL3006",
    "# HADOLINT IGNORE=DL3006",
    "# hadolint ignore=DL3006 because",
    "# hadolint ignore=DL3006,DL3007 because",
    "# hadolint ignore=DL3007 DL3006",
    "# hadolint ignore=XX1,DL3006",
    "# hadolint ignore=DL3006,",
    "# hadolint ignore=",
    "# hadolint: ignore=DL3006",
    "# hadolint ignore:DL3006",
    "## hadolint ignore=DL3006",
    "# see hadolint ignore=DL3006",
    "# hadolint ignore=all",
    "# hadolint ignore=DL3006;reason=x",
    "# hadolint ignore=DL3006\n",
    "# hadolint ignore=DL3006\n# other",
    "# hadolint ignore=DL3006\n# hadolint ignore=DL3008",
    "# hadolint globalignore=DL3006",
    "# hadolint global ignore=DL3006 why",
)


@pytest.mark.parametrize("comment", HADOLINT_LEAVES)
def test_what_hadolint_does_not_take(comment: str) -> None:
    assert dockerfile(f"{comment}\nFROM ubuntu\n").silenced("ubuntu") == set()


def test_our_own_codes_are_codes_too() -> None:
    assert dockerfile("# hadolint ignore=DL3008,ML101\nFROM ubuntu\n").silenced("ubuntu") == {"ML101"}
    assert dockerfile("# tally ignore=ML101\nFROM ubuntu\n").silenced("ubuntu") == {"ML101"}


def test_hadolint_holds_for_one_instruction_with_its_continuations_and_heredocs() -> None:
    read = dockerfile("FROM a\n# hadolint ignore=DL3006\nRUN one && \\\n  two <<EOF\nthree\nEOF\nRUN four\n")
    assert read.silenced("RUN one") == read.silenced("two") == read.silenced("three") == {"ML101"}
    assert read.silenced("FROM") == read.silenced("four") == set()


def test_hadolint_does_not_look_inside_an_instruction() -> None:
    read = dockerfile(
        "FROM a\nRUN one && \\\n  # hadolint ignore=DL3006\n  # hadolint global ignore=DL3025\n  two\n"
        "RUN <<EOF\n# hadolint global ignore=DL3025\nEOF\n"
    )
    assert read.silenced("two") == set()


def test_hadolint_global_stands_anywhere() -> None:
    assert dockerfile("FROM ubuntu\n# hadolint global ignore=DL3006\n").silenced("ubuntu") == {"ML101"}


# tally


TALLY_TAKES = (
    "# tally ignore=DL3006",
    "#tally ignore=DL3006",
    "# tally  ignore = DL3006",
    "# Tally Ignore=DL3006",
    "# tally ignore=hadolint/DL3006",
    "# tally ignore=DL3006;reason=because it is",
    "# tally ignore=DL3006 ;reason=",
    "# tally ignore=DL3006;REASON=x",
    "# tally ignore=XX1, DL3006",
    "# tally ignore=XX1 ,DL3006,",
    "# tally ignore=DL3006\n",
    "# tally ignore=DL3006\n# other",
    "# tally ignore=DL3006\n# tally ignore=DL1",
    "# tally global  ignore = DL3006",
)


@pytest.mark.parametrize("comment", TALLY_TAKES)
def test_what_tally_takes(comment: str) -> None:
    assert dockerfile(f"{comment}\nFROM ubuntu\n").silenced("ubuntu") == {"ML101"}


TALLY_LEAVES = (
    "# tally ignore=dl3006",
    "# tally: ignore=DL3006",
    "## tally ignore=DL3006",
    "# tally ignore=buildkit/DL3006",
    "# tally ignore=hadolint/*",
    "# tally ignore=*",
    "# tally ignore=ALL",
    "# tally ignore=DL3006 because",
    "# tally ignore=DL3006;because",
    "# tally ignore=DL3006; reason=x",
    "# tally ignore=DL3006 # because",
    "# tally ignore=DL3007 DL3006",
    "# see tally ignore=DL3006",
    "# tallyignore=DL3006",
)


@pytest.mark.parametrize("comment", TALLY_LEAVES)
def test_what_tally_does_not_take(comment: str) -> None:
    assert dockerfile(f"{comment}\nFROM ubuntu\n").silenced("ubuntu") == set()


def test_tally_holds_for_the_next_instruction() -> None:
    read = dockerfile("FROM a\n# tally ignore=buildkit/JSONArgsRecommended\nCMD one \\\n  two\nCMD three\n")
    assert read.silenced("two") == {"ML102"}
    assert read.silenced("FROM") == read.silenced("three") == set()


def test_all_of_tally_are_the_rules_with_a_name_that_it_has() -> None:
    assert dockerfile("# tally ignore=all\nFROM ubuntu\n").silenced("ubuntu") == {"ML101", "ML102", "ML103"}
    assert dockerfile("FROM ubuntu\n# tally global ignore=all\n").silenced("ubuntu") == {"ML101", "ML102", "ML103"}


# Docker's build checks


@pytest.mark.parametrize(
    "header",
    [
        "# check=skip=JSONArgsRecommended",
        "#check=skip=JSONArgsRecommended",
        "# CHECK = skip=JSONArgsRecommended",
        "# syntax=docker/dockerfile:1\n# check=error=true;skip=StageNameCasing,JSONArgsRecommended",
        "# check=skip=JSONArgsRecommended;error=true",
        "# check=skip=JSONArgsRecommended // why",
    ],
)
def test_the_check_directive_holds_for_the_file(header: str) -> None:
    read = dockerfile(f"{header}\nFROM ubuntu\nCMD one\n")
    assert read.silenced("ubuntu") == read.silenced("one") == {"ML102"}


@pytest.mark.parametrize(
    "header",
    [
        "# check=error=true",
        "# check=skip=jsonargsrecommended",
        "# check=skip=JSONArgsRecommended;what=1",
        "# check=skip=StageNameCasing, JSONArgsRecommended",
        "# check=",
        "# healthcheck=skip=JSONArgsRecommended",
    ],
)
def test_what_the_checks_do_not_take(header: str) -> None:
    assert dockerfile(f"{header}\nFROM ubuntu\nCMD one\n").silenced("one") == set()


def test_skipping_all_checks() -> None:
    assert dockerfile("# check=skip=all\nFROM a\n").silenced("FROM") == {"ML102", "ML103"}
    assert dockerfile("# check=skip=all;experimental=all\nFROM a\n").silenced("FROM") == {"ML102"}
    assert dockerfile("# check=skip=all;experimental=CopyIgnoredFile\nFROM a\n").silenced("FROM") == {"ML102"}


def test_a_check_comment_above_an_instruction_holds_for_that() -> None:
    read = dockerfile("FROM a\n# because\n# check=skip=JSONArgsRecommended\n\nCMD one \\\n  two\nCMD three\n")
    assert read.silenced("one") == read.silenced("two") == {"ML102"}
    assert read.silenced("FROM") == read.silenced("three") == set()


def test_the_first_check_comment_decides_and_an_empty_comment_starts_anew() -> None:
    both = "# check=skip=StageNameCasing\n{}# check=skip=JSONArgsRecommended\nCMD one\n"
    assert dockerfile("FROM a\n" + both.format("")).silenced("one") == set()
    assert dockerfile("FROM a\n" + both.format("#\n")).silenced("one") == {"ML102"}


# dclint

SERVICES = """\
services:
  a:
    image: nginx{end}
    ports:{ports}
      - 80:80
  b:
{above}    image: redis
"""


def services(end: str = "", ports: str = "", above: str = "") -> str:
    return SERVICES.format(end=end and f"  {end}", ports=ports and f" {ports}", above=above and f"    {above}\n")


DCLINT_TAKES = (
    "# dclint disable-line",
    "#dclint disable-line",
    "## dclint disable-line",
    "# dclint  disable-line  service-image-require-explicit-tag",
    "# dclint disable-line: service-image-require-explicit-tag",
    "# dclint disable-line xx service-image-require-explicit-tag because",
    "# dclint disable-line xx, service-image-require-explicit-tag",
)


@pytest.mark.parametrize("comment", DCLINT_TAKES)
def test_a_line_for_dclint(comment: str) -> None:
    read = compose(services(end=comment))
    assert "DC101" in read.silenced("nginx")
    assert read.silenced("80:80") == read.silenced("redis") == set()
    read = compose(services(above=comment))
    assert "DC101" in read.silenced("redis")
    assert read.silenced("nginx") == set()


DCLINT_LEAVES = (
    "# DCLINT disable-line",
    "# dclint disable-line xx,service-image-require-explicit-tag",
    "# dclint disable-line Service-Image-Require-Explicit-Tag",
    "# dclint disable-next-line",
    "# dclint disable-lines",
    "# why: dclint disable-line",
    "# dclint disable",
)


@pytest.mark.parametrize("comment", DCLINT_LEAVES)
def test_what_dclint_does_not_take_for_a_line(comment: str) -> None:
    assert compose(services(end=comment)).silenced("nginx") == set()
    assert compose(services(above=comment)).silenced("redis") == set()


def test_dclint_needs_the_very_next_line() -> None:
    assert compose(services(above="# dclint disable-line\n")).silenced("redis") == set()
    assert compose(services(above="# dclint disable-line\n    # and more")).silenced("redis") == set()


def test_dclint_at_a_list_holds_for_its_items_and_at_a_service_for_its_line() -> None:
    read = compose(services(ports="# dclint disable-line no-unbound-port-interfaces"))
    assert read.silenced("80:80") == {"DC102"}
    assert compose("services:\n  a: # dclint disable-line\n    image: x\n").silenced("image") == set()


def test_a_bare_comment_for_dclint_is_about_its_own_rules() -> None:
    assert compose(services(end="# dclint disable-line")).silenced("nginx") == {"DC101", "DC102"}


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("# dclint disable\n", {"DC101", "DC102"}),
        ("# dclint disable-file\n", {"DC101", "DC102"}),
        ("#dclint   disable\n", {"DC101", "DC102"}),
        ("\n# dclint disable\n", {"DC101", "DC102"}),
        ("\ufeff---\n# dclint disable\n", {"DC101", "DC102"}),
        ("--- # dclint disable\n", {"DC101", "DC102"}),
        ("name: x # dclint disable\n", {"DC101", "DC102"}),
        ("# dclint disable service-image-require-explicit-tag why\n", {"DC101"}),
        ("# dclint disable xx\n# dclint disable service-image-require-explicit-tag\n", set()),
        ("# dclint disable service-image-require-explicit-tag,no-unbound-port-interfaces\n", set()),
        ("# hello\n# dclint disable\n", set()),
        ("name: x\n# dclint disable\n", set()),
        ("# see dclint disable\n", set()),
    ],
)
def test_a_file_for_dclint(head: str, codes: set[str]) -> None:
    assert compose(head + services()).silenced("redis") == codes


# And of our own


def test_foreign_comments_are_no_problems_and_stand_beside_our_own() -> None:
    read = dockerfile(
        "# hadolint ignore=WRONG\n# tally ignore=*\nFROM a\n"
        "# dflint: ignore=ML104 why\n# hadolint ignore=DL3006\nRUN x\n"
    )
    assert read.suppressions.problems == []
    assert read.silenced("RUN") == {"ML101", "ML104"}
    assert [ignore.used for ignore in read.suppressions.ignores] == [{"ML104"}]


def test_many_comments_are_read_in_time() -> None:
    text = "FROM a\n" + "# hadolint ignore=DL3006\n# tally ignore=,  ,  ,  ,  ,  ,  ,  ,  ,  ,  ,  ,  !\nRUN x\n" * 5000
    assert dockerfile(text).silenced("FROM") == set()


# What the tools themselves say


def tool(name: str) -> str:
    """The path of an installed linter; without it the test is skipped."""
    places = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", "")))
    return shutil.which(name, path=places) or pytest.skip(f"{name} is not installed")


def ran(*command: str) -> Any:
    return json.loads(subprocess.run(command, capture_output=True, check=False).stdout)


def lay_out(folder: Path, name: str, texts: Iterable[str]) -> list[str]:
    """A folder for each of `texts`, with the file `name`; their paths."""
    paths = []
    for index, text in enumerate(texts):
        path = folder / str(index) / name
        path.parent.mkdir()
        path.write_text(text, newline="")
        paths.append(str(path))
    return paths


def test_hadolint_says_so(tmp_path: Path) -> None:
    texts = [f"{comment}\nFROM ubuntu\n" for comment in (*HADOLINT_TAKES, *HADOLINT_LEAVES)]
    paths = lay_out(tmp_path, "Dockerfile", texts)
    found = {one["file"] for one in ran(tool("hadolint"), "-f", "json", *paths) if one["code"] == "DL3006"}
    assert [texts[index] for index, path in enumerate(paths) if path not in found] == texts[: len(HADOLINT_TAKES)]


def test_tally_says_so(tmp_path: Path) -> None:
    texts = [f"{comment}\nFROM ubuntu\n" for comment in (*TALLY_TAKES, *TALLY_LEAVES)]
    paths = lay_out(tmp_path, "Dockerfile", texts)
    options = ("--no-config", "--slow-checks=off", "-f", "json")
    found = {
        os.path.basename(os.path.dirname(file["file"]))
        for file in ran(tool("tally"), "lint", *options, *paths)["files"]
        if any(one["rule"] == "hadolint/DL3006" for one in file["violations"])
    }
    assert [texts[index] for index in range(len(paths)) if str(index) not in found] == texts[: len(TALLY_TAKES)]


def test_dclint_says_so(tmp_path: Path) -> None:
    comments = (*DCLINT_TAKES, *DCLINT_LEAVES)
    texts = [f"name: x\n{services(end=comment)}" for comment in comments]
    paths = lay_out(tmp_path, "compose.yaml", texts)
    found = set()
    for file in ran(tool("dclint"), "-f", "json", *paths):
        rows = [one["line"] for one in file["messages"] if one["rule"] == "service-image-require-explicit-tag"]
        found.update([file["filePath"]] if 4 in rows else [])
    assert [comments[index] for index, path in enumerate(paths) if path not in found] == list(DCLINT_TAKES)
