"""Every compose file of public repositories: read without a problem, edited without a side effect."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from dflint.compose.comparison import differing_paths, differs_only_at
from dflint.compose.edits import insert_into
from dflint.compose.loader import load
from dflint.compose.nodes import Node
from dflint.compose.rendering import Inline, Quoted
from dflint.source import Source, apply_edits

CORPUS = os.environ.get("DFLINT_CORPUS", "")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not os.path.isdir(CORPUS), reason="DFLINT_CORPUS names no folder of repositories"),
]

DEVICES = ("deploy", "resources", "reservations", "devices")
GPU = [{"driver": "nvidia", "count": "all", "capabilities": Inline(["gpu"])}]


def compose_paths() -> list[str]:
    return sorted(
        os.path.join(folder, name)
        for folder, folders, names in os.walk(CORPUS)
        for name in names
        if "compose" in name.lower() and name.endswith((".yml", ".yaml"))
    )


@pytest.fixture(scope="module")
def paths() -> list[str]:
    found = compose_paths()
    assert len(found) > 100
    return found


class Texts:
    """What another reader of YAML sees: texts, with merge keys resolved."""

    def __init__(self, text: str) -> None:
        self.documents = [
            self.value(node) for node in YAML(typ="safe", pure=True).compose_all(text) if node is not None
        ]

    def value(self, node: Any) -> Any:
        if node.id == "scalar":
            return node.value
        if node.id == "sequence":
            return [self.value(item) for item in node.value if item.tag != "!reset"]
        result: dict[str, Any] = {}
        for key, value in node.value:
            if key.value != "<<" and value.tag != "!reset":
                result[key.value] = self.value(value)
        for key, value in node.value:
            if key.value == "<<":
                for merged in value.value if value.id == "sequence" else [value]:
                    for name, inherited in self.value(merged).items():
                        result.setdefault(name, inherited)
        return result


def texts(node: Node) -> Any:
    if node.is_mapping:
        return {key: texts(value) for key, value in node.items()}
    return [texts(item) for item in node.elements] if node.is_sequence else node.text


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for entry in node.entries:
        yield from nodes(entry.node)
    for element in node.elements:
        yield from nodes(element)


def test_models_agree_with_another_reader(paths):
    for path in paths:
        source = Source.read(path)
        file = load(source)
        assert file.problems == (), path
        assert [texts(document) for document in file.documents] == Texts(source.text).documents, path


def test_spans_slice_back_to_what_was_read(paths):
    for path in paths:
        file = load(Source.read(path))
        for document in file.documents:
            for node in nodes(document):
                if node.key_span is not None:
                    assert file.source.slice(node.key_span).strip("'\"") == node.key, path
                if node.is_scalar:
                    assert node.mapped.text == node.text, path
                if node.is_scalar and node.style == "plain" and "\n" not in file.source.slice(node.span):
                    assert file.source.slice(node.span) == node.text, path


def edits_of(file):
    for service in file.services:
        for path, value in ((DEVICES, GPU), (("shm_size",), Quoted("8gb"))):
            edit = insert_into(service.node, path, value)
            if edit is not None:
                yield service, path, edit


def test_insertions_change_only_their_path(paths):
    count = 0
    for path in paths:
        file = load(Source.read(path))
        for service, key_path, edit in edits_of(file):
            after = load(Source(path, apply_edits(file.source.text, [edit])))
            assert after.problems == (), path
            assert differing_paths(file, after), path
            assert differs_only_at(file, after, [("services", service.name, *key_path)]), path
            assert after.service(service.name).requests_gpu or key_path != DEVICES, path
            count += 1
    assert count > 500


@pytest.mark.build
@pytest.mark.skipif(shutil.which("docker") is None, reason="there is no docker command")
def test_compose_accepts_what_it_accepted_before(paths, tmp_path):
    count = 0
    for path in paths[::3]:
        file = load(Source.read(path))
        edit = next((edit for _, key_path, edit in edits_of(file) if key_path == DEVICES), None)
        if edit is None or not accepts(path, path):
            continue
        changed = tmp_path / "compose.yaml"
        changed.write_bytes(Source(path, apply_edits(file.source.text, [edit])).data)
        assert accepts(path, str(changed)), path
        count += 1
    assert count > 20


def accepts(original: str, path: str) -> bool:
    """Whether Compose reads the file at `path` as if it stood where `original` does."""
    folder = os.path.dirname(original)
    command = ["docker", "compose", "--project-directory", folder, "-f", path, "config", "-q", "--no-path-resolution"]
    return subprocess.run(command, capture_output=True, cwd=folder, check=False).returncode == 0
