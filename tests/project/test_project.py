from __future__ import annotations

import builtins
import os
import subprocess

import pytest

import dflint.project.project as project_module
from dflint.project.files import MOST_BYTES, FailureKind, FileReader
from dflint.project.links import is_remote
from dflint.project.names import Kind
from dflint.project.project import Project


def relative(root: str, paths) -> list[str]:
    return [os.path.relpath(path, root).replace(os.sep, "/") for path in paths]


class TestFiles:
    def test_files_of_each_kind(self, tree):
        root = tree({"Dockerfile": "", "a/compose.yaml": "", ".dockerignore": "", "a/x.dockerignore": ""})
        project = Project(root)
        assert relative(root, project.files) == [".dockerignore", "Dockerfile", "a/compose.yaml"]
        assert relative(root, project.files_of(Kind.COMPOSE)) == ["a/compose.yaml"]

    def test_named_files_belong_to_it(self, tree):
        root = tree(
            {".gitignore": "out/\n", "out/Dockerfile": "", "template.j2": "", "stack.yml": "", "Dockerfile": ""}
        )
        named = [os.path.join(root, name) for name in ("out/Dockerfile", "template.j2", "stack.yml", "Dockerfile")]
        project = Project(root, named)
        assert relative(root, project.files) == ["Dockerfile", "out/Dockerfile", "stack.yml", "template.j2"]
        assert relative(root, project.files_of(Kind.COMPOSE)) == ["stack.yml"]

    def test_each_kind_is_parsed_as_what_it_is(self, tree):
        root = tree({"Dockerfile": "FROM a\n", "compose.yaml": "services: {x: {image: y}}\n", ".dockerignore": "z\n"})
        project = Project(root)
        dockerfile = project.file(os.path.join(root, "Dockerfile"))
        assert dockerfile.dockerfile is not None
        assert dockerfile.dockerfile.instructions[0].keyword == "FROM"
        assert dockerfile.compose is dockerfile.ignore is dockerfile.failure is None
        compose = project.file(os.path.join(root, "compose.yaml"))
        assert compose.compose is not None
        assert [service.name for service in compose.compose.services] == ["x"]
        assert compose.dockerfile is compose.ignore is None
        ignore = project.file(os.path.join(root, ".dockerignore"))
        assert ignore.ignore is not None
        assert [pattern.text for pattern in ignore.ignore.patterns] == ["z"]
        assert ignore.dockerfile is ignore.compose is None
        assert "Dockerfile" in repr(dockerfile)

    def test_each_file_is_read_and_parsed_once(self, tree, monkeypatch):
        root = tree({"Dockerfile": "FROM a\n", "compose.yaml": "services: {x: {build: .}}\n"})
        opened: list[str] = []
        plain_open = builtins.open
        monkeypatch.setattr(builtins, "open", lambda path, *rest: (opened.append(path), plain_open(path, *rest))[1])
        project = Project(root)
        for _ in range(2):
            assert project.builds
            for path in project.files:
                assert project.file(path) is project.file(path)
                assert project.builds_of(path) == project.builds_of(path)
                project.source(path)
        assert sorted(path for path in opened if not path.endswith((".env", ".gitignore"))) == list(project.files)

    def test_failures_are_data(self, tree):
        root = tree(
            {"Dockerfile": b"#" * (MOST_BYTES + 1), "Dockerfile.exact": b"#" * MOST_BYTES, "compose.yaml": None}
        )
        project = Project(root)
        large = project.file(os.path.join(root, "Dockerfile"))
        assert large.failure is not None
        assert large.failure.kind is FailureKind.TOO_LARGE
        assert large.dockerfile is None
        assert large.source.text == ""
        assert project.builds_of(large.path) == ()
        assert project.file(os.path.join(root, "Dockerfile.exact")).failure is None
        for name in ("absent.Dockerfile", "compose.yaml", "with\0null"):
            failure = project.file(os.path.join(root, name)).failure
            assert failure is not None
            assert failure.kind is FailureKind.UNREADABLE
            assert failure.message
        assert project.source(os.path.join(root, "absent")) is None
        assert [build.path for build in project.builds] == [os.path.join(root, "Dockerfile.exact")]

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
    def test_a_file_without_permission(self, tree):
        root = tree({"Dockerfile": "FROM a\n"})
        os.chmod(os.path.join(root, "Dockerfile"), 0)
        failure = Project(root).file(os.path.join(root, "Dockerfile")).failure
        assert failure is not None
        assert failure.message == "Permission denied"

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_a_named_pipe_is_read_only_when_it_is_named(self, tree):
        root = tree({"compose.yaml": "services: {x: {build: {context: ., dockerfile: pipe}}}\n"})
        pipe = os.path.join(root, "pipe")
        os.mkfifo(pipe)
        assert Project(root).builds == ()
        assert Project(root).file(pipe).failure is not None
        assert not FileReader({}).exists(pipe)
        with subprocess.Popen(["sh", "-c", f"printf 'FROM a' > '{pipe}'"]):
            file = Project(root, [pipe]).file(pipe)
            assert file.failure is None
            assert file.source.text == "FROM a"

    def test_bytes_that_are_no_text_are_kept(self, tree):
        root = tree({"Dockerfile": b"FROM a\n# \xff\xfe\n"})
        file = Project(root).file(os.path.join(root, "Dockerfile"))
        assert file.failure is None
        assert file.source.data == b"FROM a\n# \xff\xfe\n"
        assert file.source.undecodable is not None


