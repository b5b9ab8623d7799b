"""Services in the form in which Compose writes them: what is expected here is what ``docker compose config`` says."""

from __future__ import annotations

from typing import Any

import pytest

from dflint.compose.loader import load
from dflint.compose.normalized import normalized
from dflint.compose.values import text_of
from dflint.source import Source

FILES = {
    "/p/a.env": "P=1\nQ=$P-$DB-${Z:-z}\nexport R='a $b'\nX=file\nBARE\n",
    "/p/raw.env": ' RAW="$P" # no comment\n# a comment\nNO_VALUE\n',
}


def service(text: str, variables: dict[str, str | None] | None = None) -> dict[str, Any]:
    file = load(Source("/p/compose.yaml", "services:\n  s:\n" + text), variables or {})

    def read(path: str) -> Source | None:
        return Source(path, FILES[path]) if path in FILES else None

    return normalized(file, read)["s"]


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ("['80']", [("", "", 80, "tcp")]),
        ("[80:81/UDP]", [("", "80", 81, "udp")]),
        ("['127.0.0.1::90']", [("127.0.0.1", "", 90, "tcp")]),
        ("['[::1]:1:2']", [("::1", "1", 2, "tcp")]),
        ("['7-8:17-18']", [("", "7", 17, "tcp"), ("", "8", 18, "tcp")]),
        ("['7-8']", [("", "", 7, "tcp"), ("", "", 8, "tcp")]),
        ("['7-9:80']", [("", "7-9", 80, "tcp")]),
        (
            "['80:80', '0.0.0.0:80:80/tcp', '1.1.1.1:80:80']",
            [("0.0.0.0", "80", 80, "tcp"), ("1.1.1.1", "80", 80, "tcp")],
        ),
        ("[{target: 1, published: 2-3, protocol: udp}]", [("", "2-3", 1, "udp")]),
        ("['$A:80']", [(None, None, 80, "tcp")]),
    ],
)
def test_ports(ports, expected):
    found = service(f"    ports: {ports}\n").get("ports", [])
    assert [
        (port.get("host_ip", ""), port.get("published", ""), port["target"], port["protocol"]) for port in found
    ] == expected
    assert {port["mode"] for port in found} == {"ingress"}


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("/a", {"type": "volume", "target": "/a"}),
        ("./x:/a/:ro", {"type": "bind", "source": "/p/x", "target": "/a", "read_only": True}),
        ("../x/:/a", {"type": "bind", "source": "/x", "target": "/a"}),
        ("/x/:/a", {"type": "bind", "source": "/x/", "target": "/a"}),
        ("'vol:/a:z,ro'", {"type": "volume", "source": "vol", "target": "/a", "read_only": True}),
        ("'C:\\x:/a'", {"type": "bind", "source": "C:\\x", "target": "/a"}),
        ("{type: bind, source: ., target: /a}", {"type": "bind", "source": "/p", "target": "/a"}),
        ("{type: tmpfs, target: /a}", {"type": "tmpfs", "target": "/a"}),
        ("$V:/a", {"type": None, "source": None, "target": "/a"}),
    ],
)
def test_volumes(volume, expected):
    assert service(f"    volumes: [{volume}]\n")["volumes"] == [expected]


def test_environment():
    text = (
        "    env_file: [a.env, {path: raw.env, format: raw}, {path: absent.env, required: false}]\n"
        "    environment: {DB: $$x, X: own, T: true, F: 1.50, N: 012, E: '', GIVEN: , MISSING: }\n"
    )
    assert service(text, {"GIVEN": "g", "P": "project"})["environment"] == {
        "P": "1",
        "Q": "project-$x-z",
        "R": "a $b",
        "RAW": '"$P" # no comment',
        "X": "own",
        "DB": "$x",
        "T": "true",
        "F": "1.5",
        "N": "10",
        "E": "",
        "GIVEN": "g",
        "MISSING": None,
    }


def test_build():
    contexts = "additional_contexts: [m=./m, i=docker-image://x]"
    text = f"    build: {{args: {{A: 1, GIVEN: , MISSING: }}, {contexts}, cache_from: [c]}}\n"
    assert service(text, {"GIVEN": "g"})["build"] == {
        "context": "/p",
        "dockerfile": "Dockerfile",
        "args": {"A": "1", "GIVEN": "g"},
        "additional_contexts": {"m": "/p/m", "i": "docker-image://x"},
        "cache_from": ["c"],
    }
    assert service("    build: https://github.com/a/b.git\n")["build"]["context"] == "https://github.com/a/b.git"
    assert service("    build: {dockerfile_inline: FROM a}\n")["build"] == {
        "context": "/p",
        "dockerfile_inline": "FROM a",
    }


def test_devices_and_profiles():
    text = (
        "    gpus: all\n    profiles: [a, b, a]\n"
        "    deploy: {resources: {reservations: {devices: [{driver: nvidia, capabilities: [gpu]},"
        " {count: 2, capabilities: [gpu]}, {device_ids: ['0'], capabilities: [gpu], options: {a: b}}]}}}\n"
    )
    assert service(text) == {
        "gpus": [{"count": -1}],
        "profiles": ["a", "b"],
        "devices": [
            {"driver": "nvidia", "capabilities": ["gpu"], "count": -1},
            {"capabilities": ["gpu"], "count": 2},
            {"device_ids": ["0"], "capabilities": ["gpu"], "options": {"a": "b"}},
        ],
    }


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("3.10", "3.1"),
        ("1.0", "1"),
        (".5", "0.5"),
        ("1e3", "1000"),
        ("1e6", "1e+06"),
        ("1234567.5", "1.2345675e+06"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("-2.50", "-2.5"),
        (".inf", "+Inf"),
        ("-.inf", "-Inf"),
        (".nan", "NaN"),
    ],
)
def test_numbers_are_written_as_go_writes_them(number, expected):
    file = load(Source("c", f"a: {number}"))
    assert file.root is not None
    assert text_of(file.root.get("a"), {}) == expected
