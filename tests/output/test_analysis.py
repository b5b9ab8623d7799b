"""An analysis as JSON, as text and as a page."""

from __future__ import annotations

import json
import re

import pytest

from dflint.analysis.results import Analysis, ContextNode, HistoryReport, Size
from dflint.output import analysis_html, analysis_json, analysis_text
from dflint.output.figures import about, bounds
from dflint.output.headline import headline, times, ways
from dflint.output.page.markup import Markup, element, join, with_code
from dflint.output.page.treemap import Area, squarified
from dflint.output.terminal import PLAIN, Style
from tests.analysis.samples import GB, HOSTILE, MB, hostile, large, measured, small


def without_history(reason: str = "it was not asked for") -> Analysis:
    analysis = small()
    one = analysis.builds[0]
    report = one.report._replace(history=None, after_fix=None, after_unsafe_fix=None, no_history=reason)
    return analysis._replace(builds=(one._replace(report=report),))


class TestHeadline:
    def test_before_and_after(self) -> None:
        said = (
            "In the last 100 commits the pip install layer was rebuilt 89 times (about 246 GB); after the fix 4 times."
        )
        assert headline(small().builds[0].report) == said

    def test_a_layer_whose_name_others_have_has_its_row(self) -> None:
        said = headline(large().builds[0].report)
        assert said is not None
        assert said.startswith("In the last 1,000 commits the pip install layer of row 82 was rebuilt 636 times")
        assert said.endswith("; after the unsafe fixes 26 times.")

    def test_nothing_rebuilt(self) -> None:
        report = (
            small()
            .builds[0]
            .report._replace(history=HistoryReport(("a" * 40,), (), (), 0), after_fix=None, after_unsafe_fix=None)
        )
        assert headline(report) == "In the last commit nothing of this build was rebuilt."

    def test_fixes_that_change_nothing(self) -> None:
        report = small().builds[0].report
        report = report._replace(after_fix=report.history, after_unsafe_fix=report.history)
        assert headline(report) == (
            "In the last 100 commits the pip install layer was rebuilt 89 times (about 246 GB); "
            "the fixes change nothing about it."
        )

    def test_no_history(self) -> None:
        assert headline(without_history().builds[0].report) is None

    def test_equal_ways_are_one(self) -> None:
        assert [way.name for way in ways(small().builds[0].report)] == ["before", "after `dflint fix`"]
        assert len(ways(large().builds[0].report)) == 3

    @pytest.mark.parametrize(("count", "said"), [(0, "never"), (1, "once"), (2, "twice"), (1234, "1,234 times")])
    def test_times(self, count: int, said: str) -> None:
        assert times(count) == said


class TestFigures:
    def test_sizes(self) -> None:
        assert about(measured(5 * MB)) == "5.0 MB"
        assert about(Size(GB, 2 * GB, 3 * GB, "")) == "about 2.0 GB"
        assert about(Size(0, 0, 0, "", False)) == "not known"
        assert about(Size(0, 0, 0, "")) == "nothing"

    def test_bounds(self) -> None:
        assert bounds(Size(GB, 2 * GB, 3 * GB, "")) == "1.0 to 3.0 GB"
        assert bounds(Size(900 * MB, GB, 3 * GB, "")) == "900 MB to 3.0 GB"
        assert bounds(Size(GB, 2 * GB, 3 * GB, "", False)) == "1.0 GB or more"
        assert bounds(measured(3)) == ""


class TestJson:
    def test_shape(self) -> None:
        (build,) = json.loads(analysis_json.render(small()))
        assert list(build) == [
            "dockerfile",
            "context",
            "target",
            "layers",
            "history",
            "after_fix",
            "after_unsafe_fix",
            "changed",
        ]
        assert build["target"] is None
        assert build["layers"][1] == {
            "stage": "0",
            "row": 3,
            "instruction": "COPY . /app",
            "inputs": {"files": 214, "bytes": 61 * MB},
            "size": {"low": 61 * MB, "likely": 61 * MB, "high": 61 * MB, "source": "measured"},
        }
        history = build["history"]
        assert list(history) == ["commits", "rebuilds", "per_layer", "bytes"]
        assert len(history["commits"]) == len(history["rebuilds"]) == 100
        assert history["rebuilds"][0] == {"commit": history["commits"][0], "rows": [3, 4]}
        assert history["per_layer"] == [{"row": 2, "rebuilt": 0}, {"row": 3, "rebuilt": 89}, {"row": 4, "rebuilt": 89}]
        assert build["changed"] == {"paths": ["src/app.py", "/elsewhere"], "rows": [3, 4]}

    def test_without_history(self) -> None:
        (build,) = json.loads(analysis_json.render(without_history()))
        assert build["history"] is build["after_fix"] is build["after_unsafe_fix"] is None

    def test_only_ascii(self) -> None:
        assert analysis_json.render(hostile()).isascii()
        assert json.loads(analysis_json.render(hostile()))[0]["dockerfile"] == HOSTILE

    def test_nothing(self) -> None:
        assert json.loads(analysis_json.render(Analysis("x", ()))) == []


