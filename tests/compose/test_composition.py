"""Models of several compose files: what they say, where it stands, and that Compose makes the same of them."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from dflint.compose.composition import compose
from dflint.compose.environment_reader import read_environment_file
from dflint.compose.merged_file import MergedFile
from dflint.compose.normalized import normalized
from dflint.project.compose_models import ReadFiles
from dflint.project.project import Project

BENCHMARK = Path(__file__).parent.parent.parent / "benchmarks" / "compose_config.py"

PROJECTS = Path(__file__).parent.parent / "fixtures" / "compose_projects"
"""Projects of several compose files; `given.txt` names those that Compose is given with ``-f``."""


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    specification = importlib.util.spec_from_file_location("compose_config", BENCHMARK)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def lay(folder: Path, files: Mapping[str, str]) -> str:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return os.path.realpath(folder)


def model(
    root: str,
    given: Sequence[str],
    home: str | None = None,
    variables: Mapping[str, str | None] | None = None,
    shared: Sequence[str] = (),
) -> MergedFile:
    """The model of the files `given`, as `home` sees it."""
    project = Project(root)
    paths = [os.path.join(root, name) for name in given]
    read = [project.parse_compose(path) for path in paths]
    files = [file for file in read if file is not None]
    assert len(files) == len(read)
    own = files[paths.index(os.path.join(root, home))] if home is not None else files[0]
    known = variables if variables is not None else {}
    composition = compose(
        files,
        own.source.path,
        os.path.dirname(paths[0]),
        known,
        ReadFiles(project),
        [f"{root}/{one}" for one in shared],
    )
    return MergedFile(own, composition, known, None)


def has_compose() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0


@pytest.mark.skipif(not has_compose() or not BENCHMARK.exists(), reason="Compose is not installed")
@pytest.mark.parametrize("name", sorted(os.listdir(PROJECTS)))
def test_compose_makes_the_same(tmp_path, benchmark, name):
    root = os.path.realpath(shutil.copytree(PROJECTS / name, tmp_path / "project"))
    given = (PROJECTS / name / "given.txt").read_text().split()
    kept = {key: os.environ[key] for key in benchmark.KEPT}
    options = [option for path in given for option in ("-f", os.path.join(root, path))]
    run = subprocess.run(
        ["docker", "compose", *options, "--profile", "*", "config", "--format", "json"],
        capture_output=True,
        text=True,
        cwd=root,
        env=kept,
    )
    assert run.returncode == 0, run.stderr
    theirs = benchmark.services_of_compose(json.loads(run.stdout))
    shell = benchmark.Shell({**kept, "PWD": root, "COMPOSE_PROJECT_NAME": "project"})
    project = Project(root)
    dotenv = project.source(os.path.join(root, os.path.dirname(given[0]), ".env"))
    values = {} if dotenv is None else read_environment_file(dotenv, shell).values
    for home in given:
        file = model(root, given, home, benchmark.Shell({**values, **shell}))
        ours = {name: benchmark.ordered(service) for name, service in normalized(file, project.source).items()}
        assert list(benchmark.differing(theirs, ours)) == []
        assert file.composition.faults == ()
        assert file.composition.unresolved == frozenset()
        assert file.is_complete


def places(file: MergedFile, *path: str) -> list[tuple[str, str, bool]]:
    """File, text and whether it is shared, of the value at `path` or of what it holds."""
    assert file.root is not None
    node = file.root.get(*path)
    assert node is not None
    parts = [entry.node for entry in node.entries] + list(node.elements)
    return [(os.path.basename(one.source.path), one.source.slice(one.span), one.shared) for one in parts or [node]]


BASE = """\
services:
  web:
    image: one
    environment: {A: "1", B: "2"}
    ports: ["80:80"]
  db:
    image: db
volumes: {data: }
"""
OVER = """\
services:
  web:
    image: two
    environment: [B=3]
    ports: ["81:81"]
    healthcheck: {test: [CMD, x]}
  cache: {image: cache}
