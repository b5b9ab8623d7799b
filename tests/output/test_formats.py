"""What each format says of findings; `test_schemas.py` holds them against their schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dflint.config.options import OUTPUT_FORMATS
from dflint.diagnostics import Applicability, Cost, Diagnostic, Fix, Related, Severity
from dflint.linter import InternalError
from dflint.output import format_named
from dflint.output.checkout import checkout_of
from dflint.output.markdown import inline, within
from dflint.output.report import Report
from dflint.output.terminal import PLAIN, Style, without_commands
from dflint.rules.registry import RuleEntry
from dflint.rules.rule import IgnoreFileRule
from dflint.source import CreateFile, Edit, Source, Span


class TooMuch(IgnoreFileRule):
    """Everything is copied.

    What is copied
    is sent. That takes time.
    """

    code = "ML201"
    name = "too-much"
    severity = Severity.WARNING
    aliases = ("DL1",)

    def check(self, *parts: Any) -> Any:
        """Find nothing."""


RULES = {"ML201": RuleEntry.of(TooMuch)}
TEXT = "FROM a\nCOPY . /app\nRUN x\n"
DOCKERFILE = Source("/p/api/Dockerfile", TEXT)
DOT = Span(12, 13)


def found(
    source: Source = DOCKERFILE,
    span: Span = DOT,
    code: str = "ML201",
    severity: Severity = Severity.WARNING,
    message: str = "everything is copied",
    **fields: Any,
) -> Diagnostic:
    return Diagnostic(code, severity, message, source, span, **fields)


def write(name: str, *diagnostics: Diagnostic, files: Sequence[str] = (), style: Style = PLAIN) -> str:
    return format_named(name).render(Report(diagnostics, RULES, "/p", lambda _: None, files=files), style)


SAFE = Fix(Applicability.SAFE, "Copy less", (Edit("/p/api/Dockerfile", DOT, "src"),))


# grouped


def test_grouped() -> None:
    text = "\n" * 9 + TEXT
    other = Source("/p/b/Dockerfile", text)
    second = Span(text.index(". /app"), text.index(". /app") + 1)
    assert write("grouped", found(other, second), found(other, Span(0, 1), severity=Severity.ERROR), found()) == (
        "api/Dockerfile:\n"
        "  2:6  ML201 everything is copied\n"
        "\n"
        "b/Dockerfile:\n"
        "   1:1  ML201 everything is copied\n"
        "  11:6  ML201 everything is copied\n"
        "\n"
        "Found 3 findings in 2 files: 1 error, 2 warnings.\n"
    )
    assert write("grouped") == "All checks passed!\n"


def test_grouped_in_colours() -> None:
    text = write("grouped", found(), style=Style(True))
    assert text.startswith("\x1b[1mapi/Dockerfile\x1b[0m:\n  2:6  \x1b[1;33mML201\x1b[0m everything")


# json-lines


def test_json_lines() -> None:
    lines = write("json-lines", found(), found(span=Span(0, 4))).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(write("json", found(), found(span=Span(0, 4))))
    assert write("json-lines") == ""


# github


def test_github() -> None:
    url = "https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md"
    assert write("github", found(help="copy 50% less", fix=SAFE)) == (
        "::warning title=ML201 too-much,file=api/Dockerfile,line=2,endLine=2,col=6,endColumn=7::"
        f"api/Dockerfile:2:6: ML201 everything is copied%0Ahelp: copy 50%25 less%0A{url}\n"
    )
    assert write("github") == ""


def test_github_of_several_rows_has_no_columns() -> None:
    (line,) = write("github", found(span=Span(12, 20), code="ML9")).splitlines()
    assert line.startswith("::warning title=ML9,file=api/Dockerfile,line=2,endLine=3::api/Dockerfile:2:6: ML9")


def test_github_puts_the_worst_first_and_ten_of_a_level() -> None:
    several = [
        found(span=Span(offset, offset + 1), severity=severity, message=severity.label)
        for offset, severity in enumerate([Severity.INFO] * 3 + [Severity.WARNING] * 12 + [Severity.ERROR] * 11)
    ]
    lines = write("github", *several).splitlines()
    commands = [line.partition(" ")[0] for line in lines[:23]]
    assert commands == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 3
    assert lines[23] == "::group::3 more findings"
    assert [line.rpartition(" ")[2] for line in lines[24:27]] == ["error", "warning", "warning"]
    assert not any(line.startswith("::") for line in lines[24:27])
    assert lines[27:] == ["::endgroup::"]


# gitlab


def test_gitlab() -> None:
    (first, second) = json.loads(write("gitlab", found(), found(span=Span(12, 20), severity=Severity.ERROR)))
    assert len(first.pop("fingerprint")) == 32
    assert first == {
        "description": "ML201: everything is copied",
        "check_name": "ML201",
        "severity": "major",
        "location": {"path": "api/Dockerfile", "lines": {"begin": 2, "end": 2}},
    }
    assert second["severity"] == "critical"
    assert second["location"]["lines"] == {"begin": 2, "end": 3}


# junit


def test_junit() -> None:
    compose = Source("/p/compose.yaml", "a: 1\n")
    related = (Related(compose, Span(3, 4), "built here"),)
    root = ElementTree.fromstring(
        write(
            "junit",
            found(help="copy <less>", related=related),
            found(span=Span(0, 4)),
            found(span=Span(5, 6), severity=Severity.INFO, code="ML9"),
            files=("/p/api/Dockerfile", "/p/clean/Dockerfile"),
        )
    )
    assert root.attrib == {"name": "dflint", "tests": "4", "failures": "2", "errors": "0"}
    first, second = root
    assert first.attrib == {"name": "api/Dockerfile", "tests": "3", "failures": "2", "errors": "0", "skipped": "1"}
    names = [case.get("name") for case in first]
    assert names == ["ML201 too-much", "ML9", "ML201 too-much (2)"]
    failure = first[2][0]
    assert failure.tag == "failure"
    assert failure.attrib == {"type": "warning", "message": "everything is copied"}
    assert (failure.text or "").splitlines() == [
        "api/Dockerfile:2:6: ML201 everything is copied",
        "help: copy <less>",
        "note: compose.yaml:1:4: built here",
        "rule: https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md",
    ]
    assert first[1][0].tag == "skipped"
    assert second.attrib == {"name": "clean/Dockerfile", "tests": "1", "failures": "0", "errors": "0", "skipped": "0"}
    assert len(second[0]) == 0


def test_junit_fails_what_makes_the_run_fail() -> None:
    diagnostics = [found(severity=Severity.ERROR), found(span=Span(0, 1))]
    report = Report(diagnostics, RULES, "/p", is_failure=lambda one: one.severity is Severity.ERROR)
    root = ElementTree.fromstring(format_named("junit").render(report, PLAIN))
    assert [case[0].tag for case in root[0]] == ["skipped", "failure"]


# sarif


def sarif(*diagnostics: Diagnostic) -> Any:
    (run,) = json.loads(write("sarif", *diagnostics))["runs"]
    return run


def test_sarif_rules() -> None:
    run = sarif(found(), found(code="ML999"))
    assert run["tool"]["driver"]["name"] == "dflint"
    first, second = run["tool"]["driver"]["rules"]
    markdown = first["help"].pop("markdown")
    assert markdown.startswith("# too-much (ML201)\n")
    assert first.pop("properties")["aliases"] == ["DL1"]
    assert first == {
        "id": "ML201",
        "name": "too-much",
        "shortDescription": {"text": "Everything is copied."},
        "fullDescription": {"text": "What is copied is sent. That takes time."},
        "help": {
            "text": "Everything is copied.\n\nWhat is copied\nis sent. That takes time.\n\n"
            "https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md"
        },
        "helpUri": "https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md",
        "defaultConfiguration": {"level": "warning", "enabled": True},
    }
    assert second == {"id": "ML999"}


def test_sarif_result() -> None:
    other = Source("/p/a b/requirements.txt", "a\nb\n")
    fix = Fix(
        Applicability.UNSAFE,
        "Do it",
        (
            Edit("/p/api/Dockerfile", Span(7, 19), "x\n"),
            Edit("/p/api/Dockerfile", Span(0, 0), "y"),
            CreateFile("/p/.dockerignore", ".git\n"),
        ),
    )
    related = (Related(other, Span(2, 3), "see [this](x)"),)
    run = sarif(found(help="copy less", related=related, fix=fix, cost=Cost(3_000_000_000, "estimated")))
    (result,) = run["results"]
    (fingerprint,) = result.pop("partialFingerprints").items()
    assert fingerprint[0] == "dflint/v1"
    assert len(fingerprint[1]) == 32
    api = {"uri": "api/Dockerfile", "uriBaseId": "%SRCROOT%"}
    empty = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert result == {
        "ruleId": "ML201",
        "ruleIndex": 0,
        "level": "warning",
        "message": {"text": "everything is copied\n\nhelp: copy less"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": api,
                    "region": {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 7},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "see [this] (x)"},
                "physicalLocation": {
                    "artifactLocation": {"uri": "a%20b/requirements.txt", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 2},
                },
            }
        ],
        "fixes": [
            {
                "description": {"text": "Do it (unsafe fix)"},
                "artifactChanges": [
                    {
                        "artifactLocation": api,
                        "replacements": [
                            {
                                "deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 3, "endColumn": 1},
                                "insertedContent": {"text": "x\n"},
                            },
                            {"deletedRegion": empty, "insertedContent": {"text": "y"}},
                        ],
                    },
                    {
                        "artifactLocation": {"uri": ".dockerignore", "uriBaseId": "%SRCROOT%"},
                        "replacements": [{"deletedRegion": empty, "insertedContent": {"text": ".git\n"}}],
                    },
                ],
            }
        ],
        "properties": {"bytes": 3_000_000_000, "size": "3.0 GB", "basis": "estimated", "of": "image"},
    }


def test_sarif_names_files_outside_and_files_that_are_not_utf_8() -> None:
    run = sarif(found(Source("/q/Dockerfile", TEXT)), found(Source("/p/\udcff/Dockerfile", TEXT)))
    artifacts = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in run["results"]]
    assert {"uri": "file:///q/Dockerfile"} in artifacts
    assert {"uri": "%FF/Dockerfile", "uriBaseId": "%SRCROOT%"} in artifacts


def test_sarif_describes_real_rules() -> None:
    from dflint.rules.registry import entries

    rules = {entry.code: entry for entry in entries()}
    found_by_all = [found(code=code) for code in rules]
    log = json.loads(format_named("sarif").render(Report(found_by_all, rules, "/p"), PLAIN))
    described = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert set(described) == set(rules)
    for rule in described.values():
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["properties"]["tags"][0] in {
            "compose",
            *(entry.file.theme.replace("_", "-") for entry in entries()),
        }
    assert {rule["properties"].get("precision") for rule in described.values()} >= {"very-high", None}
    secret = next(entry for entry in rules.values() if entry.file.theme == "secrets")
    assert "security" in described[secret.code]["properties"]["tags"]
    assert float(described[secret.code]["properties"]["security-severity"]) > 0


# rdjson


def rdjson(*diagnostics: Diagnostic) -> Any:
    return json.loads(write("rdjson", *diagnostics))["diagnostics"]


def test_rdjson() -> None:
    (only,) = rdjson(found(help="copy less", fix=SAFE))
    place = {"start": {"line": 2, "column": 6}, "end": {"line": 2, "column": 7}}
    assert only == {
        "message": "everything is copied\n\nhelp: copy less",
        "location": {"path": "api/Dockerfile", "range": place},
        "severity": "WARNING",
        "code": {"value": "ML201", "url": "https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md"},
        "suggestions": [{"range": place, "text": "src"}],
    }


def test_rdjson_counts_bytes() -> None:
    source = Source("/p/Dockerfile", "FROM 한국 x\n")
    (only,) = rdjson(found(source, Span(8, 9)))
    assert only["location"]["range"] == {"start": {"line": 1, "column": 13}, "end": {"line": 1, "column": 14}}


def test_rdjson_makes_one_suggestion_of_the_edits_of_a_fix() -> None:
    edits = (Edit("/p/api/Dockerfile", Span(19, 22), "CMD"), Edit("/p/api/Dockerfile", DOT, "src"))
    (only,) = rdjson(found(fix=Fix(Applicability.SAFE, "m", edits)))
    (suggestion,) = only["suggestions"]
    assert suggestion == {
        "range": {"start": {"line": 2, "column": 6}, "end": {"line": 3, "column": 4}},
        "text": "src /app\nCMD",
    }


@pytest.mark.parametrize(
    "edits",
    [
        (Edit("/p/api/Dockerfile", DOT, "src"), CreateFile("/p/.dockerignore", "x")),
        (Edit("/p/compose.yaml", DOT, "src"),),
        (),
    ],
)
def test_rdjson_suggests_nothing_that_concerns_other_files(edits: Any) -> None:
    (only,) = rdjson(found(fix=Fix(Applicability.SAFE, "m", edits)))
    assert only["suggestions"] == []


def test_rdjson_tells_no_secret() -> None:
    text = "FROM a\nENV TOKEN=hf_abc X=1\n"
    source = Source("/p/Dockerfile", text)
    secret = Span(text.index("hf_abc"), text.index("hf_abc") + 6)
    around = (Edit("/p/Dockerfile", Span(0, 4), "FROM"), Edit("/p/Dockerfile", Span(len(text) - 2, len(text)), "2"))
    written = write("rdjson", found(source, fix=Fix(Applicability.SAFE, "m", around), secrets=(secret,)))
    assert "hf_abc" not in written
    assert json.loads(written)["diagnostics"][0]["suggestions"] == []


# markdown


def test_markdown() -> None:
    assert write("markdown", found(help="copy `src`", cost=Cost(3_000_000_000, "estimated"), fix=SAFE)) == (
        "<!-- dflint -->\n"
        "### dflint\n"
        "\n"
        "Found 1 finding in 1 file: 1 warning. 1 fixable with `dflint fix`. About 3.0 GB could leave the image.\n"
        "\n"
        "#### `api/Dockerfile`\n"
        "\n"
        "| Line | | Rule | Finding | Bytes |\n"
        "| ---: | --- | --- | --- | ---: |\n"
        "| 2 | warning | [ML201](https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md) "
        "| everything is copied<br><sub>copy `src`</sub> | about 3.0 GB |\n"
    )


def test_markdown_names_what_is_larger_and_what_is_worst() -> None:
    text = write("markdown", found(severity=Severity.ERROR, cost=Cost(5_000_000, "measured", "context"), code="ML9"))
    assert "| 2 | **error** | ML9 | everything is copied | 5.0 MB of the context |" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b|c` d", "a <code>b&#124;c</code> d"),
        ("`a\\|b`", "<code>a&#92;&#124;b</code>"),
        ("a|b", "a&#124;b"),
        ("![x](http://y)", "&#33;&#91;x&#93;(http://y)"),
        ("<img src=x>", "&#60;img src=x&#62;"),
        ("*a* _b_ ~c~", "&#42;a&#42; &#95;b&#95; &#126;c&#126;"),
        ("@somebody", "@<!-- -->somebody"),
        ("`a``![x](y)`b", "&#96;a&#96;&#96;&#33;&#91;x&#93;(y)&#96;b"),
        ("`a`![x](y)`b`", "`a`&#33;&#91;x&#93;(y)`b`"),
        ("``", "&#96;&#96;"),
        ("a\nb\x1b", "a\\x0ab\\x1b".replace("\\", "&#92;")),
    ],
)
def test_markdown_of_what_a_file_says(text: str, expected: str) -> None:
    assert inline(text) == expected


def test_markdown_has_a_bound() -> None:
    several = [found(span=Span(offset, offset + 1), message="m" * 1000) for offset in range(20)]
    text = within(5000, Report(several, RULES, "/p"))
    rows = text.count("| warning |")
    assert 0 < rows < 5
    assert text.endswith(f"\n\n{20 - rows} more findings had no room here.\n")
    assert len(text) < 5000
    assert len(within(10**6, Report(several, RULES, "/p")).splitlines()) == 29
    assert "20 more findings" in within(300, Report(several, RULES, "/p"))


def test_the_page_lists_all_formats() -> None:
    page = (Path(__file__).parents[2] / "docs" / "output-formats.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == OUTPUT_FORMATS


# What CI systems obey


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::error::x", "\\u003a:error::x"),
        ("a\n \t::error::x\n", "a\n \t\\u003a:error::x\n"),
        ("a ::error::x", "a ::error::x"),
        ("x ##[error]y", "x \\u0023#[error]y"),
        ("x ###[error]y", "x #\\u0023#[error]y"),
        ("##vso[task.setvariable]", "\\u0023#vso[task.setvariable]"),
        ("## Section [1]\n# [x]", "## Section [1]\n# [x]"),
    ],
)
def test_without_commands(text: str, expected: str) -> None:
    assert without_commands(text) == expected
    assert without_commands(expected) == expected


# Rules that have failed


ERROR = InternalError("ML900", "/p/a b/Dockerfile", ValueError("x"))


def failed(name: str) -> str:
    files = ("/p/a b/Dockerfile", "/p/Dockerfile")
    return format_named(name).render(Report((), RULES, "/p", files=files, errors=(ERROR,)), PLAIN)


def test_a_failed_rule_is_told_to_ci_systems() -> None:
    root = ElementTree.fromstring(failed("junit"))
    assert root.get("errors") == "1"
    (case,) = root[1]
    assert case.get("name") == "ML900 (internal error)"
    assert case[0].attrib == {"type": "ValueError", "message": "ML900 failed: a bug of dflint"}
    assert failed("github") == "::error title=dflint,file=a b/Dockerfile::ML900 failed. This is a bug of dflint.\n"
    (run,) = json.loads(failed("sarif"))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("ML900 failed with ValueError")
    assert notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/Dockerfile"
    assert sarif()["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


# The repository


def test_checkout(tmp_path: Any) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert checkout_of(str(inner), {}) == str(inner)
    assert checkout_of(str(inner), {"CI_PROJECT_DIR": str(tmp_path)}) == str(tmp_path)
    assert checkout_of(str(inner), {"GITHUB_WORKSPACE": str(tmp_path / "other")}) == str(inner)
    (tmp_path / "a" / ".git").mkdir()
    assert checkout_of(str(inner), {"CI_PROJECT_DIR": str(tmp_path)}) == str(tmp_path / "a")
    report = Report([], RULES, str(inner))
    assert report.name_in_checkout(str(inner / "Dockerfile")) == "b/Dockerfile"
