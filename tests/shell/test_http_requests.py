from __future__ import annotations

import http.server
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from dflint.shell.http_requests import HttpRequest, http_request
from dflint.shell.script import parse_shell
from dflint.source import MappedText, Source


def request(text: str) -> HttpRequest | None:
    source = Source("/script", text)
    return http_request(parse_shell(MappedText.of(source, source.full_span)).commands[0])


@pytest.mark.parametrize(
    ("text", "url", "fails_on_status", "timeout"),
    [
        ("curl -f http://localhost:8000/health", "localhost:8000|/health", True, None),
        ("curl --fail http://localhost:8000", "localhost:8000|", True, None),
        ("curl -fsS localhost/health", "localhost|/health", True, None),
        ("curl -sSfL -o /dev/null 'http://127.0.0.1:80/a?b=c&d=e'", "127.0.0.1:80|/a?b=c&d=e", True, None),
        ("curl --silent --fail-with-body http://x/", "x|/", True, None),
        ("curl -f --max-time 3 http://[::1]:8000/h", "[::1]:8000|/h", True, 3.0),
        ("curl -sfm2.5 http://x/h", "x|/h", True, 2.5),
        ("curl -X GET -f --url http://x/h", "x|/h", True, None),
        ("curl http://x/h", "x|/h", False, None),
        ("curl -s -o /dev/null http://x/h", "x|/h", False, None),
        ("wget -q --spider http://x/h", "x|/h", True, None),
        ("wget -qO- http://x/h", "x|/h", True, None),
        ("wget -q -O - http://x/h", "x|/h", True, None),
        ("wget --no-verbose --tries=1 --spider http://x/h", "x|/h", True, None),
        ("wget -nv -t1 -T 5 --spider x:80/h", "x:80|/h", True, 5.0),
        ("/usr/bin/curl -f http://x/h", "x|/h", True, None),
        ("exec curl -f http://x/h", "x|/h", True, None),
        ("curl -f http://localhost:$PORT/h", "localhost:$PORT|/h", True, None),
        ('curl -f "http://localhost:${PORT:-8000}/h"', "localhost:${PORT:-8000}|/h", True, None),
        ("curl -f localhost:${PORT}/", "localhost:${PORT}|/", True, None),
    ],
)
def test_understood(text: str, url: str, fails_on_status: bool, timeout: float | None) -> None:
    found = request(text)
    assert found is not None
    assert (f"{found.host}|{found.target}", found.fails_on_status, found.timeout) == (url, fails_on_status, timeout)
    assert found.has_variables == ("$" in text)


@pytest.mark.parametrize(
    "text",
    [
        "curl -f https://localhost/health",
        "curl -fk https://localhost/health",
        "curl -f -H 'Host: x' http://localhost",
        "curl -f -X POST http://localhost",
        "curl -fI http://localhost",
        "curl -f -d x http://localhost",
        "curl -f --retry 3 http://localhost",
        "curl -f -u a:b http://localhost",
        "curl -f http://a:b@localhost/",
        "curl -f --unix-socket /run/x http://localhost/",
        "curl -f -o /tmp/x http://localhost/",
        "curl -sL http://localhost/",  # whatever status the last server answers with is right
        "curl -f http://a http://b",
        "curl -f",
        "curl -f http://localhost/{a,b}",
        "curl -f 'http://localhost:$PORT/'",
        "curl -f $HEALTH_URL",
        "curl -f http://localhost/$(cat port)",
        "curl -f http://localhost/#x",
        'curl -f "http://localhost/it\'s"',
        "curl -f ftp://localhost/",
        "curl -m $T -f http://localhost/",
        "X=1 curl -f http://localhost/",
        "timeout 3 curl -f http://localhost/",
        "wget -q --post-data=x http://localhost/",
        "wget -q -O /tmp/x http://localhost/",
        "wget -T 5m http://localhost/",
        "python -c x",
        "nc -z localhost 80",
    ],
)
def test_not_understood(text: str) -> None:
    assert request(text) is None


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(3)
        status = int(self.path[1:]) if self.path[1:].isdecimal() else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def exit_status(text: str, timeout: float = 5.0) -> int:
    found = request(text)
    assert found is not None
    command = [sys.executable, "-c", found.python_code(timeout)]
    return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode


@pytest.mark.parametrize(
    ("path", "strict", "lenient"),
    [("/", 0, 0), ("", 0, 0), ("/200", 0, 0), ("/204?a=b", 0, 0), ("/302", 0, 0), ("/404", 1, 0), ("/503", 1, 0)],
)
def test_python_answers_as_curl_does(port: int, path: str, strict: int, lenient: int) -> None:
    url = f"http://127.0.0.1:{port}{path}"
    assert exit_status(f"curl -f '{url}'") == strict
    assert exit_status(f"wget -q --spider '{url}'") == strict
    assert exit_status(f"curl -s '{url}'") == lenient


@pytest.mark.parametrize("tool", ["curl -f", "curl -s", "wget -qO-"])
def test_python_fails_where_nobody_listens(tool: str) -> None:
    assert exit_status(f"{tool} http://127.0.0.1:1/") == 1


@pytest.mark.parametrize("tool", ["curl -f", "curl -s"])
def test_python_fails_where_the_answer_is_late(port: int, tool: str) -> None:
    started = time.monotonic()
    assert exit_status(f"{tool} http://127.0.0.1:{port}/slow", timeout=0.5) == 1
    assert exit_status(f"{tool} -m 0.5 http://127.0.0.1:{port}/slow", timeout=30) == 1
    assert time.monotonic() - started < 4
