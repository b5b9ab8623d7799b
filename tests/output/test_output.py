from __future__ import annotations

import json
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Cost, Diagnostic, Fix, Related, Severity
from dflint.output import format_named
from dflint.output.report import Report
from dflint.output.terminal import PLAIN, Style
from dflint.source import CreateFile, Edit, MappedText, Source, Span


class FakeRule:
    def __init__(self, code: str, name: str, aliases: tuple[str, ...] = ()) -> None:
        self.code = code
        self.name = name
        self.aliases = aliases
        self.fixes = Applicability.SAFE

    def url(self) -> str:
        return f"https://example.org/{self.code}"


RULES = {
    rule.code: rule for rule in (FakeRule("ML201", "copy-source-before-deps", ("DL1",)), FakeRule("ML401", "model"))
}
TEXT = "FROM python:3.12\nCOPY . /app\nRUN pip install -r requirements.txt\n"
DOCKERFILE = Source("/p/api/Dockerfile", TEXT)
COPY = Span(22, 23)


def found(
    source: Source = DOCKERFILE,
    span: Span = COPY,
    code: str = "ML201",
    severity: Severity = Severity.WARNING,
    message: str = "the code is copied first",
    **fields: Any,
) -> Diagnostic:
    return Diagnostic(code, severity, message, source, span, **fields)


def report(*diagnostics: Diagnostic, sources: dict[str, Source] | None = None) -> Report:
    return Report(diagnostics, RULES, "/p", (sources or {}).get)


def write(name: str, *diagnostics: Diagnostic, style: Style = PLAIN) -> str:
    return format_named(name).render(report(*diagnostics), style)


def objects(*diagnostics: Diagnostic, sources: dict[str, Source] | None = None) -> list[dict[str, Any]]:
    value: list[dict[str, Any]] = json.loads(format_named("json").render(report(*diagnostics, sources=sources), PLAIN))
    return value


SAFE = Fix(Applicability.SAFE, "Copy it last", (Edit("/p/api/Dockerfile", Span(17, 29), ""),))
UNSAFE = Fix(Applicability.UNSAFE, "Leave it out", (CreateFile("/p/.dockerignore", "x\n"),))


def test_full() -> None:
    compose = Source("/p/compose.yaml", "services:\n  api: {}\n")
    diagnostic = found(
        help="copy the requirements first",
        related=(Related(compose, Span(12, 15), "built by the service api"),),
        fix=SAFE,
        cost=Cost(1, "measured"),
    )
    assert write("full", diagnostic) == (
        "api/Dockerfile:2:6: ML201 [warning] the code is copied first\n"
        "  |\n"
        "2 | COPY . /app\n"
        "  |      ^\n"
        "  |\n"
        "  = help: copy the requirements first\n"
        "  = note: compose.yaml:2:3: built by the service api\n"
        "  = safe fix: Copy it last (`dflint fix`)\n"
        "  = rule: copy-source-before-deps, https://example.org/ML201\n"
        "\n"
        "Found 1 finding in 1 file: 1 warning.\n"
        "1 fixable with `dflint fix`.\n"
    )


def test_full_of_several() -> None:
    text = write(
        "full",
        found(severity=Severity.ERROR, fix=SAFE),
        found(severity=Severity.ERROR),
        found(code="ML401", severity=Severity.INFO, fix=UNSAFE),
        found(code="ML9", source=Source("/q/Dockerfile", TEXT)),
    )
    assert "= unsafe fix: Leave it out (`dflint fix --unsafe`)" in text
    assert text.splitlines()[0].startswith("/q/Dockerfile:2:6: ML9 [warning]")
    assert text.endswith(
        "Found 4 findings in 2 files: 2 errors, 1 warning, 1 info.\n"
        "1 fixable with `dflint fix`, 1 more with `dflint fix --unsafe`.\n"
    )


def test_only_unsafe_fixes() -> None:
    assert write("concise", found(fix=UNSAFE)).endswith("1 fixable with `dflint fix --unsafe`.\n")


@pytest.mark.parametrize("name", ["full", "concise"])
def test_clean(name: str) -> None:
    assert write(name) == "All checks passed!\n"


def test_concise() -> None:
    assert write("concise", found(), found(span=Span(0, 4), code="ML401")) == (
        "api/Dockerfile:1:1: ML401 the code is copied first\n"
        "api/Dockerfile:2:6: ML201 the code is copied first\n"
        "Found 2 findings in 1 file: 2 warnings.\n"
    )