class TestText:
    def test_whole(self) -> None:
        text = analysis_text.render(small(), PLAIN, 100)
        assert "Dockerfile (context .)" in text
        assert "rebuilt 89 times (about 246 GB); after the fix 4 times." in text.replace("\n", " ")
        row = next(line for line in text.splitlines() if "RUN pip install" in line)
        assert re.search(r"4 +RUN pip install .* 2\.8 GB +█{10} +89 times +4 times$", row)
        assert "If src/app.py changes, COPY . /app (row 3), pip install (row 4) are built again." in text
        assert "should leave out .git (7.0 MB), data (52 MB)." in text
        assert "Dockerfile:3: ML201 saves about 229 GB in 83 rebuilds (together with ML501): " in text.replace(
            "\n", " "
        )

    @pytest.mark.parametrize("width", [60, 80, 140])
    def test_no_line_is_too_wide(self, width: int) -> None:
        for analysis in (small(), large(), hostile()):
            assert max(map(len, analysis_text.render(analysis, PLAIN, width).splitlines())) <= width

    def test_several_builds_are_short(self) -> None:
        both = Analysis("both", (*small().builds, *large().builds))
        text = analysis_text.render(both, PLAIN, 100)
        assert len(text.splitlines()) < 30
        assert "Layers\n" not in text

    def test_no_history_says_why(self) -> None:
        text = analysis_text.render(without_history("the repository has no commit yet"), PLAIN, 100)
        assert "No replay of the git history: the repository has no commit yet." in text

    def test_nothing_steers_a_terminal(self) -> None:
        text = analysis_text.render(hostile(), PLAIN, 100)
        assert "\x1b" not in text
        assert "\u202e" not in text

    def test_colours(self) -> None:
        assert "\x1b[" in analysis_text.render(small(), Style(True), 100)

    def test_no_builds(self) -> None:
        assert analysis_text.render(Analysis("x", ()), PLAIN) == "There is no Dockerfile to build.\n"


class TestMarkup:
    def test_texts_are_escaped(self) -> None:
        assert element("p", "<b>&'\"") == "<p>&lt;b&gt;&amp;&#x27;&quot;</p>"
        assert element("a", "x", href='"><script>') == '<a href="&quot;&gt;&lt;script&gt;">x</a>'
        assert join("<", Markup("<br>")) == "&lt;<br>"

    def test_attributes(self) -> None:
        assert element("input", type="range", hidden=True, min=1, title=None, aria_label="x", class_="y") == (
            '<input type="range" hidden min="1" aria-label="x" class="y">'
        )

    def test_characters_that_hide_text_are_shown(self) -> None:
        assert element("p", "a\u202eb\x00\udcff\nc") == "<p>a\\u202eb\\x00\\xff\nc</p>"

    def test_code(self) -> None:
        assert with_code("a `<b>` c") == "a <code>&lt;b&gt;</code> c"
        assert with_code("a ` c") == "a ` c"


class TestPage:
    @pytest.mark.parametrize("analysis", [small(), large(), hostile(), without_history(), Analysis("x", ())])
    def test_that_it_needs_nothing_else(self, analysis: Analysis) -> None:
        page = analysis_html.render(analysis)
        assert not re.search(r"<(?:link|img|iframe|object|embed|script src)", page)
        assert "url(" not in page
        assert "@import" not in page
        assert "default-src &#x27;none&#x27;" in page

    def test_that_a_missing_part_says_why(self) -> None:
        analysis = without_history("the folder is not in the work tree of a git repository")
        one = analysis.builds[0]._replace(context=None, no_context="the folder is not here", findings=(), image=None)
        page = analysis_html.render(Analysis("x", (one,)))
        assert "the folder is not in the work tree of a git repository" in page
        assert "the folder is not here" in page
        assert "nothing to mend" in page

    def test_that_several_builds_are_listed_first(self) -> None:
        page = analysis_html.render(Analysis("both", (*small().builds, *large().builds)))
        assert page.index('href="#build-2"') < page.index('id="build-1"') < page.index('id="build-2"')

    def test_that_all_of_an_empty_context_is_told(self) -> None:
        one = small().builds[0]
        assert one.context is not None
        empty = one.context._replace(tree=ContextNode("", 0, 0), copies=(), kinds=(), should_leave_out=())
        assert "No file is sent" in analysis_html.render(Analysis("x", (one._replace(context=empty),)))

    def test_that_files_without_content_do_no_harm(self) -> None:
        one = small().builds[0]
        assert one.context is not None
        tree = ContextNode("", 0, 2, (ContextNode("a", 0, 1), ContextNode("b", 0, 1)))
        assert "2 files" in analysis_html.render(
            Analysis("x", (one._replace(context=one.context._replace(tree=tree)),))
        )


class TestTreemap:
    def test_areas_are_as_large_as_their_values(self) -> None:
        values = [50.0, 20.0, 15.0, 10.0, 4.0, 1.0]
        areas = squarified(values, Area(0, 0, 10, 5))
        assert [round(area.width * area.height, 6) for area in areas] == [value / 2 for value in values]

    def test_areas_do_not_overlap_and_stay_inside(self) -> None:
        areas = squarified([float(value) for value in range(40, 0, -1)], Area(1, 2, 30, 20))
        for number, one in enumerate(areas):
            assert one.x >= 1 - 1e-9
            assert one.y >= 2 - 1e-9
            assert one.x + one.width <= 31 + 1e-6
            assert one.y + one.height <= 22 + 1e-6
            for other in areas[number + 1 :]:
                across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
                down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
                assert min(across, down) < 1e-6

    def test_areas_are_near_to_squares(self) -> None:
        areas = squarified([6.0, 6, 4, 3, 2, 2, 1], Area(0, 0, 6, 4))
        assert max(max(area.width / area.height, area.height / area.width) for area in areas) < 3

    def test_nothing(self) -> None:
        assert squarified([], Area(0, 0, 1, 1)) == []
