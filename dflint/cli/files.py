"""Files of the project that a command reads and writes itself."""

from __future__ import annotations

from collections.abc import Sequence

from dflint.cli.console import tell_error
from dflint.cli.session import Session
from dflint.fixer import Change, FileChangedError, write
from dflint.output.report import display_path


def read_file(path: str) -> bytes | None:
    """The bytes of the file at `path`; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def write_changes(session: Session, changes: Sequence[Change]) -> frozenset[str]:
    """Write the changed files. The paths of those that could not be written are returned."""
    failed: set[str] = set()
    for change in changes:
        try:
            write(change)
        except FileChangedError:
            reason = "it was changed meanwhile"
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            continue
        tell_error(f"{display_path(change.path, session.working_directory)} was not written: {reason}")
        failed.add(change.path)
    return frozenset(failed)
