"""What a service says, in the short and the long forms of Compose."""

from __future__ import annotations

import pytest

from dflint.compose.values import byte_count, seconds


def service_of(read, body: str, variables=None):
    lines = "\n".join(f"    {line}" for line in body.strip("\n").split("\n"))
    file = read(f"services:\n  s:\n{lines}\n", variables)
    assert file.problems == ()
    return file.services[0]


class TestBuild:
    def test_short(self, read):
        build = service_of(read, "build: ./api").build
        assert (build.context_text, build.dockerfile_text, build.target_text) == ("./api", "Dockerfile", "")
        assert build.context.text == "./api"
        assert build.args == {}
        assert build.inline_source is None

    def test_long(self, read):
        build = service_of(
            read,
            """
build:
  context: ${DIR:-.}
  dockerfile: docker/${NAME}.Dockerfile
  target: prod
  args:
    A: 1
    B:
    C: ${NO}
  additional_contexts:
    - base=docker-image://python:3.12
    - src=../src
  shm_size: 1gb
""",
            {"NAME": "gpu"},
        ).build
        assert build.context_text == "."
        assert build.dockerfile_text == "docker/gpu.Dockerfile"
        assert build.target_text == "prod"
        assert [(arg.name, arg.value, arg.is_set) for arg in build.args.values()] == [
            ("A", "1", True),
            ("B", None, False),
            ("C", None, True),
        ]
        assert {name: context.value for name, context in build.additional_contexts.items()} == {
            "base": "docker-image://python:3.12",
            "src": "../src",
        }
        assert build.get("shm_size").text == "1gb"

    def test_nothing_is_known_of_unknown_variables(self, read):
        build = service_of(read, "build: {context: $DIR, dockerfile: $FILE, target: $TARGET}").build
        assert (build.context_text, build.dockerfile_text, build.target_text) == (None, None, None)

    def test_defaults_of_an_empty_section(self, read):
        build = service_of(read, "build: {}").build
        assert (build.context, build.context_text, build.dockerfile_text) == (None, ".", "Dockerfile")
        assert service_of(read, "build:").build is None
        assert service_of(read, "image: x").build is None


class TestPorts:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("8000", ("", "", "8000", "tcp")),
            ("'8001:8000'", ("", "8001", "8000", "tcp")),
            ("127.0.0.1:8001:8000/udp", ("127.0.0.1", "8001", "8000", "udp")),
            ("'127.0.0.1::8000'", ("127.0.0.1", "", "8000", "tcp")),
            ("'[::1]:8001:8000'", ("::1", "8001", "8000", "tcp")),
            ("9000-9010:8000-8010", ("", "9000-9010", "8000-8010", "tcp")),
            ("${PORT:-5000}:5000", ("", "5000", "5000", "tcp")),
            ("${PORT}:5000", (None, None, "5000", "tcp")),
            ("5000:${PORT}", ("", "5000", None, "tcp")),
            ("{target: 80}", ("", "", "80", "tcp")),
            ("{target: 80, published: '8080', host_ip: 0.0.0.0, protocol: udp}", ("0.0.0.0", "8080", "80", "udp")),
            ("{target: 80, published: $P}", ("", None, "80", "tcp")),
        ],
    )
    def test_forms(self, read, text, expected):
        port = service_of(read, f"ports:\n  - {text}").ports[0]
        assert port[1:] == expected


class TestVolumes:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("/data", ("volume", "", "/data", False)),
            ("models:/data", ("volume", "models", "/data", False)),
            ("./models:/data:ro", ("bind", "./models", "/data", True)),
            ("~/.cache:/root/.cache:rw,z", ("bind", "~/.cache", "/root/.cache", False)),
            ("'C:\\data:/data'", ("bind", "C:\\data", "/data", False)),
            ("${DIR:-.}/x:/x", ("bind", "./x", "/x", False)),
            ("${DIR}/x:/x:$MODE", (None, None, "/x", None)),
            ("vol:${T}", ("volume", "vol", None, False)),
            ("{type: bind, source: ., target: /x, read_only: true}", ("bind", ".", "/x", True)),
            ("{type: tmpfs, target: /dev/shm}", ("tmpfs", "", "/dev/shm", False)),
            ("{type: $T, source: $S, target: $U, read_only: $R}", (None, None, None, None)),
        ],
    )
    def test_forms(self, read, text, expected):
        volume = service_of(read, f"volumes:\n  - {text}").volumes[0]
        assert volume[1:] == expected