class TestOverlay:
    def test_text_that_is_not_on_the_disk(self, tree):
        root = tree({"Dockerfile": "FROM a\n"})
        new = os.path.join(root, "api", "Dockerfile")
        outside = os.path.join(os.path.dirname(root), "Dockerfile")
        project = Project(root, overlay={new: b"FROM b\n", outside: b"FROM c\n", os.path.join(root, "notes.md"): b""})
        assert relative(root, project.files) == ["Dockerfile", "api/Dockerfile"]
        (build,) = project.builds_of(new)
        assert build.dockerfile.source.text == "FROM b\n"
        assert build.context is None
        assert project.exists(new)
        assert not project.exists(outside + ".x")

    def test_edited_text_is_parsed_again_and_the_rest_is_not(self, tree):
        root = tree(
            {"a/Dockerfile": "FROM a\n", "b/Dockerfile": "FROM b\n", "compose.yaml": "services: {x: {build: a}}\n"}
        )
        first, second = (os.path.join(root, name, "Dockerfile") for name in "ab")
        before = Project(root)
        assert len(before.builds) == 2
        after = before.with_overlay({first: b"FROM edited\n"})
        assert after.found is before.found
        assert after.file(first).source.text == "FROM edited\n"
        assert after.file(second) is before.file(second)
        assert after.builds_of(first)[0].dockerfile.source.text == "FROM edited\n"
        assert after.builds_of(first)[0].project is after
        assert after.builds_of(first)[0].context is before.builds_of(first)[0].context
        back = after.with_overlay({})
        assert back.file(first).source.text == "FROM a\n"
        assert before.file(first).source.text == "FROM a\n"

    def test_a_new_ignore_file_is_seen_by_its_context(self, tree):
        root = tree({"Dockerfile": "FROM a\nCOPY . .\n", "secret.txt": "", "main.py": ""})
        path = os.path.join(root, "Dockerfile")
        before = Project(root)
        context = before.builds_of(path)[0].context
        assert context is not None
        assert context.ignore_path is None
        assert context.exists("secret.txt")
        ignore_path = os.path.join(root, ".dockerignore")
        after = before.with_overlay({ignore_path: b"secret.txt\n"})
        context = after.builds_of(path)[0].context
        assert context is not None
        assert context.ignore_path == ignore_path
        assert not context.exists("secret.txt")
        assert context.exists("main.py")
        assert ignore_path in after.files
        edited = after.with_overlay({ignore_path: b"main.py\n"}).builds_of(path)[0].context
        assert edited is not None
        assert edited.exists("secret.txt")
        assert not edited.exists("main.py")

    def test_the_ignore_file_of_a_dockerfile_wins(self, tree):
        root = tree({"Dockerfile": "FROM a\n", "Dockerfile.dockerignore": "own\n", ".dockerignore": "shared\n"})
        path = os.path.join(root, "Dockerfile")
        own, shared = path + ".dockerignore", os.path.join(root, ".dockerignore")

        def ignore_path(overlay: dict[str, bytes]) -> str | None:
            context = Project(root, overlay=overlay).builds_of(path)[0].context
            assert context is not None
            return context.ignore_path

        assert ignore_path({}) == own
        assert ignore_path({shared: b"x\n"}) == own
        os.unlink(own)
        assert ignore_path({}) == shared
        assert ignore_path({own: b"x\n"}) == own

    def test_an_edited_compose_file_makes_other_builds(self, tree):
        root = tree({"compose.yaml": "services: {x: {build: a}}\n", "a/Dockerfile": "FROM a\n", "b/x": ""})
        path = os.path.join(root, "a", "Dockerfile")
        before = Project(root)
        assert before.builds_of(path)[0].service is not None
        after = before.with_overlay({os.path.join(root, "compose.yaml"): b"services: {x: {image: y}}\n"})
        assert after.builds_of(path)[0].service is None