def test_statistics() -> None:
    several = report(found(fix=SAFE), found(), found(fix=UNSAFE), found(code="ML401"))
    expected = (
        "3  ML201  copy-source-before-deps  fixable: 1 safe, 1 unsafe\n"
        "1  ML401  model\n"
        "\n"
        "Found 4 findings in 1 file: 4 warnings.\n"
        "1 fixable with `dflint fix`, 1 more with `dflint fix --unsafe`.\n"
    )
    assert format_named("full").render_statistics(several, PLAIN) == expected
    assert format_named("concise").render_statistics(several, PLAIN) == expected
    assert json.loads(format_named("json").render_statistics(several, PLAIN)) == [
        {"code": "ML201", "name": "copy-source-before-deps", "count": 3, "fixable": {"safe": 1, "unsafe": 1}},
        {"code": "ML401", "name": "model", "count": 1, "fixable": {"safe": 0, "unsafe": 0}},
    ]
    assert format_named("full").render_statistics(report(), PLAIN) == "All checks passed!\n"


# JSON


def test_json_of_a_clean_run() -> None:
    assert write("json") == "[]\n"


def test_json_fields() -> None:
    other = Source("/p/requirements.txt", "a\nb\n")
    diagnostic = found(
        related=(Related(other, Span(2, 3), "here"),),
        fix=Fix(
            Applicability.UNSAFE,
            "Do it",
            (
                Edit("/p/api/Dockerfile", Span(17, 29), "x\n"),
                CreateFile("/p/.dockerignore", ".git\n"),
                Edit("/p/compose.yaml", Span(3, 3), "y"),
                Edit("/p/missing", Span(3, 3), "z"),
            ),
        ),
    )
    assert objects(diagnostic, sources={"/p/compose.yaml": Source("/p/compose.yaml", "a\nbcd")}) == [
        {
            "code": "ML201",
            "name": "copy-source-before-deps",
            "aliases": ["DL1"],
            "severity": "warning",
            "message": "the code is copied first",
            "filename": "api/Dockerfile",
            "location": {"row": 2, "column": 6},
            "end_location": {"row": 2, "column": 7},
            "related": [
                {
                    "message": "here",
                    "filename": "requirements.txt",
                    "location": {"row": 2, "column": 1},
                    "end_location": {"row": 2, "column": 2},
                }
            ],
            "fix": {
                "applicability": "unsafe",
                "message": "Do it",
                "edits": [
                    edit("x\n", "api/Dockerfile", (2, 1), (3, 1)),
                    edit(".git\n", ".dockerignore", (1, 1), (1, 1), create=True),
                    edit("y", "compose.yaml", (2, 2), (2, 2)),
                    edit("z", "missing", (1, 1), (1, 1)),
                ],
            },
            "cost": None,
            "url": "https://example.org/ML201",
            "fingerprint": report(diagnostic).fingerprint(diagnostic),
        }
    ]


def test_json_says_the_cost() -> None:
    (finding,) = objects(found(cost=Cost(12, "estimated", "rebuild")))
    assert finding["cost"] == {"bytes": 12, "basis": "estimated", "of": "rebuild"}


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ([Cost(2_500_000_000, "measured")], "2.5 GB could leave the image."),
        ([Cost(2_500_000_000, "measured"), Cost(600_000_000, "estimated")], "About 3.1 GB could leave the image."),
        ([Cost(5, "estimated", "rebuild"), Cost(5, "measured", "context")], "Found 2 findings in 1 file: 2 warnings."),
    ],
)
def test_summary_says_what_could_leave_the_image(costs: list[Cost], expected: str) -> None:
    several = [found(span=Span(index, index + 1), cost=cost) for index, cost in enumerate(costs)]
    assert write("concise", *several).splitlines()[-1] == expected


def test_summary_of_several_images() -> None:
    other = found(source=Source("/q/Dockerfile", TEXT), cost=Cost(10**6, "measured"))
    assert write("concise", found(cost=Cost(10**6, "measured")), other).endswith("\n2.0 MB could leave the images.\n")


def test_summary_leaves_out_trifles() -> None:
    assert "could leave" not in write("concise", found(cost=Cost(999_999, "measured")))


def edit(
    content: str, filename: str, start: tuple[int, int], end: tuple[int, int], create: bool = False
) -> dict[str, Any]:
    return {
        "filename": filename,
        "content": content,
        "location": dict(zip(("row", "column"), start, strict=True)),
        "end_location": dict(zip(("row", "column"), end, strict=True)),
        "create": create,
    }


def test_json_without_rule_and_fix() -> None:
    (only,) = objects(found(code="ML777"))
    assert only["name"] is None
    assert only["aliases"] == []
    assert only["url"] is None
    assert only["fix"] is None
    assert only["related"] == []


def test_json_is_sorted() -> None:
    second = Source("/p/a/Dockerfile", TEXT)
    diagnostics = [
        found(),
        found(code="ML101"),
        found(span=Span(0, 1), code="ML999"),
        found(source=second, span=Span(40, 41)),
        found(source=second, span=Span(3, 4), code="ML2"),
    ]
    order = [(item["filename"], item["location"]["row"], item["code"]) for item in objects(*diagnostics)]
    assert order == [
        ("a/Dockerfile", 1, "ML2"),
        ("a/Dockerfile", 3, "ML201"),
        ("api/Dockerfile", 1, "ML999"),
        ("api/Dockerfile", 2, "ML101"),
        ("api/Dockerfile", 2, "ML201"),
    ]