class TestEnvironment:
    def test_mapping(self, read):
        service = service_of(read, "environment:\n  A: 'x'\n  B: 1.50\n  C: true\n  D:\n  E: ${NO}\n  F: ''")
        values = {name: (one.value, one.is_set) for name, one in service.environment.items()}
        assert values == {
            "A": ("x", True),
            "B": ("1.5", True),
            "C": ("true", True),
            "D": (None, False),
            "E": (None, True),
            "F": ("", True),
        }

    def test_list(self, read):
        service = service_of(
            read, 'environment:\n  - A=x=y\n  - "B=${V}"\n  - C\n  - ${NO}=1\n  - D=\n  - [no]', {"V": "v"}
        )
        source = service.source
        values = {name: (one.value, one.is_set) for name, one in service.environment.items()}
        assert values == {"A": ("x=y", True), "B": ("v", True), "C": (None, False), "D": ("", True)}
        variable = service.environment["B"]
        assert source.slice(variable.name_span) == "B"
        assert source.slice(variable.value_span) == "${V}"
        assert source.slice(variable.node.span) == '"B=${V}"'
        assert source.slice(service.environment["C"].value_span) == "C"

    def test_labels_and_none(self, read):
        service = service_of(read, "labels: [a=b]\nenvironment:")
        assert service.labels["a"].value == "b"
        assert service.environment == {}


class TestHealthcheck:
    @pytest.mark.parametrize("test", ["|\n    a\n    b", "\n  - CMD-SHELL\n  - |\n    a\n    b"])
    def test_a_shell_reads_its_lines(self, test, read):
        healthcheck = service_of(read, f"healthcheck:\n  test: {test}").healthcheck
        assert healthcheck.script.text.strip() == "a\nb"

    @pytest.mark.parametrize(
        ("test", "kind", "script"),
        [
            ("curl -f http://localhost:$$PORT || exit 1", "CMD-SHELL", "curl -f http://localhost:$PORT || exit 1"),
            ("['CMD', 'curl', '-f', 'http://x/a b']", "CMD", "curl -f 'http://x/a b'"),
            ("['CMD', 'a', \"it's\", '', '${NO}x']", "CMD", "a 'it'\\''s' '' \"${NO}\"x"),
            ("['CMD-SHELL', 'wget -q x']", "CMD-SHELL", "wget -q x"),
            ("['CMD-SHELL']", "CMD-SHELL", None),
            ("['CMD']", "CMD", None),
            ("['NONE']", "NONE", None),
            ("[]", None, None),
            ("['curl']", "curl", None),
            ("", None, None),
            ("{a: b}", None, None),
        ],
    )
    def test_forms(self, read, test, kind, script):
        healthcheck = service_of(read, f"healthcheck:\n  test: {test}").healthcheck
        assert healthcheck.kind == kind
        assert (healthcheck.script.text if healthcheck.script is not None else None) == script
        assert healthcheck.is_disabled == (kind == "NONE")

    def test_the_script_is_mapped(self, read):
        service = service_of(read, 'healthcheck:\n  test: ["CMD", "curl", "-f", "http://x/a b"]')
        script = service.healthcheck.script
        source = service.source
        assert source.slice(script.span(0, 4)) == "curl"
        assert source.slice(script.span(5, 7)) == "-f"
        start = script.text.index("http")
        assert source.slice(script.span(start, start + 4)) == "http"
        assert source.slice(script.span(start - 1, len(script.text))) == "http://x/a b"
        assert source.slice(script.span(4, 5)) == ""

    def test_quotes_in_arguments_are_mapped(self, read):
        service = service_of(read, 'healthcheck:\n  test: [CMD, "it\'s ok"]')
        script = service.healthcheck.script
        assert script.text == "'it'\\''s ok'"
        assert service.source.slice(script.span(script.text.index("s ok"), script.text.index("s ok") + 4)) == "s ok"

    def test_times_and_switches(self, read):
        healthcheck = service_of(
            read, "healthcheck: {interval: 1m30s, timeout: $T, start_period: 60s, retries: 3}"
        ).healthcheck
        assert healthcheck.duration("interval") == 90
        assert healthcheck.duration("timeout") is None
        assert healthcheck.duration("start_period") == 60
        assert healthcheck.duration("start_interval") is None
        assert healthcheck.test is None
        assert not healthcheck.is_disabled
        assert service_of(read, "healthcheck: {disable: true}").healthcheck.is_disabled
        assert not service_of(read, "healthcheck: {disable: $D}").healthcheck.is_disabled
        assert service_of(read, "healthcheck:").healthcheck is None