COMPOSE = """\
services:
  api:
    build: ./api
  worker:
    build:
      context: .
      dockerfile: docker/worker.Dockerfile
      target: run
      args: {CUDA: "12.4", TOKEN: }
      additional_contexts:
        shared: ./shared
        base: docker-image://debian
  worker-cpu:
    build:
      context: .
      dockerfile: docker/worker.Dockerfile
      target: run
      args:
        - CUDA=cpu
  copy:
    build: {context: ., dockerfile: docker/worker.Dockerfile, target: run, args: [CUDA=cpu]}
  cache:
    image: redis
  remote:
    build: https://github.com/x/y.git
  unknown:
    build: ${WHERE}
  missing:
    build: ./nothing
"""


def worker_tree(tree) -> str:
    return tree(
        {
            "compose.yaml": COMPOSE,
            "api/Dockerfile": "FROM a\n",
            "docker/worker.Dockerfile": "FROM a AS run\nFROM b\n",
            "alone/Dockerfile": "FROM a\n",
            "nothing/README.md": "",
            ".dockerignore": "data\n",
        }
    )


class TestBuilds:
    def test_a_service_gives_context_target_and_arguments(self, tree):
        root = worker_tree(tree)
        project = Project(root)
        path = os.path.join(root, "docker", "worker.Dockerfile")
        worker, cpu = project.builds_of(path)
        assert worker.context is not None
        assert worker.context.root == root
        assert worker.context.ignore_path == os.path.join(root, ".dockerignore")
        assert worker.target_name == "run"
        assert worker.target is not None
        assert worker.target.index == 0
        assert worker.args == {"CUDA": "12.4", "TOKEN": None}
        assert worker.named_contexts == {"shared": os.path.join(root, "shared"), "base": "docker-image://debian"}
        assert worker.service is not None
        assert worker.service.name == "worker"
        assert cpu.args == {"CUDA": "cpu"}
        assert cpu.context is worker.context
        assert [service.name for service in project.services_of(cpu)] == ["worker-cpu", "copy"]

    def test_a_dockerfile_that_no_service_builds(self, tree):
        root = worker_tree(tree)
        project = Project(root)
        (build,) = project.builds_of(os.path.join(root, "alone", "Dockerfile"))
        assert build.context is not None
        assert build.context.root == os.path.join(root, "alone")
        assert (build.target_name, build.args, build.named_contexts, build.service) == (None, {}, {}, None)
        assert build.project is project
        assert project.services_of(build) == ()

    def test_all_builds_by_file(self, tree):
        root = worker_tree(tree)
        builds = Project(root).builds
        assert relative(root, [build.path for build in builds]) == [
            "alone/Dockerfile",
            "api/Dockerfile",
            "docker/worker.Dockerfile",
            "docker/worker.Dockerfile",
        ]

    def test_the_build_of_a_service(self, tree):
        root = worker_tree(tree)
        project = Project(root)
        of = {service.name: project.build_of(service) for service in project.services}
        assert of["api"] is project.builds_of(os.path.join(root, "api", "Dockerfile"))[0]
        assert of["copy"] is of["worker-cpu"] is not of["worker"]
        assert [of[name] for name in ("cache", "remote", "unknown", "missing")] == [None] * 4

    def test_a_file_has_the_same_builds_when_it_is_checked_alone(self, tree):
        root = worker_tree(tree)
        path = os.path.join(root, "docker", "worker.Dockerfile")
        alone = Project(root, [path]).builds_of(path)
        together = Project(root)
        assert len(together.builds) == 4
        assert [(build.target_name, build.args) for build in alone] == [
            (build.target_name, build.args) for build in together.builds_of(path)
        ]

    def test_ignore_and_compose_files_have_no_builds_of_their_own(self, tree):
        root = worker_tree(tree)
        project = Project(root)
        assert project.builds_of(os.path.join(root, ".dockerignore")) == ()
        assert project.builds_of(os.path.join(root, "compose.yaml")) == ()

    def test_a_target_that_is_not_known(self, tree):
        root = tree(
            {"compose.yaml": "services: {x: {build: {context: ., target: '${T}'}}}\n", "Dockerfile": "FROM a\n"}
        )
        (build,) = Project(root).builds_of(os.path.join(root, "Dockerfile"))
        assert build.target is None
        assert build.target_name is None
        assert build.stages == ()

    def test_a_default_of_a_variable_and_the_environment_file(self, tree):
        root = tree(
            {
                "compose.yaml": "services: {x: {build: {context: '${WHERE:-a}'}}, y: {build: '${OTHER}'}}\n",
                ".env": "OTHER=b\n",
                "a/Dockerfile": "FROM a\n",
                "b/Dockerfile": "FROM a\n",
            }
        )
        project = Project(root)
        names = [build.service.name for build in project.builds if build.service is not None]
        assert names == ["x", "y"]

    def test_paths_are_relative_to_the_compose_file(self, tree):
        root = tree(
            {
                "deploy/compose.yaml": "services: {x: {build: {context: .., dockerfile: ./docker/api.Dockerfile}}}\n",
                "docker/api.Dockerfile": "FROM a\n",
            }
        )
        (build,) = Project(root).builds_of(os.path.join(root, "docker", "api.Dockerfile"))
        assert build.context is not None
        assert build.context.root == root

    def test_absolute_paths(self, tree):
        root = tree({"a/Dockerfile": "FROM a\n", "b/x": ""})
        compose = f"services: {{x: {{build: {{context: '{root}/b', dockerfile: '{root}/a/Dockerfile'}}}}}}\n"
        with open(os.path.join(root, "compose.yaml"), "w", encoding="utf-8") as file:
            file.write(compose)
        (build,) = Project(root).builds
        assert build.context is not None
        assert build.context.root == os.path.join(root, "b")

    def test_the_name_in_lower_case(self, tree):
        root = tree({"compose.yaml": "services: {x: {build: .}}\n", "dockerfile": "FROM a\n"})
        if os.path.exists(os.path.join(root, "Dockerfile")):
            pytest.skip("the file system does not tell upper case from lower case")
        (build,) = Project(root).builds
        assert build.service is not None
        assert relative(root, [build.path]) == ["dockerfile"]

    def test_through_symbolic_links(self, tree):
        root = tree(
            {
                "compose.yaml": "services: {x: {build: link}, y: {build: {context: ., dockerfile: Dockerfile}}}\n",
                "real/Dockerfile": "FROM a\n",
            }
        )
        os.symlink("real", os.path.join(root, "link"))
        os.symlink(os.path.join("real", "Dockerfile"), os.path.join(root, "Dockerfile"))
        project = Project(root)
        real = os.path.join(root, "real", "Dockerfile")
        assert [build.service.name for build in project.builds_of(real) if build.service] == ["x", "y"]
        assert project.builds_of(os.path.join(root, "link", "Dockerfile")) == project.builds_of(real)

    def test_a_named_link_has_the_builds_of_the_file(self, tree):
        root = tree({"compose.yaml": "services: {x: {build: real}}\n", "real/Dockerfile": "FROM a\n"})
        link = os.path.join(root, "Dockerfile.link")
        os.symlink(os.path.join("real", "Dockerfile"), link)
        (build,) = Project(root, [link]).builds_of(link)
        assert build.path == link
        assert build.context is not None
        assert build.context.root == os.path.join(root, "real")

    def test_a_project_behind_a_symbolic_link(self, tree):
        root = tree({"p/compose.yaml": "services: {x: {build: a}}\n", "p/a/Dockerfile": "FROM a\n"})
        os.symlink("p", os.path.join(root, "link"))
        linked = os.path.join(root, "link")
        (build,) = Project(linked).builds
        assert build.service is not None
        assert build.path == os.path.join(linked, "a", "Dockerfile")

    def test_a_dockerfile_of_another_name_is_built_but_not_a_file_of_the_project(self, tree):
        root = tree(
            {"compose.yaml": "services: {x: {build: {context: ., dockerfile: image.j2}}}\n", "image.j2": "FROM a\n"}
        )
        project = Project(root)
        (build,) = project.builds
        assert relative(root, [build.path]) == ["image.j2"]
        assert project.build_of(project.services[0]) is build
        assert relative(root, project.files) == ["compose.yaml"]

    def test_an_override_takes_the_context_of_the_base(self, tree):
        root = tree(
            {
                "compose.yaml": "services: {x: {build: {context: api}}}\n",
                "compose.gpu.yaml": "services: {x: {build: {target: gpu}}, y: {build: {dockerfile: Dockerfile}}}\n",
                "api/Dockerfile": "FROM a AS gpu\n",
                "Dockerfile": "FROM a\n",
            }
        )
        project = Project(root)
        assert [build.target_name for build in project.builds_of(os.path.join(root, "api", "Dockerfile"))] == [
            "gpu",
            None,
        ]
        assert len(project.builds_of(os.path.join(root, "Dockerfile"))) == 1

    def test_an_extended_service_has_no_context_of_its_own(self, tree):
        root = tree(
            {
                "compose.yaml": "services: {x: {extends: {file: b.yaml, service: y}, build: {target: t}}}\n",
                "Dockerfile": "FROM a\n",
            }
        )
        (build,) = Project(root).builds
        assert build.service is None

    def test_the_context_is_unknown_where_its_ignore_file_cannot_be_read(self, tree):
        root = tree({"Dockerfile": "FROM a\n", ".dockerignore": b"#" * (MOST_BYTES + 1)})
        (build,) = Project(root).builds
        assert build.context is None

    def test_broken_compose_files_do_no_harm(self, tree):
        root = tree({"compose.yaml": "build: [\n", "docker-compose.yml": b"\xff\xfe build", "Dockerfile": "FROM a\n"})
        project = Project(root)
        assert len(project.builds) == 1
        assert project.services == ()

    def test_compose_files_without_builds_are_not_parsed_for_links(self, tree, monkeypatch):
        root = tree({"compose.yaml": "services: {x: {image: y}}\n", "Dockerfile": "FROM a\n"})
        project = Project(root)
        assert project.builds
        assert "compose" not in vars(project.file(os.path.join(root, "compose.yaml")))


