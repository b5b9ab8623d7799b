"""The package index as installers see it at its own address: with the headers that let them keep what they fetch.

A mirror may leave these headers out, and then pip keeps nothing.
"""

from __future__ import annotations

import http.client
import http.server
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

INDEX = "https://pypi.org"
FILES = "https://files.pythonhosted.org"

_PAGE = "max-age=600, public"
_FILE = "max-age=365000000, immutable, public"
"""What https://pypi.org and https://files.pythonhosted.org say of pages and of files (looked at on 2026-11-27)."""


class _Handler(http.server.BaseHTTPRequestHandler):
    """Hands on what the index answers; the links in its pages lead here."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a request of an installer."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer()

    def _answer(self) -> None:
        is_file = self.path.startswith("/files/")
        url = FILES + self.path.removeprefix("/files") if is_file else INDEX + self.path
        request = urllib.request.Request(url, headers={"Accept": self.headers.get("Accept", "*/*")})
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                self._hand_on(response, is_file)
        except urllib.error.HTTPError as error:
            self.send_error(error.code)

    def _hand_on(self, response: http.client.HTTPResponse, is_file: bool) -> None:
        here = f"http://{self.headers['Host']}/files"
        page = b"" if is_file else response.read().replace(FILES.encode(), here.encode())
        self.send_response(200)
        self.send_header("Content-Type", response.headers.get("Content-Type", "application/octet-stream"))
        self.send_header("Content-Length", response.headers["Content-Length"] if is_file else str(len(page)))
        self.send_header("Cache-Control", _FILE if is_file else _PAGE)
        self.end_headers()
        if self.command == "HEAD":
            return
        if is_file:
            shutil.copyfileobj(response, self.wfile)
        else:
            self.wfile.write(page)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def caching_index() -> Iterator[str]:
    """The address of the index while the context lasts, such as ``http://127.0.0.1:8765``."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