class TestCommands:
    def test_text_and_list(self, read):
        service = service_of(read, "command: >-\n  python\n  app.py\nentrypoint: [sh, -c, 'a && b']")
        assert service.command_text.text == "python app.py"
        assert service.entrypoint_text.text == "sh -c 'a && b'"
        assert service.entrypoint.is_sequence

    def test_none(self, read):
        service = service_of(read, "command:\nentrypoint: []")
        assert service.command_text is None
        assert service.entrypoint_text is None
        assert service_of(read, "image: x").command_text is None


class TestSharedMemory:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("image: x", False),
            ("shm_size: 1gb", True),
            ("ipc: host", True),
            ("ipc: private", False),
            ("ipc: $IPC", True),
            ("tmpfs: /run", False),
            ("tmpfs: [/run, '/dev/shm:size=1g']", True),
            ("tmpfs: $T", True),
            ("volumes: [{type: tmpfs, target: /dev/shm/}]", True),
            ("volumes: ['/dev/shm:/dev/shm']", True),
            ("volumes: ['a:/data']", False),
            ("volumes: ['a:$T']", True),
            ("extends: {service: t}", True),
            ("build: {context: ., shm_size: 1gb}", False),
        ],
    )
    def test_whether_anything_sets_it(self, read, body, expected):
        assert service_of(read, body).may_set_shared_memory is expected

    def test_bytes(self, read):
        assert service_of(read, "shm_size: '8gb'").shm_byte_count == 8 * 2**30
        assert service_of(read, "shm_size: 67108864").shm_byte_count == 2**26
        assert service_of(read, "shm_size: ${S}").shm_byte_count is None


def test_profiles_depends_on_and_the_rest(read):
    service = service_of(
        read,
        "profiles: [gpu, '${P}']\ndepends_on: {db: {condition: service_healthy}}\n"
        "image: ${IMAGE}\nextends: base\nipc: host",
    )
    assert service.profiles == ("gpu", None)
    assert service.depends_on["db"].get("condition").text == "service_healthy"
    assert service.image_text is None
    assert service.is_extended
    assert service.text("ipc") == "host"
    assert repr(service) == "Service('s')"
    listed = service_of(read, "depends_on: [a, b, $C]")
    assert list(listed.depends_on) == ["a", "b"]
    assert listed.profiles == ()
    assert service_of(read, "image: x").depends_on == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("64m", 2**26),
        ("8gb", 2**33),
        ("1.5 GiB", 3 * 2**29),
        ("100", 100),
        ("2kb", 2048),
        ("1t", 2**40),
        ("x", None),
        ("", None),
        ("-1", None),
        (None, None),
    ],
)
def test_sizes(text, expected):
    assert byte_count(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("30s", 30), ("1m30s", 90), ("1.5h", 5400), ("250ms", 0.25), ("0", 0), ("30", None), ("", None), (None, None)],
)
def test_durations(text, expected):
    assert seconds(text) == expected