INLINE = """\
services:
  one:
    build:
      context: app
      dockerfile_inline: |
        FROM python
        COPY . .
  two:
    build:
      dockerfile_inline: "FROM debian"
  three: &three
    build: &build
      context: app
      dockerfile_inline: FROM alpine
  four:
    build: *build
"""


class TestInlineDockerfiles:
    def test_each_is_a_group_of_builds(self, tree):
        root = tree({"compose.yaml": INLINE, "app/.dockerignore": "x\n", "app/Dockerfile.dockerignore": "y\n"})
        path = os.path.join(root, "compose.yaml")
        project = Project(root)
        one, two, three = project.build_groups_of(path)
        assert [build.dockerfile.source.text for build in (*one, *two, *three)] == [
            "FROM python\nCOPY . .\n",
            "FROM debian",
            "FROM alpine",
        ]
        assert [service.name for service in project.services_of(three[0])] == ["three", "four"]
        assert one[0].context is not None
        assert one[0].context.root == os.path.join(root, "app")
        assert one[0].context.ignore_path == os.path.join(root, "app", ".dockerignore")
        assert one[0].context is three[0].context
        assert one[0].path == path
        assert two[0].context is not None
        assert two[0].context.root == root
        assert project.builds == project.builds_of(path) == (*one, *two, *three)

    def test_findings_lead_to_the_compose_file(self, tree):
        root = tree({"compose.yaml": INLINE, "app/x": ""})
        (build, *_) = Project(root).builds
        instruction = build.dockerfile.instructions[1]
        source, span = build.dockerfile.source.resolve(instruction.span)
        assert source.path == os.path.join(root, "compose.yaml")
        assert source.slice(span) == "COPY . ."


