from __future__ import annotations

import pytest

from dflint.diagnostics import Severity

HEAD = "services:\n  a:\n    image: x\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("services: {a: {ports: ['1:1']}}", ["a"]),
        ("services: {a: {image: '', tty: true}}", ["a"]),
        ("services: {a: {provider: {type: model}}, b: {build: .}, c: {image: $X}}", []),
        (HEAD + "    build: {dockerfile: D, dockerfile_inline: FROM a}", ["D"]),
        (HEAD + "    build: {platforms: [linux/amd64]}\n    platform: linux/arm64", ["linux/arm64"]),
        (HEAD + "    build: {platforms: [linux/amd64, $X]}\n    platform: linux/arm64", []),
        (HEAD + "    network_mode: host\n    networks: [n]", ["host"]),
        (HEAD + "    network_mode: host\n    networks: []", []),
        (HEAD + "    healthcheck: {test: [curl, x]}", ["curl"]),
        (HEAD + "    healthcheck: {test: [$X, x]}", []),
        (HEAD + "    healthcheck: {test: curl x}", []),
        (
            HEAD + "    develop: {watch: [{action: sync, path: .}, {action: rebuild, path: .}]}",
            ["{action: sync, path: .}"],
        ),
        (HEAD + "    tmpfs: /a:size=1m\n    volumes: [/a, /b]", ["/a"]),
        (HEAD + "    scale: 2\n    deploy: {replicas: 3}", ["2"]),
        (HEAD + "    scale: 2\n    deploy: {replicas: $N}", []),
        (HEAD + "    container_name: n\n    scale: 2", ["n"]),
        (HEAD + "    container_name: n\n    deploy: {replicas: 1}", []),
        (HEAD + "    deploy: {replicas: -1}", ["-1"]),
        ("volumes: {v: {external: true, driver: x}, w: {external: true, name: n, x-a: b}, y: }", ["x"]),
        ("secrets: {s: {file: a, environment: B}, t: {external: true}, u: {driver: d}}", ["B"]),
        ("secrets: {s: {name: n}}\nconfigs: {c: {content: x}}", ["s"]),
        ("services: {a: {extends: b}}", ["b"]),
        ("include: [absent.yml]", ["absent.yml"]),
    ],
)
def test_contradictions(words, text, expected):
    assert words({"compose.yaml": text + "\n"}, "DF008") == expected


@pytest.mark.parametrize(
    "tree",
    [
        # A part that is merged onto a file that says the image.
        {"compose.yaml": HEAD, "compose.gpu.yaml": "services: {a: {gpus: all}}\n"},
        {"compose.yaml": HEAD, "compose.override.yaml": "services: {a: {tty: true}}\n"},
        # The image is in the override.
        {"compose.yaml": "services: {a: {tty: true}}\n", "compose.override.yaml": "services: {a: {image: x}}\n"},
        # Nobody knows which of the files are given together.
        {"base.compose.yaml": "services: {a: {tty: true}}\n", "dev.compose.yaml": "services: {a: {image: x}}\n"},
        # An included file is a part too.
        {"compose.yaml": "include: [p/compose.yaml]\n", "p/compose.yaml": "services: {a: {tty: true}}\n"},
        {"compose.yaml": "services: {a: {extends: {file: 'https://example/c.yml', service: x}}}\n"},
        {"compose.yaml": "services: {a: {tty: true, b: [}}\n"},
    ],
)
def test_what_other_files_may_say(words, tree):
    assert words(tree, "DF008") == []


def test_an_override_that_contradicts_the_base(findings):
    tree = {
        "compose.yaml": HEAD + "    network_mode: host\n",
        "compose.override.yaml": "services:\n  a:\n    networks: [n]\n    scale: 2\n    deploy: {replicas: 3}\n",
    }
    found = [(one.path.rpartition("/")[2], one.source.slice(one.span)) for one in findings(tree, "DF008")]
    assert found == [("compose.override.yaml", "2"), ("compose.yaml", "host")]


def test_a_file_that_stands_alone_needs_an_image(findings):
    (one,) = findings({"stack.compose.yaml": "services:\n  a:\n    tty: true\n"}, "DF008")
    assert one.message == "the service a has neither an image nor a build, so Compose refuses the file"


@pytest.mark.parametrize(
    "tree",
    [
        # devcontainer.json names the file with the image before this one.
        {
            "compose.yaml": HEAD,
            ".devcontainer/devcontainer.json": '{"dockerComposeFile": ["../compose.yaml", "docker-compose.yml"]}',
            ".devcontainer/docker-compose.yml": "services: {a: {command: sleep infinity}}\n",
        },
        {".devcontainer/gpu/docker-compose.dev.yml": "services: {a: {command: sleep infinity}}\n"},
        # What DF007 says is the whole fault: a health check one level too far out, a misspelled image.
        {"compose.yaml": HEAD + "  healthcheck:\n    test: curl x\n    interval: 5s\n"},
        {"compose.yaml": "services:\n  a:\n    imgae: x\n"},
        {"compose.yaml": "services: {a: {image: , build: }}\n"},
        # A part of a file that is none of those that Compose reads by itself, beside one that is.
        {
            "compose.yaml": HEAD + "  web: {image: y}\n",
            "compose_b.yaml": "services: {b: {image: z}}\n",
            "compose_b.part.yaml": "services: {b: {tty: true}, web: {tty: true}}\n",
        },
        # An example of what may be merged with the file of the folder above.
        {"compose.yaml": HEAD, "examples/compose.slot.yaml": "services: {a: {profiles: [x], tty: true}}\n"},
        # The variants say the image.
        {"compose.yaml": "services: {a: {tty: true}}\n", "compose.gpu.yaml": "services: {a: {image: x}}\n"},
        # A pattern that is never run.
        {"compose.yaml": "services: {p: {profiles: [never], tty: true}, a: {image: x, extends: p}}\n"},
        {"compose.yaml": "services: {a: {image: x, extends: {service: p}}, p: {profiles: [never], tty: true}}\n"},
    ],
)
def test_an_image_that_is_no_fault_of_its_own(words, tree):
    assert words(tree, "DF008") == []


def test_what_df007_says_of_another_service(words):
    assert words({"compose.yaml": "services: {a: {tty: true}, b: {image: x, tyt: 1}}\n"}, "DF008") == ["a"]


class TestProfiles:
    TEXT = "services:\n  a:\n    profiles: [gpu, all]\n    tty: true\n"

    def test_an_image_that_is_missing_while_a_profile_is_active(self, findings):
        (one,) = findings({"compose.yaml": self.TEXT}, "DF008")
        assert one.severity is Severity.WARNING
        assert one.message.endswith("so Compose refuses the file while the profile `gpu` is active")

    @pytest.mark.parametrize("active", ["all", "*", "x,gpu"])
    def test_a_profile_that_is_active(self, findings, active):
        (one,) = findings({"compose.yaml": self.TEXT, ".env": f"COMPOSE_PROFILES={active}\n"}, "DF008")
        assert one.severity is Severity.ERROR
        assert one.message.endswith("so Compose refuses the file")

    def test_another_contradiction(self, findings):
        text = HEAD + "    profiles: [$P]\n    scale: 2\n    deploy: {replicas: 3}\n"
        (one,) = findings({"compose.yaml": text}, "DF008")
        assert one.severity is Severity.WARNING
        assert one.message.endswith("while its profile is active")

    def test_what_compose_refuses_whatever_is_active(self, findings):
        (one,) = findings({"compose.yaml": HEAD + "    profiles: [p]\n    extends: b\n"}, "DF008")
        assert one.severity is Severity.ERROR