def test_json_reads_the_file_of_an_edit_where_it_was_not_given(tmp_path: Any) -> None:
    path = tmp_path / "compose.yaml"
    path.write_bytes(b"a\r\nbcd")
    fix = Fix(Applicability.SAFE, "m", (Edit(str(path), Span(4, 5), ""), Edit(str(tmp_path / "none"), Span(4, 5), "")))
    text = format_named("json").render(Report([found(fix=fix)], RULES, str(tmp_path)), PLAIN)
    edits = json.loads(text)[0]["fix"]["edits"]
    assert edits[0]["location"] == {"row": 2, "column": 2}
    assert edits[0]["filename"] == "compose.yaml"
    assert edits[1]["location"] == {"row": 1, "column": 1}
    assert json.loads(text)[0]["filename"] == "/p/api/Dockerfile"


def test_json_is_ascii_and_has_no_lone_surrogates() -> None:
    strange = Source.from_bytes("/p/\udcff/Dockerfile", b"FROM \xff\xfe \xed\x95\x9c")
    text = write("json", found(source=strange, span=Span(5, 7), message="한 \udcff \ud83d \u202e \x1b[31m"))
    assert text.isascii()
    assert "\x1b" not in text
    (only,) = json.loads(text)
    only["message"].encode("utf-8")
    assert only["message"] == "한 \ufffd \ufffd \u202e \x1b[31m"
    assert only["filename"] == "\ufffd/Dockerfile"
    assert only["location"] == {"row": 1, "column": 6}
    assert only["end_location"] == {"row": 1, "column": 8}


def test_columns_of_characters_and_the_byte_order_mark() -> None:
    source = Source("/p/Dockerfile", "\ufeffFROM 한국어 x")
    (only,) = objects(found(source=source, span=Span(10, 11)))
    assert only["location"] == {"row": 1, "column": 10}


# Embedded sources


def test_an_inline_dockerfile_is_shown_in_its_compose_file() -> None:
    compose = Source("/p/compose.yaml", "dockerfile_inline: |\n  FROM python\n  COPY . .\n")
    first = compose.text.index("FROM")
    second = compose.text.index("COPY")
    mapped = MappedText.joined(compose, [Span(first, first + 12), Span(second, second + 9)])
    inline = Source("/p/compose.yaml", mapped.text, embedded_in=mapped)
    diagnostic = found(source=inline, span=Span(mapped.text.index(". ."), mapped.text.index(". .") + 3))
    (only,) = objects(diagnostic)
    assert only["filename"] == "compose.yaml"
    assert only["location"] == {"row": 3, "column": 8}
    assert "3 |   COPY . .\n  |        ^^^\n" in write("full", diagnostic)


# Colours and control characters


def test_colours() -> None:
    text = write("full", found(), found(severity=Severity.ERROR), found(severity=Severity.INFO), style=Style(True))
    assert "\x1b[1;33mML201 [warning]\x1b[0m" in text
    assert "\x1b[1;31mML201 [error]\x1b[0m" in text
    assert "\x1b[1;36mML201 [info]\x1b[0m" in text
    assert "\x1b" not in write("full", found())


EVIL = "a\x1b]0;owned\x07b\rc\u202ed\u2066e\x9bf\x00g\u2028h"


@pytest.mark.parametrize("name", ["full", "concise"])
def test_control_characters_never_reach_the_output(name: str) -> None:
    source = Source(f"/p/{EVIL}/Dockerfile", f"FROM {EVIL}\n")
    diagnostic = found(
        source=source,
        span=Span(5, 5 + len(EVIL)),
        message=f"image {EVIL}\nsecond line",
        help=EVIL,
        related=(Related(source, Span(0, 1), EVIL),),
        fix=Fix(Applicability.SAFE, EVIL, ()),
    )
    text = write(name, diagnostic)
    for character in text:
        assert character == "\n" or character.isprintable(), repr(character)
    assert "\\x1b]0;owned\\x07" in text
    assert "\\u202e" in text
    assert "\\nsecond" in text.replace("\\x0a", "\\n")
    assert len(text.splitlines()) == text.count("\n")


def test_secrets_are_shown_by_no_finding() -> None:
    text = "FROM a\nENV HF_TOKEN=hf_abcdef\n"
    source = Source("/p/Dockerfile", text)
    token = Span(text.index("hf_abc"), len(text) - 1)
    telling = found(source, Span(11, 19), code="ML801", secrets=(token,))
    other = found(source, Span(7, 10), code="ML709")
    for shown in (write("full", telling, other), write("full", other, telling)):
        assert "hf_abc" not in shown
        assert shown.count("ENV HF_TOKEN=*********") == 2
    assert "hf_abc" not in format_named("json").render(report(telling, other), PLAIN)
