"""DC117: a service that lets everybody in is published to all interfaces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dflint.diagnostics import Applicability, Diagnostic, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import ServiceRule, unsafe

if TYPE_CHECKING:
    from dflint.compose.mounts import Port
    from dflint.compose.service import Service
    from dflint.project.open_services import OpenService
    from dflint.project.project import Project
    from dflint.source import Edit

_ADDRESS = lazy_pattern(r"(?:\d+\.\d+\.\d+\.\d+|\[[0-9A-Fa-f:]*\]):")
_WORD = lazy_pattern(r"[a-z0-9]+")
_FOR_TESTS = frozenset({"test", "tests", "testing", "testdata", "integration", "e2e", "ci", "fixture", "fixtures"})
_FOR_DEVELOPMENT = frozenset({"dev", "devel", "devenv", "development", "debug", "local", "tools", "test", "tests"})
_FOR_OTHERS = ("model server", "web server")
"""Kinds of services that are made to be asked from outside."""
_MONITORING = "monitoring"
"""The kind of services that only tell figures, which people look at."""
_MANAGED = frozenset({"Ollama", "Triton"})
"""Servers of models whose port also loads and deletes models."""
_METRICS = {"Triton": frozenset({"8002"})}
"""Ports that only figures can be read from."""


class ComposeDbPortPublic(ServiceRule):
    """A database or another service that asks for no password is published on all interfaces of the machine.

    A port without an address is open to everybody who reaches the machine, and Docker's rules come before those of a
    firewall such as ufw. Redis, vector databases, Ollama and MLflow let everybody read, change and delete what they
    hold; open ones are found within hours. Other services of the project need no published port: they reach it by its
    name. For what is used on the machine itself, publish it on `127.0.0.1`, or set a password.
    """

    code = "DC117"
    name = "compose-db-port-public"
    severity = Severity.WARNING
    fixes = Applicability.UNSAFE
    mentions = ("ports",)
    sources = (
        "https://docs.docker.com/engine/network/port-publishing/",
        "https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw",
        "https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
    )

    bad = {
        "compose.yaml": """
            services:
              cache:
                image: redis:7.4.1
                ports:
                  - "6379:6379"
        """,
    }
    good = {
        "compose.yaml": """
            services:
              cache:
                image: redis:7.4.1
                ports:
                  - "127.0.0.1:6379:6379"
        """,
    }

    def check(self, service: Service, project: Project) -> Iterator[Diagnostic]:
        """Yield a finding a port through which everybody gets in."""
        if service.get("ports") is None or service.image_text is None:
            return
        from dflint.compose.published_ports import public_ports

        words = set(_WORD.findall(service.source.path.removeprefix(project.root).lower()))
        profiles = {word for profile in service.profiles for word in _WORD.findall((profile or "").lower())}
        ports = list(public_ports(service))
        if not ports or not words.isdisjoint(_FOR_TESTS) or not profiles.isdisjoint(_FOR_DEVELOPMENT):
            return
        from dflint.project.open_services import open_service

        found = open_service(service, project)
        if found is None or found.program.kind == _MONITORING:
            return
        targets = set(map(str, found.program.ports)) - _METRICS.get(found.program.title, frozenset())
        is_hint = not words.isdisjoint(_FOR_DEVELOPMENT) or (
            found.program.kind in _FOR_OTHERS and found.program.title not in _MANAGED
        )
        open_ports = [port for port in ports if port.target in targets and port.protocol == "tcp"]
        if open_ports:
            yield self._finding(service, open_ports, found, Severity.INFO if is_hint else Severity.WARNING)

    def _finding(self, service: Service, ports: Sequence[Port], found: OpenService, severity: Severity) -> Diagnostic:
        numbers = list(dict.fromkeys(port.target or "" for port in ports))
        return self.found(
            ports[0].node.source,
            ports[0].node.place,
            f"{_listed(numbers)} of `{service.name}` {'is' if len(numbers) == 1 else 'are'} open to everybody who "
            f"reaches the machine, and {found.program.title} {_asks(found)}",
            severity=severity,
            help="publish it on 127.0.0.1, or not at all: other services reach it by its name",
            related=[Related(port.node.source, port.node.place, "it is published here too") for port in ports[1:]],
            fix=unsafe("Publish it on 127.0.0.1 only", *map(_edit, ports)),
        )


def _listed(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"port {numbers[0]}"
    return f"the ports {', '.join(numbers[:-1])} and {numbers[-1]}"


def _asks(found: OpenService) -> str:
    if found.has_known_password:
        return "asks for the password that everybody knows"
    return "asks for no password" + (f", as `{found.opened_by}` says" if found.opened_by else "")


def _edit(port: Port) -> Edit | None:
    from dflint.compose.edits import insert_into, replace_value
    from dflint.compose.rendering import Quoted

    node = port.node
    if node.is_mapping:
        given = node.get("host_ip")
        if given is not None:
            return replace_value(given, Quoted("127.0.0.1"))
        return insert_into(node, ["host_ip"], Quoted("127.0.0.1"))
    rest = _ADDRESS.sub("", node.text, count=1)
    colon = "" if ":" in rest else ":"
    return replace_value(node, Quoted(f"127.0.0.1:{colon}{rest}"))
