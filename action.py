"""The step of action.yml: installs dflint into an environment of its own and runs it with the inputs of the action.

Nothing of the checked project is executed: Python starts with `-I`, so that it takes no modules from the working
directory or from PYTHONPATH.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

OLDEST_PYTHON = (3, 10)

RELEASES = "https://github.com/dflint/dflint/archive/refs/tags"


class ActionError(Exception):
    """The action cannot do what it is asked to."""


def main(environment: Mapping[str, str]) -> int:
    """Install and run dflint. The exit status is that of ``dflint check``, or 2 where it could not be run."""
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise ActionError("Python 3.10 or newer is needed. Let actions/setup-python install it.")
        arguments = arguments_of(environment)
        python = installed(environment)
    except ActionError as error:
        print(f"::error title=dflint::{escaped(str(error))}", flush=True)
        return 2
    return subprocess.call([python, "-I", "-X", "utf8", "-m", "dflint", *arguments])


def escaped(text: str) -> str:
    """`text` as the message of a workflow command, which ends with the line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def arguments_of(environment: Mapping[str, str]) -> list[str]:
    """The arguments that the inputs amount to. No path and no file name can be taken for an option."""
    arguments = ["check", *words_of(environment, "INPUT_ARGS")]
    if environment.get("INPUT_CONFIG"):
        arguments.append(f"--config={environment['INPUT_CONFIG']}")
    if environment.get("INPUT_SARIF_FILE"):
        arguments.append(f"--output-format=sarif:{environment['INPUT_SARIF_FILE']}")
    return [*arguments, "--", *(words_of(environment, "INPUT_PATHS") or [os.curdir])]


def words_of(environment: Mapping[str, str], name: str) -> list[str]:
    """The words of an input. Quotes are those of a shell; nothing is expanded. Raises `ActionError`."""
    try:
        return shlex.split(environment.get(name, ""))
    except ValueError as error:
        raise ActionError(f"`{name.removeprefix('INPUT_').lower()}` cannot be read: {error}.") from None


def source_of(environment: Mapping[str, str]) -> str:
    """What to install, for pip: the release that is asked for, else the folder of this action."""
    version = environment.get("INPUT_VERSION", "").strip().removeprefix("v")
    if not version:
        return str(Path(__file__).parent)
    if not re.fullmatch(r"\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?", version):
        raise ActionError(f"`version` is `{version}`, and not the number of a release such as `0.1.0`.")
    return f"dflint @ {RELEASES}/v{version}.tar.gz"


def installed(environment: Mapping[str, str]) -> str:
    """Install dflint, and return the Python that has it. Raises `ActionError`."""
    source = source_of(environment)
    folder = Path(environment["RUNNER_TEMP"], "dflint")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    print("::group::Install dflint", flush=True)
    try:
        venv.create(folder, clear=True, with_pip=True)
        command = [python, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", source]
        # To build what it installs, pip starts Pythons that are not isolated.
        outside = {name: value for name, value in environment.items() if not name.startswith("PYTHON")}
        subprocess.run(command, cwd=folder, env=outside, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ActionError(f"dflint could not be installed from {source}: {error}") from None
    finally:
        print("::endgroup::", flush=True)
    return str(python)


if __name__ == "__main__":
    sys.exit(main(os.environ))
