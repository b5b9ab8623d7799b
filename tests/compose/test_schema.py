"""Keys and values that Compose refuses, each at its place and in plain words; all were tried with Compose 2.40."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.compose.loader import load
from dflint.compose.schema.definition import compose_schema, properties_at
from dflint.compose.schema.explanation import violations
from dflint.compose.schema.quick_check import is_certainly_valid
from dflint.compose.schema.typed_values import Unknown
from dflint.compose.schema.validation import SchemaProblem, schema_problems
from dflint.compose.schema.wording import is_certain
from dflint.source import Source, apply_edits


def problems_of(text: str, variables: dict[str, str | None] | None = None) -> tuple[SchemaProblem, ...]:
    return schema_problems(load(Source("compose.yaml", textwrap.dedent(text)), variables))


def in_service(lines: str) -> str:
    return "services:\n  a:\n    image: x\n" + textwrap.indent(textwrap.dedent(lines).strip("\n"), "    ") + "\n"


def said(text: str, variables: dict[str, str | None] | None = None) -> list[tuple[str, str]]:
    return [(one.source.slice(one.span), one.message) for one in problems_of(text, variables)]


REFUSED_IN_A_SERVICE: list[tuple[str, str, str | None]] = [
    ("prots: ['80:80']", "prots", "`prots` is no key of a service; did you mean `ports`?"),
    ("env-file: x", "env-file", "`env-file` is no key of a service; did you mean `env_file`?"),
    ("replicas: 2", "replicas", "`replicas` is no key of a service; it is one of `deploy`"),
    ("interval: 5s", "interval", "`interval` is no key of a service; it is one of `healthcheck`"),
    ("secret: [a]", "secret", "`secret` is no key of a service; did you mean `secrets`?"),
    ("deploy: {resources: {limits: {gpus: 1}}}", "gpus", "`gpus` is no key of `limits`; it is one of the service"),
    (
        "networks: {n: {alias: [b]}}",
        "alias",
        "`alias` is no key of an entry of `networks`; did you mean `aliases`?",
    ),
    (
        "ports: [{target: 80, publish: 80}]",
        "publish",
        "`publish` is no key of an item of `ports`; did you mean `published`?",
    ),
    ("nonsense: 1", "nonsense", "`nonsense` is no key of a service"),
    ("user: 1000", "1000", "`user` takes a string, not a number"),
    ("command: [1]", "1", "an item of `command` takes a string, not a number"),
    ("command: {a: b}", "{a: b}", "`command` takes a string or a list, not a mapping"),
    ("environment: {A: [b]}", "[b]", "`A` takes a string, a number or true or false, not a list"),
    ("environment: [A: b]", "A: b", "an item of `environment` takes a string, not a mapping"),
    ("restart:", "restart", "`restart` takes a string, and has no value"),
    ("gpus: none", "none", "`gpus` is `all`, not `none`"),
    ("gpus: 1", "1", "`gpus` takes a string or a list, not a number"),
    ("pull_policy: alway", "alway", "`alway` is no value of `pull_policy`; did you mean `always`?"),
    ("depends_on: [b, b]", "b", "`depends_on` has `b` twice"),
    ("depends_on: {b: {condition: healthy}}", "healthy", None),
    ("volumes: [{source: x, target: /x}]", "source", "an item of `volumes` lacks `type`"),
    ("extends: {file: x}", "extends", "`extends` lacks `service`"),
    ("oom_score_adj: 5000", "5000", "`oom_score_adj` is at most 1000, not 5000"),
    ("scale: two", "two", "`scale` takes a whole number, not `two`"),
    ("init: maybe", "maybe", "`init` takes true or false, not `maybe`"),
    ("healthcheck: {interval: 30}", "30", "`interval` takes a time with its unit, such as `30s`"),
    ("stop_grace_period: '30'", "'30'", "`stop_grace_period` takes a time with its unit, such as `30s`, not `30`"),
    ("stop_grace_period: 1h 5m", "1h 5m", None),
    ("mem_limit: 1.5Gi", "1.5Gi", "`mem_limit` takes a size such as `512m` or `2gb`, not `1.5Gi`"),
    ("mem_limit: '-1'", "'-1'", None),
    ("deploy: {resources: {limits: {cpus: 500m}}}", "500m", None),
    ("deploy: {resources: {limits: {cpus: '1,5'}}}", "'1,5'", None),
    ("gpus: [{count: two}]", "two", "`count` takes `all` or a number, not `two`"),
    ('command: echo "x', 'echo "x', 'Compose cannot split `command` into words: the quote " is not closed'),
    ("entrypoint: (a)", "(a)", "Compose cannot split `entrypoint` into words: a parenthesis stands outside quotes"),
    ("command: echo ${", "echo ${", None),
    ("command: echo ${A B}", "echo ${A B}", None),
    ("volumes: [':/x']", "':/x'", None),
    ("volumes: ['']", "''", "an item of `volumes` is SOURCE:TARGET[:MODE]; this one is empty"),
    ("volumes: ['./a:/b:ro:x']", "'./a:/b:ro:x'", None),
    (
        "volumes: [{type: bind, source: .}]",
        "type",
        "an item of `volumes` lacks `target`, the path in the container",
    ),
    ("volumes: [{type: tmpfs, target: /x, tmpfs: {size: 1x}}]", "1x", None),
    ("devices: ['a:b:c:d']", "'a:b:c:d'", None),
    ("extra_hosts: [a]", "a", "an item of `extra_hosts` is HOST=ADDRESS; this one has no address"),
    ("environment: ['A =1']", "'A =1'", "the name of the variable `A` ends in a blank"),
    ("build: {context: ., no_cache: maybe}", "maybe", "`no_cache` takes true or false, not `maybe`"),
    ("build: {context: ., additional_contexts: [a]}", "a", None),
    (
        "labels: {released: 2024-01-15}",
        "2024-01-15",
        "Compose takes this for a date and refuses it; it takes a date in quotes",
    ),
]


@pytest.mark.parametrize(("lines", "words", "message"), REFUSED_IN_A_SERVICE)
def test_what_compose_refuses_in_a_service(lines, words, message):
    (found,) = said(in_service(lines))
    assert found[0] == words
    if message is not None:
        assert found[1] == message


REFUSED: list[tuple[str, str, str | None]] = [
    ("redis: {image: x}\n", "redis", "`redis` is no key of a compose file; a service stands under `services`"),
    ("restart: always\n", "restart", "`restart` is no key of a compose file; it is one of a service"),
    ("servces: {}\n", "servces", "`servces` is no key of a compose file; did you mean `services`?"),
    ("services: {a b: {image: x}}\n", "a b", None),
    ("services: {서비스: {image: x}}\n", "서비스", None),
    ("version: 3.8\nservices: {}\n", "3.8", "`version` takes a string, not a number"),
    ("volumes: {v: {drivr: local}}\n", "drivr", "`drivr` is no key of a volume; did you mean `driver`?"),
    ("networks: {n: {external: perhaps}}\n", "perhaps", "`external` takes true or false, not `perhaps`"),
]


@pytest.mark.parametrize(("text", "words", "message"), REFUSED)
def test_what_compose_refuses_elsewhere(text, words, message):
    (found,) = said(text)
    assert found[0] == words
    if message is not None:
        assert found[1] == message


TAKEN = [
    "x-anything: {a: 2024-01-15}",
    "cap_add: [A, A]",
    "ports: ['80:80', '80:80', 22:22, 8000]",
    "init: yes",
    "privileged: 'true'",
    "scale: '2'",
    "mem_limit: 1.5 GiB",
    "mem_limit: -1",
    "mem_limit: 1e3k",
    "stop_grace_period: 1h5m2.5s",
    "stop_grace_period: 1d",
    "healthcheck: {test: [], interval: 0s, retries: '3'}",
    "command: echo $1 $",
    "command: echo `date` $$(date)",
    "command: a && (b",
    'command: "a ; \'b"',
    "command: null",
    "volumes: ['./a:/b', 'c:', 'a::b', x, './a:/b:foo', 'C:\\a:/b']",
    "volumes: [{type: volume, target: /x}]",
    "labels: {a: true, b: 1.5, c: null, d: '2024-01-15', e: 2024-13-15, f: 2024-01-15T10:00:00}",
    "environment: ['A', 'B=1', '=c']",
    "environment: {'A ': 1}",
    "gpus: [{count: ALL}, {count: '2'}]",
    "networks: {n: null}",
    "restart: no",
    "build: {context: ., args: [A, A]}",
    "ports: !reset []",
    "user: !!str 1000",
    "pre_start: [{command: a}]",
]


@pytest.mark.parametrize("lines", TAKEN)
def test_what_compose_takes(lines):
    assert said(in_service(lines)) == []


@pytest.mark.parametrize(
    "lines",
    [
        "scale: ${SCALE}",
        "scale: ${SCALE:?}",
        "ports: [{target: $PORT}]",
        "volumes: ['${DATA}:/data']",
        "mem_limit: ${LIMIT}",
        "depends_on: ['$A', '$B']",
        "gpus: $GPUS",
        "command: ${QUOTE}",
    ],
)
def test_what_is_not_known_is_not_judged(lines):
    assert said(in_service(lines)) == []


def test_variables_are_replaced_first():
    text = in_service("scale: ${SCALE:-two}\ninit: $INIT\n")
    assert said(text, {"INIT": "yes"}) == [("${SCALE:-two}", "`scale` takes a whole number, not `two`")]
    assert said(text, {"INIT": "nein", "SCALE": "2"}) == [("$INIT", "`init` takes true or false, not `nein`")]


def test_places_lead_through_anchors_and_merge_keys():
    text = """\
        x-base: &base
          image: x
          usr: root
        services:
          a: {<<: *base}
          b: {<<: *base, user: 1000}
    """
    found = problems_of(text)
    assert [(one.source.row(one.span.start), one.source.slice(one.span)) for one in found] == [(3, "usr"), (6, "1000")]
    assert [one.edit is not None for one in found] == [False, True]


@pytest.mark.parametrize(
    ("lines", "fixed", "certain"),
    [
        ("env-file: x # 주석", "env_file: x # 주석", False),
        ("'comand': [a]", "'command': [a]", False),
        ("user: 1000", 'user: "1000"', True),
        ("command: [true]", 'command: ["true"]', True),
        ("labels: {d: 2024-01-15}", 'labels: {d: "2024-01-15"}', True),
        ("healthcheck: {interval: 30}", "healthcheck: {interval: 30s}", False),
        ("stop_grace_period: '30'", "stop_grace_period: '30s'", False),
        ("mem_limit: 2Gi", "mem_limit: 2GiB", False),
        ("pull_policy: alway", "pull_policy: always", False),
        ("deploy: {resources: {limits: {cpus: 500m}}}", "deploy: {resources: {limits: {cpus: 0.5}}}", False),
    ],
)
def test_what_was_meant_is_written(lines, fixed, certain):
    text = in_service(lines)
    (problem,) = problems_of(text)
    assert problem.edit is not None
    assert problem.is_certain == certain
    after = apply_edits(text, [problem.edit])
    assert after == in_service(fixed)
    assert said(after) == []


@pytest.mark.parametrize(
    "lines",
    ["prots: []\nports: []", "nonsense: 1", "imagee: y", "x: &a 1\nuser: *a", "secret: [a]\nuser: [b]", "gpus: 1"],
)
def test_what_is_not_certain_is_not_written(lines):
    assert all(one.edit is None or one.message.startswith("`secret`") for one in problems_of(in_service(lines)))


@pytest.mark.parametrize(
    ("word", "meant", "certain"),
    [
        ("prots", "ports", True),
        ("imge", "image", True),
        ("imagge", "image", True),
        ("ipage", "image", True),
        ("dependsOn", "depends_on", True),
        ("ipd", "ipc", False),
        ("enviroment", "environment", True),
        ("container", "container_name", False),
        ("label", "labels", True),
    ],
)
def test_one_slip_is_certain(word, meant, certain):
    assert is_certain(word, meant) == certain


def test_all_is_said_at_once():
    text = in_service("imag: y\nmem_limit: 1Gi\nscale: two\nvolumes: [{source: .}]")
    assert [words for words, _ in said(text)] == ["imag", "1Gi", "two", "source", "source"]


def test_of_a_broken_file_nothing_is_said():
    assert said("services:\n  a: {imag: x}\n  b: {image: [\n") == []


def test_each_document_is_looked_at():
    assert [words for words, _ in said("services: {a: {imag: x}}\n---\nservices: {b: {user: 5}}\n")] == ["imag", "5"]


def test_a_valid_file_does_not_need_the_library():
    code = (
        "import sys\nfrom dflint.compose.loader import load\nfrom dflint.source import Source\n"
        "from dflint.compose.schema.validation import schema_problems\n"
        "assert schema_problems(load(Source('c', sys.argv[1]))) == ()\n"
        "assert 'jsonschema' not in sys.modules and 'difflib' not in sys.modules\n"
    )
    text = "services:\n  a:\n    image: x\n    ports: ['80:80']\n    deploy: {replicas: 2}\n"
    subprocess.run([sys.executable, "-c", code, text], check=True)


def test_keys_of_sections():
    assert {"services", "networks", "name"} <= properties_at()
    assert {"image", "build", "pre_start"} <= properties_at("services", "*")
    assert {"context", "dockerfile_inline"} <= properties_at("services", "*", "build")
    assert properties_at("nothing", "*") == frozenset()


SCHEMA = compose_schema()
KEYS = st.sampled_from(
    sorted(
        {"services", "a", "x-y", "b c", "nonsense", "volumes", "nofile", "", "condition"}
        | properties_at("services", "*")
        | properties_at("services", "*", "build")
        | properties_at("services", "*", "deploy")
    )
)
SCALARS = st.sampled_from([None, True, 0, 80, -5, 5000, 1.5, 2.0, "", "a", "all", "80:80", "service_healthy", "always"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
FILES = st.fixed_dictionaries(
    {},
    optional={
        "services": st.dictionaries(st.sampled_from(["a", "b"]), st.dictionaries(KEYS, VALUES, max_size=4), max_size=2),
        "volumes": VALUES,
        "networks": VALUES,
        "name": VALUES,
    },
)


@given(FILES)
@settings(max_examples=400, deadline=None)
def test_the_quick_check_is_never_wrong(value: Any):
    is_valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(value)
    assert not is_certainly_valid(value) or is_valid
    assert bool(list(violations(value))) != is_valid


@given(FILES, st.data())
@settings(max_examples=150, deadline=None)
def test_a_value_that_is_not_known_makes_nothing_worse(value: Any, data: st.DataObject):
    before = len(list(violations(value)))
    services = value.get("services") or {}
    for service in services.values():
        for key in list(service):
            if data.draw(st.booleans()):
                service[key] = Unknown()
    assert len(list(violations(value))) <= before


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_what_the_quick_check_relies_on():
    """Nothing but annotations stands beside a reference, and no pattern matches the keys of another one."""
    annotations = {"$ref", "description", "deprecated", "title", "default"}

    def look(schema: Any) -> None:
        if isinstance(schema, dict):
            if isinstance(schema.get("$ref"), str):
                assert set(schema) <= annotations
            for child in schema.values():
                look(child)
        elif isinstance(schema, list):
            for child in schema:
                look(child)

    look(json.loads(json.dumps(SCHEMA)))


NEWER_THAN_THE_ENGINE = ("pre_start: [{command: a}]",)


@pytest.mark.build
@pytest.mark.skipif(shutil.which("docker") is None, reason="there is no docker command")
def test_compose_agrees(tmp_path):
    """Every line of the tables above, as Compose itself sees it."""

    def is_taken(text: str) -> bool:
        (tmp_path / "compose.yaml").write_text(text, encoding="utf-8")
        command = ["docker", "compose", "-f", "compose.yaml", "config", "-q", "--no-env-resolution", "--no-consistency"]
        return subprocess.run(command, capture_output=True, cwd=tmp_path, check=False).returncode == 0

    refused = [in_service(lines) for lines, _, _ in REFUSED_IN_A_SERVICE] + [text for text, _, _ in REFUSED]
    assert [text for text in refused if is_taken(text)] == []
    taken = [lines for lines in TAKEN if lines not in NEWER_THAN_THE_ENGINE]
    assert [lines for lines in taken if not is_taken(in_service(lines))] == []
