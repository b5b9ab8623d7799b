"""The layers of a build, what they take from the context, and their cache keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dflint.build.build import Build
from dflint.build.cache_keys import CacheModel
from dflint.build.context_inputs import ContextInput, copied_input, mounted_input
from dflint.build.input_digests import DiskDigests, Item, hash_of
from dflint.build.layers import layers_of
from dflint.context.build_context import BuildContext
from dflint.dockerfile.parser import parse
from dflint.source import Source

FILES = {
    "requirements.txt": "numpy",
    "app.py": "app",
    "README.md": "read",
    "src/main.py": "main",
    "src/util.py": "util",
    "src/notes.md": "notes",
    "data/a.csv": "1",
}


class Repository:
    """A folder with a Dockerfile; `changed` tells the rows of the layers that are made anew since the last time."""

    def __init__(self, root: Path, dockerfile: str, **options: Any) -> None:
        self.root = root
        self.seen: set[bytes] = set()
        self.write({**FILES, "Dockerfile": dockerfile})
        self.changed(**options)

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def changed(self, **options: Any) -> list[int]:
        path = os.fspath(self.root / "Dockerfile")
        context = BuildContext.open(os.fspath(self.root), path)
        build = Build(parse(Source.read(path)), path, context, **options)
        keys = CacheModel(build).keys(DiskDigests(context))
        rows = [layer.row for layer, key in keys.items() if key not in self.seen]
        self.seen.update(keys.values())
        return rows


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., Repository]:
    def make(dockerfile: str, **options: Any) -> Repository:
        return Repository(tmp_path, dockerfile, **options)

    return make


# Which layers there are


def test_layers_are_those_of_the_stages_that_are_built(build: Callable[..., Build]) -> None:
    made = build("FROM a AS unused\nRUN x\nFROM b\nENV A=1\nWORKDIR /\nWORKDIR /w\nCOPY . .\nRUN y\nCMD z\n")
    assert [(layer.row, layer.instruction.keyword) for layer in layers_of(made)] == [
        (6, "WORKDIR"),
        (7, "COPY"),
        (8, "RUN"),
    ]


def test_triggers_are_layers_of_the_stage_that_carries_them_out(build: Callable[..., Build]) -> None:
    made = build("FROM a AS base\nONBUILD COPY . .\nFROM base\nRUN x\n")
    assert [(layer.stage.index, layer.row, layer.instruction.keyword) for layer in layers_of(made)] == [
        (1, 2, "COPY"),
        (1, 4, "RUN"),
    ]


def test_inputs_and_origins(build: Callable[..., Build]) -> None:
    made = build(
        "FROM a AS one\nRUN x\nFROM b\nCOPY src/ a.txt /x/\nCOPY --from=one /y /y\nADD https://example.org/z /z\n"
        "RUN --mount=type=bind,source=src,target=/s --mount=type=cache,target=/c --mount=from=one,target=/o make\n"
    )
    layers = layers_of(made)[1:]
    assert [[one.sources for one in layer.inputs] for layer in layers] == [[("a.txt", "src")], [], [], [("src",)]]
    assert [layer.origins for layer in layers] == [(), (made.stages[0],), (), (made.stages[0],)]


@pytest.mark.parametrize(
    ("sources", "excludes", "path", "name"),
    [
        (["."], [], "a/b", "0:a/b"),
        (["a"], [], "a/b", "0:b"),
        (["a"], [], "a", "0:"),
        (["a"], [], "ab", None),
        (["/a/"], [], "a/b", "0:b"),
        (["../a"], [], "a/b", "0:b"),
        (["a/b.txt"], [], "a/b.txt", "0:"),
        (["a/b.txt", "a"], [], "a/b.txt", "0:b.txt"),
        (["b", "a"], [], "b", "1:"),
        (["*.txt", "b.txt"], [], "b.txt", "0:b.txt\x001:"),
        (["a/*.txt"], [], "a/b.txt", "0:b.txt"),
        (["a/*"], [], "a/b/c", "0:b/c"),
        (["*/b"], [], "a/b/c", "0:a/b/c"),
        (["*/b"], [], "a/c", None),
        (["["], [], "[", None),
        (["a"], ["*.md"], "a/x.md", None),
        (["a"], ["*.md"], "a/b/x.md", "0:b/x.md"),
        (["a"], ["b", "!b/c"], "a/b/c", "0:b/c"),
        (["*"], ["x.md"], "a/x.md", None),
    ],
)
def test_names_in_the_digest(sources: list[str], excludes: list[str], path: str, name: str | None) -> None:
    taken = copied_input(sources, excludes)
    assert taken is not None
    assert taken.takes(path) == name


def test_what_is_not_known_is_all_of_the_context() -> None:
    for taken in (copied_input(["a", None]), copied_input(["a"], None), mounted_input([None])):
        assert taken is not None
        assert not taken.is_certain
        assert taken.takes("x") is not None
    assert copied_input(["https://example.org/x"]) is None


def test_kept_parents() -> None:
    taken = copied_input(["src/./pkg/*.py"], parents=True)
    assert taken is not None
    assert taken.takes("src/pkg/a.py") == "0:pkg/a.py"
    assert taken.takes("pkg/a.py") is None


@pytest.mark.parametrize(
    ("source", "links", "path", "name"),
    [
        ("link", {"link": "real"}, "real/x", "0:x"),
        ("link", {"link": "real"}, "link", None),
        ("link/x", {"link": "real"}, "real/x", "0:"),
        ("d/link", {"d/link": "../real"}, "real/x", "0:x"),
        ("d", {"d/link": "../real"}, "d/link", "0:link"),
        ("d", {"d/link": "../real"}, "real/x", None),
        ("*.txt", {"a.txt": "b"}, "b", "0:a.txt"),
        ("loop", {"loop": "loop"}, "loop", None),
    ],
)
def test_links(source: str, links: dict[str, str], path: str, name: str | None) -> None:
    taken = copied_input([source])
    assert taken is not None
    assert taken.following(links).takes(path) == name


# Digests


def test_digests_are_sums_of_what_is_taken(tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    digests = DiskDigests(BuildContext.open(os.fspath(tmp_path)))
    source = copied_input(["src"])
    nothing = copied_input(["*.nothing"])
    assert source is not None
    assert nothing is not None
    names = ["src", "src/main.py", "src/util.py", "src/notes.md"]
    items = [Item((tmp_path / name).stat().st_mode, digests.content(name)) for name in names]
    total = sum(hash_of(source.takes(name) or "", item) for name, item in zip(names, items, strict=True))
    assert int.from_bytes(digests(source), "big") == total % (1 << 128)
    assert digests(nothing) == b""


# What makes a layer anew

USUAL = "FROM a\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN make\n"


def test_files(repository: Callable[..., Repository]) -> None:
    made = repository(USUAL)
    assert made.changed() == []
    made.write({"app.py": "other"})
    assert made.changed() == [5, 6]
    made.write({"requirements.txt": "scipy"})
    assert made.changed() == [3, 4, 5, 6]
    made.write({"requirements.txt": "numpy", "app.py": "app"})
    assert made.changed() == []
    made.write({".dockerignore": "*.md\n.dockerignore\n"})
    assert made.changed() == [5, 6]
    made.write({"README.md": "other"})
    assert made.changed() == []
    (made.root / "app.py").chmod(0o755)
    assert made.changed() == [5, 6]
    os.utime(made.root / "app.py", (1, 1))
    assert made.changed() == []
    (made.root / "data").chmod(0o700)
    assert made.changed() == []
    (made.root / "app.py").rename(made.root / "main.py")
    assert made.changed() == [5, 6]
    (made.root / "empty").mkdir()
    assert made.changed() == [5, 6]
    (made.root / "link").symlink_to("main.py")
    assert made.changed() == [5, 6]


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        ("COPY src/main.py /x", "COPY data/main.py /x", []),
        ("COPY src/main.py /x", "COPY src/main.py /y", [2, 3]),
        ("COPY src/main.py /x", "COPY src/main.py /x/", [2, 3]),
        ("COPY src/main.py /x", "ADD src/main.py /x", [2, 3]),
        ("COPY src/main.py /x", "COPY --chmod=755 src/main.py /x", [2, 3]),
        ("COPY --chmod=755 src/main.py /x", "COPY --chmod=0755 src/main.py /x", []),
        ("COPY --chown=1 src/main.py /x", "COPY --chown=2 src/main.py /x", [2, 3]),
        ("COPY src /x", 'COPY ["./src/", "/x"]', []),
        ("COPY src /x", "COPY --exclude=*.csv src /x", [2, 3]),
        ("COPY *.md /x/", "COPY READM?.md /x/", [2, 3]),
        ("COPY <<EOF /x\na\nEOF", "COPY <<EOF /x\nb\nEOF", [2, 5]),
        ("WORKDIR /x", "WORKDIR /y", [2, 3]),
        ("WORKDIR /x/..", "WORKDIR /", []),
        ("RUN a", "RUN   a", []),
        ("RUN a", "RUN  b", [2, 3]),
        ("RUN a", 'RUN ["a"]', [2, 3]),
        ("RUN a", "RUN --network=none a", [2, 3]),
        ("RUN a", "RUN --network=default a", []),
        ("RUN a", "RUN <<EOF\na\nEOF", [2, 5]),
        ("RUN --mount=type=cache,target=/c a", "RUN --mount=type=cache,target=/d a", [2, 3]),
        ("RUN --mount=type=cache,target=/c,id=x a", "RUN --mount=type=cache,target=/c,id=y a", []),
        ("RUN --mount=type=cache,target=/c a", "RUN --mount=type=cache,target=/c,id=x a", [2, 3]),
        ("RUN --mount=type=secret,id=a a", "RUN --mount=type=secret,id=b a", [2, 3]),
        ("RUN --mount=source=src,target=/s a", "RUN --mount=source=data,target=/s a", [2, 3]),
        ("LABEL a=1", "LABEL a=2", []),
        ("CMD a", 'CMD ["b"]', []),
        ("EXPOSE 1", "VOLUME /x", []),
        ("ENV A=1", "ENV A=2", [3]),
        ("ENV A=1 B=1", "ENV B=1 A=1", [3]),
        ("ENV A=1", "ARG A=1", []),
        ("ARG A", "ARG B", []),
        ("ARG A=1", "ARG A=2", [3]),
        ("USER a", "USER b", [3]),
        ('SHELL ["a"]', 'SHELL ["b"]', [3]),
        ('SHELL ["/bin/sh", "-c"]', "# nothing", []),
        ("# a", "# b", []),
    ],
)
def test_texts(repository: Callable[..., Repository], before: str, after: str, rows: list[int]) -> None:
    made = repository(f"FROM a\n{before}\nRUN end\n")
    made.write({"data/main.py": "main", "Dockerfile": f"FROM a\n{after}\nRUN end\n"})
    assert made.changed() == rows


def test_arguments_of_the_build(repository: Callable[..., Repository]) -> None:
    text = "ARG BASE=a\nFROM $BASE\nCOPY app.py .\nRUN first\nARG VERSION=1\nRUN second\nCOPY app.py $VERSION/\n"
    made = repository(text)
    assert made.changed(args={"OTHER": "1"}) == []
    assert made.changed(args={"VERSION": "1"}) == []
    assert made.changed(args={"VERSION": "2"}) == [6, 7]
    assert made.changed(args={"VERSION": None}) == [6, 7]
    assert made.changed(args={"BASE": "b"}) == [3, 4, 6, 7]


def test_mounts_of_the_context(repository: Callable[..., Repository]) -> None:
    made = repository("FROM a\nRUN --mount=source=src,target=/s --mount=source=app.py,target=/a a\nRUN b\n")
    made.write({"data/a.csv": "2"})
    assert made.changed() == []
    made.write({"src/main.py": "other"})
    assert made.changed() == [2, 3]
    made.write({"app.py": "other"})
    assert made.changed() == [2, 3]


def test_links_of_the_context(repository: Callable[..., Repository], tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("src")
    made = repository("FROM a\nCOPY link /x\nCOPY l* /y/\n")
    made.write({"data/a.csv": "2"})
    assert made.changed() == []
    made.write({"src/main.py": "other"})
    assert made.changed() == [2, 3]


def test_linked_copies_do_not_depend_on_what_is_before(repository: Callable[..., Repository]) -> None:
    made = repository("FROM a\nCOPY app.py .\nCOPY --link src /src\nRUN b\n")
    made.write({"app.py": "other"})
    assert made.changed() == [2, 4]
    made = repository("FROM a\nCOPY app.py .\nCOPY --link --chmod=755 src /src\nRUN b\n")
    made.write({"app.py": "third"})
    assert made.changed() == [2, 3, 4]


STAGES = "FROM a AS one\n{}\nFROM b\nCOPY --from=one {} /y\nRUN end\n"


@pytest.mark.parametrize(
    ("stage", "path", "changed", "rows"),
    [
        ("COPY . /x/", "/x/app.py", "README.md", [2]),
        ("COPY . /x/", "/x/app.py", "app.py", [2, 4, 5]),
        ("COPY . /x/", "/x", "README.md", [2, 4, 5]),
        ("COPY . /x/", "/x/src", "README.md", [2]),
        ("COPY . /x/", "/x/src", "src/main.py", [2, 4, 5]),
        ("COPY . /x/", "/x/src/*.md", "src/util.py", [2]),
        ("COPY . /x/", "/x/src/*.md", "src/notes.md", [2, 4, 5]),
        ("COPY . /x/", "/y", "app.py", [2]),
        ("COPY . /x/", "/y*", "app.py", [2]),
        ("COPY . /x/", "/x*", "app.py", [2, 4, 5]),
        ("COPY . /x/y/", "/x", "app.py", [2, 4, 5]),
        ("COPY . /x/y/", "/*/*", "app.py", [2, 4, 5]),
        ("COPY . /x/y/", "/*/z", "app.py", [2]),
        ("COPY *.py /x/", "/x/app.py", "README.md", []),
        ("COPY *.py /x/", "/x/app.py", "app.py", [2, 4, 5]),
        ("COPY *.py /", "/x", "app.py", [2]),
        ("COPY s* /x/", "/x/main.py", "src/util.py", [2]),
        ("COPY s* /x/", "/x/main.py", "src/main.py", [2, 4, 5]),
        ("COPY --chmod=755 . /x/", "/x", "app.py", [2, 4, 5]),
        ("COPY . /", "/src/main.py", "src/util.py", [2]),
        ("COPY src /x/", "/x/main.py", "src/util.py", [2]),
        ("COPY src/main.py /x/", "/x/main.py", "src/main.py", [2, 4, 5]),
        ("COPY src/*.md /x/", "/x/", "src/main.py", []),
        ("COPY --exclude=*.md . /x/", "/x/", "README.md", []),
        ("RUN --mount=target=/m true > /z", "/x", "app.py", [2]),
        ("RUN --mount=target=/m make", "/x", "app.py", [2, 4, 5]),
        ("RUN --mount=target=/m cp /m/app.py /x", "/x", "app.py", [2, 4, 5]),
        ("RUN --mount=target=/m cp /m/app.py /x/y", "/x", "app.py", [2, 4, 5]),
        ("RUN --mount=target=/m rm -rf /x/*", "/x/y", "app.py", [2, 4, 5]),
        ("RUN --mount=target=/m cp -t /x /m/app.py", "/y", "app.py", [2, 4, 5]),
    ],
)
def test_copies_from_stages(
    repository: Callable[..., Repository], stage: str, path: str, changed: str, rows: list[int]
) -> None:
    made = repository(STAGES.format(stage, path))
    made.write({changed: "other"})
    assert made.changed() == rows


def test_copies_through_several_stages(repository: Callable[..., Repository]) -> None:
    made = repository(
        "FROM a AS one\nCOPY . /x/\nFROM a AS two\nCOPY --from=one /x /y/\n"
        "FROM a\nCOPY --from=two /y/src/main.py .\nRUN --mount=from=two,source=/y/data,target=/d a\n"
    )
    made.write({"README.md": "other"})
    assert made.changed() == [2, 4]
    made.write({"data/a.csv": "other"})
    assert made.changed() == [2, 4, 7]
    made.write({"src/main.py": "other"})
    assert made.changed() == [2, 4, 6, 7]


def test_the_image_counts_where_a_path_may_be_its_own(repository: Callable[..., Repository]) -> None:
    text = "FROM {} AS one\nRUN true\nFROM b\nCOPY --from=one {} /x\n"
    made = repository(text.format("a", "/usr/lib/x"))
    made.write({"Dockerfile": text.format("c", "/usr/lib/x")})
    assert made.changed() == [2, 4]


def test_a_chain_of_many_stages_ends() -> None:
    lines = ["FROM a AS s0", "COPY . /"]
    for number in range(1, 300):
        lines += [f"FROM a AS s{number}", *(f"COPY --from=s{number - 1} /{name} /" for name in "abc")]
    build = Build(parse(Source("/project/Dockerfile", "\n".join(lines))), "/project/Dockerfile")
    keys = CacheModel(build).keys(lambda taken: b"1")
    assert len(keys) == 1 + 3 * 299


def test_nothing_is_read_but_what_is_asked_for(build: Callable[..., Build]) -> None:
    model = CacheModel(build("FROM a\nCOPY a b ./\nCOPY a b ./\nRUN --mount=source=c,target=/c x\n"))
    asked: list[ContextInput] = []
    model.keys(lambda taken: asked.append(taken) or b"")  # type: ignore[func-returns-value]
    assert [taken.sources for taken in asked] == [("a", "b"), ("c",)]


def test_what_comes_from_elsewhere_does_not_change(repository: Callable[..., Repository]) -> None:
    made = repository(
        "FROM replaced AS one\nRUN a\nFROM $UNKNOWN\nCOPY --from=one /x /y\nCOPY --from=image /x /y\n"
        "COPY --from=named /x /y\nADD https://example.org/x /y\nADD git@example.org:x.git /y\n",
        named_contexts={"one": "docker-image://b", "named": "../other"},
    )
    made.write({"app.py": "other"})
    assert made.changed(named_contexts={"one": "docker-image://b", "named": "../other"}) == []
    rows = made.changed(named_contexts={"one": "docker-image://c", "named": "../other"})
    assert rows == [4, 5, 6, 7, 8]


def test_broken_files_have_keys(build: Callable[..., Build]) -> None:
    text = "FROM a\nCOPY\nCOPY a\nRUN\nWORKDIR\nADD [ /x\nRUN --mount= x\nRUN --mount=type=cache y\nENV\nUSER\nRUN $[\n"
    assert len(CacheModel(build(text)).keys(lambda taken: b"1")) == 8
    assert CacheModel(build("RUN a\n")).keys(lambda taken: b"") == {}
    assert CacheModel(build("FROM a\nRUN a\n", target_name="none")).keys(lambda taken: b"") == {}
