"""DC134: folders and Dockerfiles that nobody has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic, Severity

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]


def build(*lines: str) -> str:
    return "services:\n  s:\n    build:\n" + "".join(f"      {line}\n" for line in lines)


def test_only_both_files_together_show_it(findings: Findings) -> None:
    tree = {"docker/gpu.Dockerfile": "FROM x\n", "compose.yaml": build("context: .", "dockerfile: gpu.Dockerfile")}
    (one,) = findings(tree, "DC134")
    assert one.path.endswith("compose.yaml")
    assert one.source.slice(one.span) == "gpu.Dockerfile"
    assert one.severity is Severity.ERROR
    assert one.help == "write `docker/gpu.Dockerfile`"
    assert [related.source.path.rpartition("/")[2] for related in one.related] == ["gpu.Dockerfile"]
    assert findings({"gpu.Dockerfile": "FROM x\n", "compose.yaml": tree["compose.yaml"]}, "DC134") == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("services:\n  s:\n    build: ./api\n", "./api"),
        (build("context: ./api"), "./api"),
        (build("context: ."), "."),
        (build("context: .", "dockerfile: Dockerfile.gpu"), "Dockerfile.gpu"),
        (build("context: ${CONTEXT:-api}"), "${CONTEXT:-api}"),
        (build("context: api", "dockerfile_inline: FROM x"), "api"),
    ],
)
def test_found(words: Words, text: str, word: str) -> None:
    assert words({"compose.yaml": text}, "DC134") == [word]


@pytest.mark.parametrize(
    "text",
    [
        # Here.
        build("context: there"),
        build("context: lower"),
        build("context: .", "dockerfile: there/Dockerfile"),
        build("context: .", "dockerfile_inline: FROM x"),
        # On another machine.
        build("context: ../elsewhere"),
        build("context: ignored"),
        build("context: .", "dockerfile: ignored/Dockerfile"),
        build("context: submodule/sub"),
        build("context: .", "dockerfile: made.Dockerfile"),
        # Not known, or fetched.
        build("context: https://github.com/example/x.git"),
        build("context: https://github.com/example/x.git", "dockerfile: Dockerfile.gpu"),
        build("context: ${CONTEXT}"),
        build("context: .", "dockerfile: ${DOCKERFILE}"),
        build("context: ~/api"),
        build("context: cloned"),
        build("context: missing") + "    extends: {file: base.yml, service: s}\n",
    ],
)
def test_silent(words: Words, text: str) -> None:
    tree = {
        "compose.yaml": text,
        "there/Dockerfile": "FROM x\n",
        "lower/dockerfile": "FROM x\n",
        "made.Dockerfile.j2": "FROM {{ x }}\n",
        ".gitignore": "ignored/\n",
        ".gitmodules": '[submodule "s"]\n\tpath = submodule\n\turl = https://example.com/s\n',
        "README.md": "First `git clone https://github.com/example/cloned`.\n",
    }
    assert words(tree, "DC134") == []


def test_a_path_from_the_folder_that_compose_is_started_in(words: Words) -> None:
    tree = {"docker/compose.gpu.yaml": build("context: api"), "api/Dockerfile": "FROM x\n"}
    assert words(tree, "DC134") == []


def test_a_file_that_leaves_the_context_to_another_one(words: Words) -> None:
    assert words({"docker-compose.gpu.yml": build("dockerfile: gpu.Dockerfile")}, "DC134") == []


def test_an_image_is_pulled_first(findings: Findings) -> None:
    text = "services:\n  s:\n    image: ghcr.io/example/api:1\n    build: ./api\n"
    (one,) = findings({"compose.yaml": text}, "DC134")
    assert one.severity is Severity.WARNING


def test_a_folder_that_was_moved(lay: Callable[..., Any]) -> None:
    checker = lay({"services/api/Dockerfile": "FROM x\n", "compose.yaml": build("context: ./api # here")})
    assert checker.fix("DC134", allowed=Applicability.UNSAFE) == []
    assert (checker.folder / "compose.yaml").read_text() == build("context: ./services/api # here")


def test_the_dockerfile_has_another_name(findings: Findings) -> None:
    (one,) = findings({"compose.yaml": build("context: ."), "Dockerfile.gpu": "FROM x\n"}, "DC134")
    assert one.help == "name the Dockerfile, `dockerfile: Dockerfile.gpu`"
    assert one.related[0].source.path.endswith("Dockerfile.gpu")