class TestContexts:
    def test_a_context_is_told_with_all_its_builds(self, tree):
        root = tree(
            {
                "Dockerfile": "FROM a\n",
                "Dockerfile.gpu": "FROM a\n",
                "b/Dockerfile": "FROM a\n",
                "compose.yaml": "services: {x: {build: {context: ., dockerfile: b/Dockerfile}}, y: {image: z}}\n",
                ".dockerignore": "x\n",
                "c/Dockerfile": "FROM a\n",
            }
        )
        project = Project(root)
        for name in ("Dockerfile", "Dockerfile.gpu", "b/Dockerfile", "compose.yaml", ".dockerignore"):
            ((context, builds),) = project.contexts_of([os.path.join(root, name)])
            assert context.root == root
            assert relative(root, [build.path for build in builds]) == ["Dockerfile", "Dockerfile.gpu", "b/Dockerfile"]
        assert [context.root for context, _ in project.contexts_of(project.files)] == [root, os.path.join(root, "c")]
        assert project.contexts_of([]) == ()

    def test_dockerfiles_with_ignore_files_of_their_own_have_contexts_of_their_own(self, tree):
        root = tree({"Dockerfile": "FROM a\n", "Dockerfile.gpu": "FROM a\n", "Dockerfile.gpu.dockerignore": "x\n"})
        project = Project(root)
        ((context, builds),) = project.contexts_of([os.path.join(root, "Dockerfile.gpu.dockerignore")])
        assert context.ignore_path == os.path.join(root, "Dockerfile.gpu.dockerignore")
        assert relative(root, [build.path for build in builds]) == ["Dockerfile.gpu"]
        assert len(project.contexts_of(project.files)) == 2

    def test_a_file_that_the_finder_leaves_out_has_contexts_too(self, tree):
        root = tree({".gitignore": "out/\n", "out/Dockerfile": "FROM a\n"})
        ((context, builds),) = Project(root).contexts_of([os.path.join(root, "out", "Dockerfile")])
        assert context.root == os.path.join(root, "out")
        assert len(builds) == 1

    def test_only_the_dockerfiles_of_the_context_are_parsed(self, tree, monkeypatch):
        root = tree({"a/Dockerfile": "FROM a\n", "b/Dockerfile": "FROM a\n"})
        project = Project(root)
        monkeypatch.setattr(
            project_module.Project, "parse_dockerfile", _refusing(os.path.join(root, "b", "Dockerfile"))
        )
        assert len(project.contexts_of([os.path.join(root, "a", "Dockerfile")])) == 1


