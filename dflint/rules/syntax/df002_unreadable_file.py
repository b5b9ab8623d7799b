"""DF002: a file that cannot be read, or is not UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from dflint.diagnostics import Diagnostic, Severity
from dflint.project.files import FailureKind, ProjectFile
from dflint.rules.rule import FileRule
from dflint.source import Span


class UnreadableFile(FileRule):
    """A file cannot be read, or holds bytes that are not UTF-8.

    What cannot be read is not checked. Bytes that are not UTF-8 end up in the image as they are, and are usually the
    sign of a file that was saved in another encoding. Where Git LFS has left a pointer, the file itself is not here.
    """

    code = "DF002"
    name = "unreadable-file"
    severity = Severity.ERROR

    bad = {"Dockerfile": "FROM python:3.12-slim\nLABEL maintainer=Ren\udce9\n"}
    good = {"Dockerfile": "FROM python:3.12-slim\nLABEL maintainer=René\n"}

    def check(self, file: ProjectFile) -> Iterator[Diagnostic]:
        """Yield at most one finding."""
        if file.failure is not None:
            if file.failure.kind is FailureKind.UNREADABLE:
                yield self.found(file.source, Span(0, 0), f"the file cannot be read: {file.failure.message}")
            elif file.failure.kind is FailureKind.POINTER:
                yield self.found(file.source, Span(0, 0), file.failure.message, help="fetch it with `git lfs pull`")
        elif file.compose is None and (span := file.source.undecodable) is not None:
            shown = file.source.data[: len(file.source.text[: span.start].encode("utf-8", "surrogateescape")) + 1][-1]
            yield self.found(
                file.source,
                Span(span.start, span.start + 1),
                f"the byte 0x{shown:02x} is not UTF-8",
                help="save the file as UTF-8",
            )
