"""Does dflint read compose files as Compose does? Compares its model with what ``docker compose config`` writes.

    python benchmarks/compose_config.py FOLDER…

Every compose file below the folders is given to Compose (``-f FILE --profile '*'``), by itself or on top of the file
that it is a part of, with an environment that holds nothing but PATH and HOME, and read by dflint; variables that
nobody sets are empty, as they are to Compose. A file that Compose accepts has to make the same services: image, build,
volumes, ports, environment, devices, profiles. One that it refuses has to have a finding of severity error when dflint
checks it. It does not have to where Compose refuses it only for what is not on this machine: a variable that has to be
set, a file with secrets that git ignores. No engine is needed, nothing is pulled or built.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from dflint.compose.composition import compose
from dflint.compose.environment_reader import read_environment_file
from dflint.compose.merged_file import MergedFile
from dflint.compose.normalized import normalized
from dflint.diagnostics import Severity
from dflint.linter import Linter
from dflint.project.compose_models import OVERRIDE_NAMES, ReadFiles
from dflint.project.discovery import find
from dflint.project.links import is_base
from dflint.project.names import Kind
from dflint.project.project import Project
from dflint.rules.registry import load_all

COMPARED = ("image", "build", "volumes", "ports", "environment", "profiles", "gpus")
BUILD = (
    "context",
    "dockerfile",
    "dockerfile_inline",
    "args",
    "additional_contexts",
    "target",
    "cache_from",
    "cache_to",
    "tags",
    "platforms",
)
KEPT = ("PATH", "HOME")
TIMEOUT = 60


class Shell(dict[str, "str | None"]):
    """The variables of a shell: what is not set is empty."""

    def get(self, name: str, default: object = None) -> str | None:
        return super().get(name, "")


class Case(NamedTuple):
    """Files that are given to Compose together; `path` is the one that dflint looks at."""

    path: str
    given: tuple[str, ...]


class Answer(NamedTuple):
    case: Case
    verdict: str
    details: tuple[str, ...] = ()


class Config(NamedTuple):
    """What Compose makes of files; `output` is None where it refuses them, for the reason `error`.

    `is_local` says that it refuses them only for what is not on this machine: a variable, an environment file.
    """

    output: dict[str, Any] | None
    error: str = ""
    is_local: bool = False


def main(folders: list[str]) -> None:
    rules = [rule() for rule in load_all() if rule.severity is Severity.ERROR]
    cases = list(dict.fromkeys(case for folder in folders for path in compose_files(folder) for case in cases_of(path)))
    with ThreadPoolExecutor(2) as pool:
        answers = [compare(case, config, rules) for case, config in zip(cases, pool.map(configure, cases), strict=True)]
    for answer in answers:
        if answer.details:
            print(f"{answer.verdict}: {' + '.join(answer.case.given)}")
            for detail in answer.details:
                print(f"    {detail}")
    counts = Counter(answer.verdict for answer in answers)
    print(f"\n{len(answers)} files, or pairs of a file and what is merged onto it")
    for verdict, count in sorted(counts.items()):
        print(f"{count:5} {verdict}")
    accepted = counts[EQUAL] + counts[DIFFERENT] + counts[WRONGLY_REFUSED]
    if accepted:
        equal = counts[EQUAL] + counts[WRONGLY_REFUSED]
        print(f"{100 * equal / accepted:.1f} % of the {accepted} that Compose accepts are equal")


EQUAL = "accepted, equal"
DIFFERENT = "accepted, different"
WRONGLY_REFUSED = "accepted, equal, and dflint says that Compose refuses it"
REFUSED = "refused, and dflint reports an error"
UNNOTICED = "refused, and dflint reports no error"
LOCAL = "refused for a variable or an env_file that is not here, and dflint reports no error"


def compose_files(folder: str) -> Iterator[str]:
    found = find(folder)
    for file in found.files:
        if file.kind is Kind.COMPOSE:
            yield file.path
    for inner in found.inner_roots:
        yield from compose_files(inner)


def cases_of(path: str) -> Iterator[Case]:
    """The file by itself, or on top of the one that it is a part of; with its override file too."""
    folder = os.path.dirname(path)
    project = Project(folder, [path])
    file = project.compose_file(path)
    if file is not None and file.base_path is not None:
        yield Case(path, (file.base_path, path))
        return
    yield Case(path, (path,))
    overrides = [one for name in OVERRIDE_NAMES if (one := os.path.join(folder, name)) in project.files]
    if is_base(path) and overrides:
        yield Case(path, (path, overrides[0]))


def configure(case: Case) -> Config:
    """What Compose makes of the files of `case`, or why it refuses them."""
    run = compose_config(case)
    if run.returncode == 0:
        return Config(json.loads(run.stdout))
    lines = [line for line in run.stderr.strip().splitlines() if "level=warning" not in line]
    is_local = compose_config(case, "--no-interpolate", "--no-env-resolution").returncode == 0
    return Config(None, " / ".join(lines[-3:]) or "refused", is_local)


def compose_config(case: Case, *options: str) -> subprocess.CompletedProcess[str]:
    files = [option for path in case.given for option in ("-f", path)]
    return subprocess.run(
        ["docker", "compose", *files, "--profile", "*", "config", "--format", "json", *options],
        env={name: os.environ[name] for name in KEPT},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        cwd=os.path.dirname(case.given[0]),
    )


def compare(case: Case, config: Config, rules: list[Any]) -> Answer:
    path, given = case
    project = Project(os.path.dirname(path), [path])
    errors = [
        f"{one.code} {one.message}"
        for one in Linter(project, rules, given).run().diagnostics
        if one.severity is Severity.ERROR and one.code.startswith(("DF", "DC"))
    ]
    if config.output is None:
        if errors:
            return Answer(case, REFUSED)
        return Answer(case, LOCAL if config.is_local else UNNOTICED, (config.error,))
    ours = services_of_dflint(case, config.output["name"], project)
    differences = tuple(differing(services_of_compose(config.output), ours))
    if differences:
        return Answer(case, DIFFERENT, differences)
    refusing = tuple(one for one in errors if one.startswith("DF") or "Compose refuses" in one)
    return Answer(case, WRONGLY_REFUSED if refusing else EQUAL, refusing)


def services_of_dflint(case: Case, name: str, project: Project) -> dict[str, Any]:
    given = [file for path in case.given if (file := project.parse_compose(path)) is not None]
    folder = os.path.dirname(case.given[0])
    shell = Shell({name: os.environ[name] for name in KEPT})
    shell.update(PWD=folder, COMPOSE_PROJECT_NAME=name)
    dotenv = project.source(os.path.join(folder, ".env"))
    values = {} if dotenv is None else read_environment_file(dotenv, shell).values
    variables = Shell({**values, **shell})
    composition = compose(given, case.path, folder, variables, ReadFiles(project))
    services = normalized(MergedFile(given[-1], composition, variables, None), project.source)
    return {name: ordered(service) for name, service in services.items()}


def services_of_compose(output: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, service in unescaped(output.get("services") or {}).items():
        kept = {key: service[key] for key in COMPARED if service.get(key) not in (None, [], {})}
        if "build" in kept:
            kept["build"] = {key: value for key, value in kept["build"].items() if key in BUILD and value}
        reservations = ((service.get("deploy") or {}).get("resources") or {}).get("reservations") or {}
        if reservations.get("devices"):
            kept["devices"] = reservations["devices"]
        kept["volumes"] = [
            {key: mount[key] for key in ("type", "source", "target", "read_only") if key in mount}
            for mount in kept.get("volumes", [])
        ]
        found[name] = ordered({key: value for key, value in kept.items() if value != []})
    return found


def unescaped(value: Any) -> Any:
    """`value` without the dollar signs that Compose doubles in what it writes."""
    if isinstance(value, dict):
        return {key: unescaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unescaped(item) for item in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def ordered(service: dict[str, Any]) -> dict[str, Any]:
    """`service` with its lists of mappings in an order of their own."""
    return {
        key: sorted(value, key=lambda item: json.dumps(item, sort_keys=True)) if isinstance(value, list) else value
        for key, value in service.items()
    }


def differing(theirs: Any, ours: Any, place: str = "") -> Iterator[str]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            yield from differing(theirs.get(key), ours.get(key), f"{place}.{key}" if place else key)
    elif theirs != ours:
        yield f"{place}: {json.dumps(theirs)} is to dflint {json.dumps(ours)}"[:400]


if __name__ == "__main__":
    main(sys.argv[1:] or ["."])
