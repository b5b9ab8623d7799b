"""Which URL does a call of curl or wget ask for, and how would Python ask for it?"""

from __future__ import annotations

from collections.abc import Sequence

from dflint.knowledge.http_clients import CURL, WGET
from dflint.lazy_pattern import lazy_pattern
from dflint.shell.commands import Command
from dflint.shell.installers.arguments import Arguments
from dflint.shell.words import LITERAL, VARIABLE, ShellWord

_URL = lazy_pattern(r"((?:\[[0-9a-fA-F:]+\]|[\w.-]|\$)[^/?#'\"\\`@\s]*)(/[^#'\"\\`\s]*)?")
_SCHEME = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SECONDS = lazy_pattern(r"\d{1,5}(?:\.\d{1,3})?")
# What curl, or a shell around what is written instead, takes for more than a character.
_EXPANDED = frozenset("${}")
_WRITES_NOTHING = frozenset({"-", "/dev/null", "/dev/stdout"})


class HttpRequest:
    """A GET over HTTP.

    `host` is the host with its port, `target` the path with its query; variables stand in them as they are written, and
    `has_variables` says whether there are any. `fails_on_status` is whether a status of 400 and more counts as a
    failure. `timeout` is in seconds, None where the call sets none.
    """

    def __init__(
        self, host: str, target: str, has_variables: bool, fails_on_status: bool, timeout: float | None
    ) -> None:
        self.host = host
        self.target = target
        self.has_variables = has_variables
        self.fails_on_status = fails_on_status
        self.timeout = timeout

    def python_code(self, timeout: float) -> str:
        """One line of Python that makes the request and exits with 1 where it fails, or after `timeout` seconds."""
        seconds = f"{self.timeout or timeout:g}"
        if self.fails_on_status:
            url = f"http://{self.host}{self.target}"
            return f"import urllib.request; urllib.request.urlopen('{url}', timeout={seconds})"
        target = self.target if self.target.startswith("/") else f"/{self.target}"
        return (
            f"import http.client; c = http.client.HTTPConnection('{self.host}', timeout={seconds}); "
            f"c.request('GET', '{target}'); c.getresponse()"
        )


def http_request(command: Command) -> HttpRequest | None:
    """The request that `command` makes; None where it is no call of curl or wget, or not one that is understood."""
    if command.name not in ("curl", "wget") or command.assignments or set(command.prefixes) - {"exec"}:
        return None
    arguments = Arguments(_with_long_options(command), CURL if command.name == "curl" else WGET)
    given = {option.name: option.value for option in arguments.options}
    if arguments.has_unknown or not all(option.is_known for option in arguments.options):
        return None
    urls = [*arguments.operands, *(value for name, value in given.items() if name == "--url" and value is not None)]
    if len(urls) != 1 or not _is_plain(given):
        return None
    fails_on_status = command.name == "wget" or "--fail" in given or "--fail-with-body" in given
    if not fails_on_status and "--location" in given:
        return None
    limit = given.get("--max-time" if command.name == "curl" else "--timeout")
    if limit is not None and (limit.value is None or _SECONDS.fullmatch(limit.value) is None):
        return None
    return _request(urls[0], fails_on_status, float(limit.value) if limit is not None and limit.value else None)


def _with_long_options(command: Command) -> Sequence[ShellWord]:
    """The arguments, ``-nv`` of wget in its long form, which is no two short options."""
    if command.name != "wget":
        return command.arguments
    return [word.known_as("--no-verbose") if word.value == "-nv" else word for word in command.arguments]


def _is_plain(given: dict[str, ShellWord | None]) -> bool:
    """Whether the request is a GET whose answer is written to no file."""
    method = given.get("--request")
    if method is not None and method.value != "GET":
        return False
    outputs = [given.get("--output"), given.get("--output-document")]
    return all(output is None or output.value in _WRITES_NOTHING for output in outputs)


def _request(word: ShellWord, fails_on_status: bool, timeout: float | None) -> HttpRequest | None:
    if word.value is None and any(part.kind not in (LITERAL, VARIABLE) for part in word.parts):
        return None
    text = word.content.text if word.value is None else word.value
    is_whole = text.startswith("http://")
    if not is_whole and (text.startswith("$") or _SCHEME.match(text) is not None):
        return None  # a variable may hold the scheme too
    if word.value is not None and not _EXPANDED.isdisjoint(word.value):
        return None
    match = _URL.fullmatch(text, len("http://") if is_whole else 0)
    if match is None:
        return None
    return HttpRequest(match[1], match[2] or "", word.value is None, fails_on_status, timeout)