def _refusing(path: str):
    parse = project_module.Project.parse_dockerfile

    def refuse(self, asked: str):
        assert asked != path
        return parse(self, asked)

    return refuse


class TestPackages:
    def test_requirements_and_pyproject(self, tree):
        root = tree(
            {
                "requirements.txt": "-r base/more.txt\ntorch\n",
                "base/more.txt": "numpy\n",
                "pyproject.toml": "[project]\nname='a'\n",
            }
        )
        project = Project(root)
        requirements = project.requirements(os.path.join(root, "requirements.txt"))
        assert sorted(requirement.name for requirement in requirements.requirements) == ["numpy", "torch"]
        assert project.requirements(os.path.join(root, "requirements.txt")) is requirements
        context = project.context(root, None)
        assert context is not None
        in_context = project.requirements("requirements.txt", context)
        assert sorted(requirement.name for requirement in in_context.requirements) == ["numpy", "torch"]
        pyproject = project.pyproject(os.path.join(root, "pyproject.toml"))
        assert pyproject is not None
        assert pyproject.name == "a"
        assert project.pyproject(os.path.join(root, "absent.toml")) is None


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("https://github.com/a/b.git", True),
        ("git@github.com:a/b.git", True),
        ("ssh://git@x/y", True),
        ("github.com/a/b", True),
        ("docker-image://debian", True),
        (".", False),
        ("./github.com", False),
        ("/srv/app", False),
    ],
)
def test_remote_contexts(context, expected):
    assert is_remote(context) is expected


@pytest.mark.corpus
def test_public_repositories_make_builds():
    corpus = os.environ.get("DFLINT_CORPUS")
    if not corpus:
        pytest.skip("DFLINT_CORPUS names no folder")
    for repository in os.listdir(corpus):
        project = Project(os.path.join(corpus, repository))
        built = {build.path for build in project.builds}
        assert built >= set(project.files_of(Kind.DOCKERFILE))
        for path in project.files[::20]:
            alone = Project(project.root, [path])
            assert [(build.target_name, build.args) for build in alone.builds_of(path)] == [
                (build.target_name, build.args) for build in project.builds_of(path)
            ]
