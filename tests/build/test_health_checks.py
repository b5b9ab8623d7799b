"""Containers after the fix of ML701, in all the forms that a check may have: are they healthy?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.images import BASE, Engine, fixed

pytestmark = pytest.mark.build

SERVER = """\
import http.server, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(float(sys.argv[2]))
        self.send_response(int(sys.argv[1]) if self.path == "/health" else 500)
        self.end_headers()

time.sleep(float(sys.argv[3]))
http.server.ThreadingHTTPServer(("", 8000), Handler).serve_forever()
"""

FORMS = {
    "shell form": "CMD curl -f http://localhost:8000/health || exit 1",
    "exec form": 'CMD ["curl", "-f", "http://localhost:8000/health"]',
    "variable": "CMD curl -f http://localhost:${PORT:-8000}/health || exit 1",
    "wget": "CMD wget -q --spider http://localhost:8000/health",
    "any answer": "CMD curl -s http://localhost:8000/health",
}


@pytest.mark.parametrize(
    ("form", "server", "expected"),
    [
        ("exec form", '"200", "0", "0"', "healthy"),
        ("variable", '"200", "0", "0"', "healthy"),
        ("wget", '"200", "0", "0"', "healthy"),
        ("shell form", '"404", "0", "0"', "unhealthy"),
        ("wget", '"503", "0", "0"', "unhealthy"),
        ("any answer", '"404", "0", "0"', "healthy"),
        ("exec form", '"200", "5", "0"', "unhealthy"),  # slower than the timeout
        ("any answer", '"200", "0", "60"', "unhealthy"),  # nobody listens
    ],
)
def test_what_the_fixed_check_says_of_a_server(
    engine: Engine, tmp_path: Path, form: str, server: str, expected: str
) -> None:
    dockerfile = (
        f"FROM {BASE}\nENV PORT=8000\nCOPY server.py /server.py\n"
        f"HEALTHCHECK --interval=1s --retries=2 --timeout=2s {FORMS[form]}\n"
        f'CMD ["python", "/server.py", {server}]\n'
    )
    _, after = fixed({"Dockerfile": dockerfile, "server.py": SERVER}, tmp_path, "ML701")
    with engine.container(engine.build(after).name) as container:
        assert engine.health(container) == expected
