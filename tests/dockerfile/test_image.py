"""Image references."""

from __future__ import annotations

import pytest

from dflint.dockerfile.image import ImageReference

DIGEST = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("text", "registry", "repository", "familiar", "tag", "digest"),
    [
        ("python", "docker.io", "library/python", "python", None, None),
        ("python:3.12-slim", "docker.io", "library/python", "python", "3.12-slim", None),
        (f"python@{DIGEST}", "docker.io", "library/python", "python", None, DIGEST),
        (f"python:3@{DIGEST}", "docker.io", "library/python", "python", "3", DIGEST),
        ("nvidia/cuda:12.4.1-base", "docker.io", "nvidia/cuda", "nvidia/cuda", "12.4.1-base", None),
        ("docker.io/python", "docker.io", "library/python", "python", None, None),
        ("index.docker.io/a/b", "docker.io", "a/b", "a/b", None, None),
        ("docker.io/library/a/b", "docker.io", "library/a/b", "library/a/b", None, None),
        ("nvcr.io/nvidia/pytorch:24.05-py3", "nvcr.io", "nvidia/pytorch", "nvcr.io/nvidia/pytorch", "24.05-py3", None),
        ("localhost/a", "localhost", "a", "localhost/a", None, None),
        ("localhost:5000/a:b", "localhost:5000", "a", "localhost:5000/a", "b", None),
        ("host:5000/a", "host:5000", "a", "host:5000/a", None, None),
        ("Host/a", "Host", "a", "Host/a", None, None),
        ("[::1]:5000/a", "[::1]:5000", "a", "[::1]:5000/a", None, None),
        ("a__b/c--d.e_f", "docker.io", "a__b/c--d.e_f", "a__b/c--d.e_f", None, None),
    ],
)
def test_parse(text: str, registry: str, repository: str, familiar: str, tag: str | None, digest: str | None) -> None:
    reference = ImageReference.parse(text)
    assert reference is not None
    assert (reference.registry, reference.repository, reference.familiar) == (registry, repository, familiar)
    assert (reference.tag, reference.digest, reference.text) == (tag, digest, text)
    assert reference.name == repository.split("/")[-1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Python",
        "a/B",
        "a:",
        "a:b c",
        "a:-b",
        "a@",
        "a@sha256:abc",
        "a@md5:" + "0" * 64,
        "a b",
        "a//b",
        "/a",
        "a/",
        "-a",
        "a..b",
        "a___b",
        "https://a/b",
        "$a",
        "a:" + "b" * 129,
        "a" * 256,
        "0" * 64,
        "a.b:port/c",
        "-.b/c",
    ],
)
def test_parse_refuses(text: str) -> None:
    assert ImageReference.parse(text) is None


def test_references_to_the_same_image_are_equal() -> None:
    first, second = ImageReference.parse("python:3"), ImageReference.parse("docker.io/library/python:3")
    assert first == second
    assert hash(first) == hash(second)
    assert first != ImageReference.parse("python:4")
    assert first != "python:3"
    assert repr(first) == "ImageReference('python:3')"
