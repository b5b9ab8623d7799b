"""Which compose files are merged, and what the rules are told of those that are merged onto another one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from dflint.compose.service import Service
from dflint.diagnostics import Diagnostic, Severity
from dflint.linter import Linter
from dflint.project.project import Project
from dflint.rules.rule import ServiceRule

BASE = "services:\n  app: {image: one}\n  db: {image: db}\nvolumes: {data: }\n"
PART = "services:\n  app: {ports: ['1:1']}\n"


def images(project: Project, name: str) -> dict[str, str | None]:
    file = project.compose_file(os.path.join(project.root, name))
    assert file is not None
    return {service.name: service.image_text for service in file.services}


class TestWhichFiles:
    @pytest.mark.parametrize("override", ["compose.override.yml", "docker-compose.override.yaml"])
    @pytest.mark.parametrize("base", ["compose.yaml", "docker-compose.yml"])
    def test_a_base_is_merged_with_its_override(self, tree, base, override):
        project = Project(tree({base: BASE, override: "services: {app: {image: two}, new: {image: new}}\n"}))
        assert images(project, base) == {"app": "two", "db": "db", "new": "new"}
        assert images(project, override) == images(project, base)
        own = [(os.path.basename(service.source.path), service.name) for service in project.services]
        assert sorted(own) == sorted([(base, "app"), (base, "db"), (override, "app"), (override, "new")])

    def test_the_first_base_counts(self, tree):
        project = Project(
            tree(
                {
                    "compose.yaml": BASE,
                    "docker-compose.yml": BASE,
                    "compose.override.yaml": "services: {app: {image: x}}",
                }
            )
        )
        assert images(project, "compose.yaml")["app"] == "x"
        assert images(project, "docker-compose.yml")["app"] == "one"

    def test_an_override_that_git_ignores_is_on_one_machine_only(self, tree):
        project = Project(tree({"compose.yaml": BASE, "compose.override.yaml": PART, ".gitignore": "*.override.*"}))
        file = project.file(f"{project.root}/compose.yaml").compose
        assert project.compose_file(f"{project.root}/compose.yaml") is file

    @pytest.mark.parametrize(
        ("text", "is_merged"),
        [
            (PART, True),
            ("services: {app: {image: x}, db: {tty: true}}\n", True),
            ("services: {app: {build: {target: x}}}\n", False),
            ("services: {new: {image: x, depends_on: [db]}}\n", True),
            ("services: {new: {image: x, volumes: ['data:/data']}}\n", True),
            ("services: {app: {image: x}}\n", False),
            ("services: {other: {tty: true}}\n", False),
            ("services: {app: {extends: {file: compose.yaml, service: app}}}\n", False),
        ],
    )
    def test_a_part_is_merged_onto_the_base(self, tree, text, is_merged):
        project = Project(tree({"compose.yaml": BASE, "compose.gpu.yaml": text}))
        file = project.compose_file(f"{project.root}/compose.gpu.yaml")
        assert file is not None
        assert file.base_path == (f"{project.root}/compose.yaml" if is_merged else None)
        assert (file.service("db") is not None) == is_merged

    def test_files_that_the_environment_file_names(self, tree):
        files = {"compose.yaml": BASE, "gpu.yaml": "services: {app: {image: gpu}}\n", "compose.dev.yaml": BASE}
        project = Project(tree({**files, ".env": "COMPOSE_FILE=compose.yaml:gpu.yaml\n"}))
        assert images(project, "compose.yaml") == {"app": "gpu", "db": "db"}
        gpu = project.compose_file(f"{project.root}/gpu.yaml")
        assert gpu is not None
        assert gpu.base_path == f"{project.root}/compose.yaml"
        assert images(project, "compose.dev.yaml")["app"] == "one"
        project = Project(tree({**files, ".env": "COMPOSE_FILE=compose.yaml;absent.yaml\nCOMPOSE_PATH_SEPARATOR=;\n"}))
        assert images(project, "compose.yaml")["app"] == "one"

    def test_a_file_that_needs_no_other_is_taken_as_it_stands(self, tree):
        project = Project(tree({"compose.yaml": BASE, "other.compose.yaml": BASE}))
        for path in project.files:
            assert project.compose_file(path) is project.file(path).compose

    def test_an_included_file_has_the_folder_that_it_is_given(self, tree):
        root = tree(
            {
                "compose.yaml": "include: [{path: parts/compose.yaml, project_directory: app}]\n",
                "parts/compose.yaml": "services: {x: {build: ., image: '${NAME:-none}'}}\n",
                "parts/Dockerfile": "FROM a\n",
                "app/Dockerfile": "FROM b\n",
                "app/.env": "NAME=given\n",
            }
        )
        project = Project(root)
        (service,) = project.services
        build = project.build_of(service)
        assert build is not None
        assert build.path == f"{root}/app/Dockerfile"
        assert service.image_text == "given"
        assert images(project, "compose.yaml") == {"x": "given"}

    def test_unreadable(self, tree):
        project = Project(tree({"compose.yaml": "include: [", "compose.gpu.yaml": "- x\n", "docker-compose.yml": ""}))
        for path in project.files:
            file = project.compose_file(path)
            assert file is not None
            assert file.services == ()
        assert project.compose_file(f"{project.root}/absent.yaml") is None
        assert project.compose_file(f"{project.root}/Dockerfile") is None


class TestBuilds:
    def test_a_context_from_the_base_and_args_of_both(self, tree):
        root = tree(
            {
                "compose.yaml": "services: {x: {build: {context: api, args: {A: '1', B: '2'}}}}\n",
                "compose.gpu.yaml": "services: {x: {build: {args: [B=3], target: gpu}}}\n",
                "compose.cpu.yaml": "services: {x: {tty: true}}\n",
                "api/Dockerfile": "FROM a AS gpu\nFROM a\n",
            }
        )
        project = Project(root)
        builds = {build.target_name: build for build in project.builds}
        assert {name: dict(build.args) for name, build in builds.items()} == {
            "gpu": {"A": "1", "B": "3"},
            None: {"A": "1", "B": "2"},
        }
        names = [os.path.basename(service.source.path) for service in project.services_of(builds[None])]
        assert names == ["compose.cpu.yaml", "compose.yaml"]

    def test_paths_of_an_extended_service_start_in_its_file(self, tree):
        root = tree(
            {
                "compose.yaml": "services: {x: {extends: {file: common/c.yaml, service: y}}}\n",
                "common/c.yaml": "services: {y: {build: {context: ., additional_contexts: {m: ./m}}}}\n",
                "common/Dockerfile": "FROM a\n",
                "Dockerfile": "FROM b\n",
            }
        )
        project = Project(root)
        (service,) = (service for service in project.services if service.name == "x")
        build = project.build_of(service)
        assert build is not None
        assert build.path == f"{root}/common/Dockerfile"

    def test_an_inline_dockerfile_of_another_file(self, tree):
        root = tree(
            {
                "compose.yaml": "services: {x: {build: {context: ., dockerfile_inline: FROM a}}}\n",
                "compose.gpu.yaml": "services: {x: {gpus: all}}\n",
            }
        )
        project = Project(root)
        (build,) = project.builds
        assert build.path == f"{root}/compose.yaml"
        assert len(project.services_of(build)) == 2


class Marked(ServiceRule):
    """Finds services without a name of a container, at their name, and their images."""

    code = "XX001"
    name = "marked"
    severity = Severity.WARNING

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        if service.get("container_name") is None:
            yield self.found(service.source, service.name_span, f"{service.name} has no container name")
        if service.image is not None:
            yield self.found(service.image.source, service.image.place, f"{service.name} runs {service.image_text}")
        if service.requests_gpu and service.shm_size is None:
            yield self.found(service.source, service.name_span, f"{service.name} has a GPU and little memory")


class TestFindings:
    def found(self, root: str, files: list[str] | None = None) -> list[tuple[str, str]]:
        paths = None if files is None else [os.path.join(root, name) for name in files]
        result = Linter(Project(root), [Marked()], paths).run()
        assert result.internal_errors == ()
        return [(os.path.basename(one.path), one.message) for one in result.diagnostics]

    def test_a_part_says_only_what_it_adds(self, tree):
        root = tree({"compose.yaml": BASE, "compose.gpu.yaml": "services: {app: {gpus: all}}\n"})
        base = [
            ("compose.yaml", "app has no container name"),
            ("compose.yaml", "app runs one"),
            ("compose.yaml", "db has no container name"),
            ("compose.yaml", "db runs db"),
        ]
        part = [("compose.gpu.yaml", "app has a GPU and little memory")]
        assert self.found(root) == part + base
        assert self.found(root, ["compose.gpu.yaml"]) == part
        assert self.found(root, ["compose.yaml"]) == base

    def test_what_a_part_writes_itself(self, tree):
        root = tree({"compose.yaml": BASE, "compose.gpu.yaml": "services: {app: {image: two}, db: {tty: true}}\n"})
        assert self.found(root, ["compose.gpu.yaml"]) == [("compose.gpu.yaml", "app runs two")]

    def test_an_override_changes_what_is_said_of_the_base(self, tree):
        root = tree(
            {"compose.yaml": BASE, "compose.override.yaml": "services: {app: {container_name: x, image: two}}\n"}
        )
        assert self.found(root) == [
            ("compose.override.yaml", "app runs two"),
            ("compose.yaml", "db has no container name"),
            ("compose.yaml", "db runs db"),
        ]
