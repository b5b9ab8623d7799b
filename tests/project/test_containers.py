"""What the container of a service runs, and which services may take the place of another."""

from __future__ import annotations

import pytest

from dflint.project.alternatives import extended_name, same_services, similar_services
from dflint.project.containers import Container, container_of
from dflint.project.project import Project


def container(tree, files: dict[str, str], name: str = "s") -> Container | None:
    project = Project(tree(files))
    service = next(service for service in project.services if service.name == name)
    return container_of(service, project)


def served(tree, lines: str, dockerfile: str | None = None) -> Container | None:
    files = {} if dockerfile is None else {"Dockerfile": dockerfile}
    return container(tree, {"compose.yaml": f"services:\n  s:\n{lines}", **files})


@pytest.mark.parametrize(
    ("lines", "dockerfile", "line"),
    [
        ("    image: x\n", None, ""),
        ("    image: x\n    command: a b\n", None, "a b"),
        ("    image: x\n    entrypoint: [a, 'b c']\n    command: [d]\n", None, "a 'b c' d"),
        ("    build: .\n", 'FROM x\nENTRYPOINT ["a", "it\'s"]\nCMD ["b"]\n', "a 'it'\\''s' b"),
        ("    build: .\n", "FROM x\nCMD a b\n", "a b"),
        ("    build: .\n    command: c\n", 'FROM x\nENTRYPOINT ["a"]\nCMD ["b"]\n', "a c"),
        ("    build: .\n    entrypoint: c\n", 'FROM x\nENTRYPOINT ["a"]\nCMD ["b"]\n', "c"),
        ("    build: .\n    entrypoint: ''\n", 'FROM x\nENTRYPOINT ["a"]\nCMD ["b"]\n', ""),
        ("    build: .\n", "FROM x\n", ""),
    ],
)
def test_command_line(tree, lines, dockerfile, line):
    found = served(tree, lines, dockerfile)
    assert found is not None
    assert found.command_line == line
    assert [command.text for command in found.commands] == ([line] if line else [])


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("    image: vllm/vllm-openai\n", "vLLM"),
        ("    image: vllm/vllm-openai\n    command: --model  x\n", "vLLM"),
        ("    image: vllm/vllm-openai\n    entrypoint: bash -c 'vllm   serve x'\n", "vLLM"),
        ("    image: vllm/vllm-openai\n    entrypoint: bash\n", None),
        ("    image: nvcr.io/nim/a/b:1\n", "NIM"),
        ("    image: nvcr.io/nim/a/b:1\n    command: ls\n", None),
        ("    image: nvcr.io/nim/a/b:1\n    command: /opt/nim/start_server.sh\n", "NIM"),
        ("    image: lmsysorg/sglang\n", None),
        ("    image: ollama/ollama\n", None),
        ("    image: nginx\n", None),
        ("    image: unknown/image\n", None),
    ],
)
def test_server(tree, lines, title):
    found = served(tree, lines)
    assert found is not None
    assert (found.server.title if found.server is not None else None) == title


def test_nothing_is_known_of_some(tree):
    assert served(tree, "    image: ${X}\n") is None
    assert served(tree, "    tty: true\n") is None
    assert served(tree, "    build: ./nowhere\n") is None
    assert served(tree, "    build: {target: none}\n", "FROM x\n") is None
    found = served(tree, "    image: 'NOT AN IMAGE'\n")
    assert found is not None
    assert found.reference is None
    assert found.server is None


def test_places(tree):
    found = served(tree, "    image: &i nginx\n")
    assert found is not None
    assert found.service.source.slice(found.place) == "nginx"
    assert found.base is None
    found = container(tree, {"compose.yaml": "x-i: &i nginx\nservices:\n  s:\n    image: *i\n"})
    assert found is not None
    assert found.service.source.slice(found.place) == "s"
    found = served(tree, "    build: .\n", "FROM python AS a\nFROM a\n")
    assert found is not None
    assert found.base is not None
    assert found.base[0].slice(found.base[1]) == "python"


FILES = {
    "compose.yaml": """
services:
  a: {image: "x:1"}
  b: {image: "x:2", profiles: [b]}
  c: {image: "x:3"}
  d: {build: ., image: built}
  e: {build: .}
  f: {extends: a}
  g: {extends: {service: a, file: compose.yaml}}
  h: {extends: {file: other.yaml}}
  i: {image: built}
  j: {image: "${UNKNOWN}"}
""",
    "compose.gpu.yaml": "services:\n  a: {image: y}\n  z: {image: x@sha256:0}\n",
    "gpu.yaml": "services:\n  a: {gpus: all}\n",
    "notes.yaml": "services:\n  a: {gpus: all}\n",
    "below/compose.yaml": "services:\n  a: {image: other}\n",
    "below/part/compose.yaml": "services:\n  a: {tty: true}\n",
    "Dockerfile": "FROM python\n",
}


def test_alternatives(tree):
    project = Project(tree(FILES))

    def names(find, service):
        found = project.file(f"{project.root}/compose.yaml").compose.service(service)
        return sorted(f"{one.source.path.removeprefix(project.root)[1:]} {one.name}" for one in find(found, project))

    main = "compose.yaml"
    assert names(same_services, "a") == [
        "below/part/compose.yaml a",
        "compose.gpu.yaml a",
        f"{main} f",
        f"{main} g",
        "gpu.yaml a",
    ]
    assert names(similar_services, "a") == ["compose.gpu.yaml z", f"{main} b"]
    assert names(similar_services, "b") == ["compose.gpu.yaml z", *(f"{main} {name}" for name in "acfg")]
    assert names(similar_services, "d") == [f"{main} e", f"{main} i"]
    assert names(similar_services, "e") == [f"{main} d"]
    assert names(similar_services, "j") == []


def test_extended_name(tree):
    project = Project(tree(FILES))
    assert {service.name: extended_name(service) for service in project.services if service.get("extends")} == {
        "f": "a",
        "g": "a",
        "h": None,
    }
    assert [service.name for service in project.services if service.is_extended] == ["h"]
