"""ML328: packages are fetched without a check of who serves them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.build.build import Build
from dflint.build.steps import InstallStep
from dflint.diagnostics import Diagnostic, Related, Severity
from dflint.lazy_pattern import lazy_pattern
from dflint.rules.rule import InstallRule

if TYPE_CHECKING:
    from dflint.build.package_indexes import IndexPlace
    from dflint.source import Source, Span

_HTTP = lazy_pattern(r"http://(?:[^/@]*@)?([^/:]+)", re.IGNORECASE)
_HOST = lazy_pattern(r"https?://(?:[^/@]*@)?([^/:]+)", re.IGNORECASE)
_CREDENTIALS = lazy_pattern(r"https?://([^/@:\s]+):([^/@\s]+)@", re.IGNORECASE)
_LOCAL = lazy_pattern(
    r"[^.]+|127\.[\d.]+|0\.0\.0\.0|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+|.*\.(?:internal|local)",
    re.IGNORECASE,
)
"""Hosts of this machine, or of a network that is one's own."""
_VARIABLE = lazy_pattern(r"[${<]")


class InsecureIndex(InstallRule):
    """Packages are taken from an index over HTTP, or with a password that everybody can read.

    Over plain HTTP, or with `--trusted-host`, nobody checks who serves the packages: whoever sits between can put
    another one in their place, and installing a package runs its code. A host that is trusted but holds none of the
    indexes is not asked for anything, and no finding. A password in the URL of an index stays in the
    history of the image. Use HTTPS, and give credentials by a secret mount.
    """

    code = "ML328"
    name = "insecure-index"
    severity = Severity.ERROR
    mentions = ("pip", "uv")
    sources = (
        "https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host",
        "https://pip.pypa.io/en/stable/topics/authentication/",
        "https://docs.docker.com/build/building/secrets/",
    )

    bad = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir --index-url http://pypi.example.org/simple torch==2.8.0
        """,
    }
    good = {
        "Dockerfile": """
            FROM python:3.12-slim
            RUN pip install --no-cache-dir --index-url https://pypi.example.org/simple torch==2.8.0
        """,
    }

    def check(self, install: InstallStep, build: Build) -> Iterator[Diagnostic]:
        """Yield a finding an index that is not secure, and one a host that is trusted without a check."""
        if install.install.manager not in ("pip", "uv") or install.install.action in ("uninstall", "remove"):
            return
        from dflint.build.package_indexes import indexes_of

        places = indexes_of(install).places
        plain: set[str] = set()
        for place in places:
            source, span = _place(install, place)
            related = []
            if place.source is not None and place.span is not None and place.source is not source:
                related.append(Related(place.source, place.span, "the index"))
            credentials = _CREDENTIALS.match(place.written)
            if credentials is not None and place.url is not None and not _VARIABLE.search(credentials[2]):
                # The password itself is not repeated.
                message = (
                    f"the password of `{credentials[1]}` for an index of packages is written in the image's history"
                )
                yield self.found(source, span, message, help="give it by a secret mount", related=related)
            http = _HTTP.match(place.written)
            if http is not None and not _LOCAL.fullmatch(http[1]) and not _VARIABLE.search(http[1]):
                plain.add(http[1].lower())
                yield self.found(
                    source,
                    span,
                    f"packages come from `{http[1]}` over plain HTTP: nobody checks who serves them",
                    severity=Severity.WARNING,
                    help="use the https:// address of the index",
                    related=related,
                )
        yield from self._trusted_hosts(install, plain)

    def _trusted_hosts(self, install: InstallStep, plain: set[str]) -> Iterator[Diagnostic]:
        """Hosts whose certificate is not checked, but those that were already said to be asked over HTTP.

        The option does nothing for a host that the installer does not ask.
        """
        for option in install.install.given("--trusted-host", "--allow-insecure-host"):
            host = "" if option.value is None else (option.value.value or "").partition(":")[0].lower()
            if not host or host in plain or _LOCAL.fullmatch(host) or not _asks(install, host):
                continue
            yield self.found(
                install.run.source,
                option.span,
                f"the certificate of `{host}` is not checked: whoever answers in its place is believed",
                severity=Severity.WARNING,
                help="leave the option out, or add the certificate of the host with `--cert`",
            )


def _asks(install: InstallStep, host: str) -> bool:
    """Whether the installer certainly takes packages from `host`: an index is there, or it is the default one's."""
    from dflint.build.package_indexes import DEFAULT, indexes_of
    from dflint.knowledge.pypi_mirrors import PYPI, PYPI_FILES

    if install.install.has("--no-index"):
        return False
    places = indexes_of(install).places
    hosts = {place: _host(place) for place in places}
    if host in hosts.values():
        return True
    defaults = [hosts[place] for place in places if place.role in (DEFAULT, "")]
    return host in PYPI | PYPI_FILES and all(one in PYPI for one in defaults)


def _host(place: IndexPlace) -> str:
    match = _HOST.match(place.written)
    return match[1].lower() if match is not None else ""


def _place(install: InstallStep, place: IndexPlace) -> tuple[Source, Span]:
    """Where the index stands in the Dockerfile, or what brings it in."""
    source = install.run.source
    if place.source is source and place.span is not None:
        return source, place.span
    if place.origin == "requirements" and install.install.requirement_files:
        return source, install.install.requirement_files[0].span
    return source, install.command.span