"""


class TestPlaces:
    def test_each_value_is_where_it_is_written(self, tmp_path):
        root = lay(tmp_path, {"base.yml": BASE, "over.yml": OVER})
        file = model(root, ["base.yml", "over.yml"])
        assert places(file, "services", "web", "image") == [("over.yml", "two", False)]
        assert places(file, "services", "web", "environment") == [
            ("base.yml", '"1"', False),
            ("over.yml", "B=3", False),
        ]
        assert places(file, "services", "web", "ports") == [
            ("base.yml", '"80:80"', False),
            ("over.yml", '"81:81"', False),
        ]
        web = file.service("web")
        assert web is not None
        assert web.source.slice(web.name_span) == "web"
        assert web.ports[1].node.source.path == f"{root}/over.yml"
        assert {name: given.value for name, given in web.environment.items()} == {"A": "1", "B": "3"}
        assert web.environment["B"].node.source.slice(web.environment["B"].value_span) == "3"

    @pytest.mark.parametrize(("home", "own"), [("base.yml", ["web", "db"]), ("over.yml", ["web", "cache"])])
    def test_a_service_stands_in_the_file_that_is_looked_at(self, tmp_path, home, own):
        root = lay(tmp_path, {"base.yml": BASE, "over.yml": OVER})
        file = model(root, ["base.yml", "over.yml"], home)
        assert [service.name for service in file.services] == ["web", "db", "cache"]
        assert [service.name for service in file.own_services] == own
        for service in file.own_services:
            assert service.source.path == f"{root}/{home}"
            assert service.source.slice(service.name_span) == service.name
        assert file.as_written.root is not file.root
        assert len(file.as_written.services) == 2

    def test_what_is_merged_may_be_edited_where_it_stands(self, tmp_path):
        from dflint.compose.edits import insert_into, replace_value

        root = lay(tmp_path, {"base.yml": BASE, "over.yml": OVER})
        file = model(root, ["base.yml", "over.yml"])
        web = file.service("web")
        assert web is not None
        assert web.image is not None
        replaced, inserted = replace_value(web.image, "three"), insert_into(web.node, ("shm_size",), "8gb")
        assert replaced is not None
        assert inserted is not None
        assert (replaced.path, inserted.path) == (f"{root}/over.yml", f"{root}/base.yml")
        # A list that two files make is not what one of them writes.
        ports = web.get("ports")
        assert ports is not None
        assert ports.shared
        assert replace_value(ports, ["1:1"]) is None

    def test_nothing_of_a_base_is_edited_for_one_setting(self, tmp_path):
        root = lay(tmp_path, {"base.yml": BASE, "over.yml": OVER})
        file = model(root, ["base.yml", "over.yml"], "over.yml", shared=["base.yml"])
        assert places(file, "services", "web", "environment") == [("base.yml", '"1"', True), ("over.yml", "B=3", False)]
        assert not places(file, "services", "web", "image")[0][2]

    def test_what_is_extended_is_shared(self, tmp_path):
        text = "services: {a: {image: x, tty: true}, b: {extends: a, image: y}}\n"
        file = model(lay(tmp_path, {"c.yml": text}), ["c.yml"])
        assert sorted(places(file, "services", "b")) == [
            ("c.yml", "a", False),
            ("c.yml", "true", True),
            ("c.yml", "y", False),
        ]
        b = file.service("b")
        assert b is not None
        assert not b.is_extended
        assert b.text("extends") == "a"

    def test_the_short_build_has_a_context(self, tmp_path):
        files = {"a.yml": "services: {s: {build: ctx}}\n", "b.yml": "services: {s: {build: {target: t}}}\n"}
        service = model(lay(tmp_path, files), ["a.yml", "b.yml"]).service("s")
        assert service is not None
        assert service.build is not None
        assert (service.build.context_text, service.build.target_text) == ("ctx", "t")
        context = service.build.context
        assert context is not None
        assert context.source.slice(context.span) == "ctx"

    def test_depends_on_and_networks(self, tmp_path):
        files = {
            "a.yml": "services: {s: {depends_on: [x, y], networks: [n]}, x: {}, y: {}}\n",
            "b.yml": "services: {s: {depends_on: {x: {condition: service_healthy}}, networks: {n: {aliases: [q]}}}}\n",
            "c.yml": "services: {s: {networks: [n, m]}}\n",
        }
        service = model(lay(tmp_path, files), ["a.yml", "b.yml", "c.yml"]).service("s")
        assert service is not None
        assert set(service.depends_on) == {"x", "y"}
        condition = service.depends_on["x"].get("condition")
        assert condition is not None
        assert condition.text == "service_healthy"
        networks = service.get("networks")
        assert networks is not None
        assert [name for name, _ in networks.items()] == ["n"]
        assert networks.get("n", "aliases") is not None
        assert [item.text for item in networks.elements] == ["m"]


class TestFaults:
    @pytest.mark.parametrize(
        ("files", "faults"),
        [
            ({"c.yml": "services: {a: {extends: b}}"}, ["there is no service b to extend"]),
            (
                {"c.yml": "services: {a: {extends: {service: b, file: x.yml}}}"},
                ["the file x.yml is not there or cannot"],
            ),
            (
                {"c.yml": "services: {a: {extends: {service: b, file: x.yml}}}", "x.yml": "services: {}"},
                ["there is no service b to extend"],
            ),
            ({"c.yml": "services: {a: {extends: a}}"}, ["the service extends itself"]),
            ({"c.yml": "services: {a: {extends: b}, b: {extends: a}}"}, ["the service extends itself"] * 2),
            (
                {
                    "c.yml": "services: {a: {extends: {file: x.yml, service: a}}}",
                    "x.yml": "services: {a: {extends: {file: c.yml, service: a}}}",
                },
                ["the service extends itself"],
            ),
            ({"c.yml": "include: [c.yml]"}, ["the file includes itself"]),
            ({"c.yml": "include: [x.yml]", "x.yml": "include: [c.yml]"}, ["the file includes itself"]),
            ({"c.yml": "include: [x.yml]", "x.yml": "include: [y.yml]"}, ["the included file y.yml is not there"]),
            ({"c.yml": "include: [x.yml]"}, ["the included file x.yml is not there"]),
            ({"c.yml": "include: [oci://example/x, 'https://example/c.yml', $NAME]"}, []),
            ({"c.yml": "services: {a: {extends: {file: 'https://example/c.yml', service: x}}}"}, []),
            ({"c.yml": "services: {a: {extends: {file: $NAME, service: x}}, b: {extends: $NAME}}"}, []),
            ({"c.yml": "services: {a: {extends: [x]}, b: {extends: {}}, c: }\ninclude: {a: b}"}, []),
        ],
    )
    def test_what_cannot_be_put_together(self, tmp_path, files, faults):
        file = model(lay(tmp_path, files), ["c.yml"])
        found = [fault.message for fault in file.composition.faults]
        assert len(found) == len(faults)
        assert all(message.startswith(start) for message, start in zip(found, faults, strict=True))

    def test_what_is_not_known(self, tmp_path):
        text = (
            "services: {a: {extends: {file: 'https://example/c.yml', service: x}, image: i}, b: {extends: a}, c: {}}\n"
        )
        file = model(lay(tmp_path, {"c.yml": text}), ["c.yml"])
        assert [service.name for service in file.services if service.is_extended] == ["a", "b"]
        b = file.service("b")
        assert b is not None
        assert b.image_text == "i"

    def test_a_named_pipe_is_not_read(self, tmp_path):
        root = lay(tmp_path, {"c.yml": "include: [pipe.yml]\nservices: {a: {extends: {file: pipe.yml, service: b}}}\n"})
        os.mkfifo(os.path.join(root, "pipe.yml"))
        file = model(root, ["c.yml"])
        assert not file.is_complete
        assert [service.name for service in file.services if service.is_extended] == ["a"]


class TestBounds:
    def test_a_bomb_of_inclusions(self, tmp_path):
        files = {f"{level}.yml": f"include: [{', '.join([f'{level + 1}.yml'] * 9)}]\n" for level in range(12)}
        files["12.yml"] = "services: {a: {image: x}}\n"
        assert not model(lay(tmp_path, files), ["0.yml"]).is_complete

    def test_a_bomb_of_services(self, tmp_path):
        keys = ", ".join(f"K{index}: v" for index in range(2000))
        services = "".join(f"  s{index}: {{extends: base}}\n" for index in range(2000))
        file = model(
            lay(tmp_path, {"c.yml": f"services:\n  base: {{image: x, environment: {{{keys}}}}}\n{services}"}), ["c.yml"]
        )
        assert 0 < sum(not service.is_extended for service in file.services) < 100

    def test_a_long_chain(self, tmp_path):
        services = "".join(f"  s{index}: {{extends: s{index + 1}}}\n" for index in range(300))
        file = model(lay(tmp_path, {"c.yml": f"services:\n{services}  s300: {{image: x}}\n"}), ["c.yml"])
        last, first = file.service("s290"), file.service("s0")
        assert last is not None
        assert last.image_text == "x"
        assert first is not None
        assert first.is_extended

    def test_many_documents(self, tmp_path):
        file = model(lay(tmp_path, {"c.yml": "services: {a: {image: x}}\n---\n" * 3000}), ["c.yml"])
        assert not file.is_complete
        assert file.service("a") is not None
