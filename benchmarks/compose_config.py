"""Does dflint read compose files as Compose does? Compares its model with what ``docker compose config`` writes.

    python benchmarks/compose_config.py FOLDER…

Every compose file below the folders is given to Compose by itself (``-f FILE --profile '*'``) with an environment that
holds nothing but PATH and HOME, and read by dflint; variables that nobody sets are empty, as they are to Compose. A
file that Compose accepts has to make the same services: image, build, volumes, ports, environment, devices, profiles.
One that it refuses has to have a finding of severity error when dflint checks it, and the others none. Whatever a file
names has to be there: no engine is needed, nothing is pulled or built.
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
from dflint.project.compose_models import ReadFiles
from dflint.project.discovery import find
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


class Answer(NamedTuple):
    path: str
    verdict: str
    details: tuple[str, ...] = ()


def main(folders: list[str]) -> None:
    rules = [rule() for rule in load_all() if rule.severity is Severity.ERROR]
    paths = sorted({path for folder in folders for path in compose_files(folder)})
    with ThreadPoolExecutor(2) as pool:
        outputs = pool.map(config, paths)
        answers = [compare(path, output, error, rules) for path, (output, error) in zip(paths, outputs, strict=True)]
    for answer in answers:
        if answer.details:
            print(f"{answer.verdict}: {answer.path}")
            for detail in answer.details:
                print(f"    {detail}")
    counts = Counter(answer.verdict for answer in answers)
    print(f"\n{len(answers)} compose files")
    for verdict, count in sorted(counts.items()):
        print(f"{count:5} {verdict}")
    accepted = counts[EQUAL] + counts[DIFFERENT]
    if accepted:
        print(f"{100 * counts[EQUAL] / accepted:.1f} % of the {accepted} that Compose accepts are equal")


EQUAL = "accepted, equal"
DIFFERENT = "accepted, different"
WRONGLY_REFUSED = "accepted, and dflint reports an error"
REFUSED = "refused, and dflint reports an error"
UNNOTICED = "refused, and dflint reports no error"


def compose_files(folder: str) -> Iterator[str]:
    found = find(folder)
    for file in found.files:
        if file.kind is Kind.COMPOSE:
            yield file.path
    for inner in found.inner_roots:
        yield from compose_files(inner)


def config(path: str) -> tuple[dict[str, Any] | None, str]:
    """What Compose makes of the file at `path`, or why it refuses it."""
    environment = {name: os.environ[name] for name in KEPT}
    command = ["docker", "compose", "-f", path, "--profile", "*", "config", "--format", "json"]
    try:
        run = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=TIMEOUT, cwd=os.path.dirname(path)
        )
    except subprocess.TimeoutExpired:
        return None, "timeout"
    if run.returncode == 0:
        return json.loads(run.stdout), ""
    lines = [line for line in run.stderr.strip().splitlines() if "level=warning" not in line]
    return None, " / ".join(lines[-3:]) or "refused"


def compare(path: str, output: dict[str, Any] | None, error: str, rules: list[Any]) -> Answer:
    project = Project(os.path.dirname(path), [path])
    errors = [
        f"{one.code} {one.message}"
        for one in Linter(project, rules, [path]).run().diagnostics
        if one.severity is Severity.ERROR and one.code.startswith(("DF", "DC"))
    ]
    if output is None:
        return Answer(path, REFUSED) if errors else Answer(path, UNNOTICED, (error,))
    differences = tuple(differing(services_of_compose(output), services_of_dflint(path, output["name"], project)))
    if differences:
        return Answer(path, DIFFERENT, differences)
    refusing = [one for one in errors if one.startswith("DF")]
    return Answer(path, WRONGLY_REFUSED, tuple(refusing)) if refusing else Answer(path, EQUAL)


def services_of_dflint(path: str, name: str, project: Project) -> dict[str, Any]:
    file = project.parse_compose(path)
    if file is None:
        return {}
    folder = os.path.dirname(path)
    shell = Shell({name: os.environ[name] for name in KEPT})
    shell.update(PWD=folder, COMPOSE_PROJECT_NAME=name)
    dotenv = project.source(os.path.join(folder, ".env"))
    values = {} if dotenv is None else read_environment_file(dotenv, shell).values
    variables = Shell({**values, **shell})
    composition = compose([file], path, folder, variables, ReadFiles(project))
    services = normalized(MergedFile(file, composition, variables, None), project.source)
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
