"""The page of an analysis in a real browser: Playwright drives a chromium that is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dflint.analysis.results import Analysis
from dflint.cli import command
from dflint.output.analysis_html import render
from tests.analysis.conftest import Repository
from tests.analysis.samples import HOSTILE, hostile, large, small

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install .[browser]")

pytestmark = pytest.mark.browser

SAMPLES = {"small": small, "large": large, "hostile": hostile}
WIDTHS = (320, 400, 768, 1280, 1920)

CONTRASTS = """
() => {
  const parse = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a),
    g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a),
    a: 1,
  });
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    if (!element) return parse("rgb(255, 255, 255)");
    const color = parse(getComputedStyle(element).backgroundColor);
    return color.a === 1 ? color : over(color, ground(element.parentElement));
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || element.closest("script") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const [high, low] = [luminance(parse(style.color)), luminance(ground(element))].sort((a, b) => b - a);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < (isLarge ? 3 : 4.5)) found.push(`${contrast.toFixed(2)} ${text.slice(0, 40)}`);
  }
  return found;
}
"""
"""The texts with less contrast than WCAG 2.2 asks for (success criterion 1.4.3, level AA)."""

BEYOND = """
() => {
  const isCut = (one) => one && (getComputedStyle(one).overflowX === "hidden" || isCut(one.parentElement));
  return [...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !isCut(one.parentElement))
    .map((one) => one.outerHTML.slice(0, 80));
}
"""
"""What is beyond the right edge of the window, except for the rest of a text that ends in an ellipsis."""

FOCUSED = """
() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  return {
    name: element.tagName,
    position: [...document.querySelectorAll("*")].indexOf(element),
    isOutlined: getComputedStyle(element).outlineStyle !== "none",
    isSeen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}
"""


def _executable() -> str | None:
    """A browser that is installed; None for the one that Playwright has fetched itself, if it has."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        options = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        try:
            browser = running.chromium.launch(executable_path=_executable(), args=options)
        except playwright.Error as error:
            pytest.skip(f"there is no chromium to be had: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


class Opened:
    """A page, and what its browser complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))


Open = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts: list[Any] = []

    def open_page(analysis: Analysis | str, width: int = 1280, scheme: str = "light", script: bool = True) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script
        )
        contexts.append(context)
        file = tmp_path / "page.html"
        file.write_text(analysis if isinstance(analysis, str) else render(analysis), encoding="utf-8")
        opened = Opened(context.new_page())
        opened.page.goto(file.as_uri())
        return opened

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", SAMPLES)
def test_that_the_browser_complains_about_nothing_and_fetches_nothing(name: str, open_page: Open) -> None:
    opened = open_page(SAMPLES[name]())
    for element in opened.page.query_selector_all("summary"):
        if element.is_visible():
            element.click()
    opened.page.locator("input[type=range]").first.press("ArrowLeft")
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert len(opened.requests) == 1


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("width", WIDTHS)
def test_that_nothing_is_wider_than_the_window(name: str, width: int, open_page: Open) -> None:
    page = open_page(SAMPLES[name](), width).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(BEYOND) == []


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_that_every_text_can_be_read(name: str, scheme: str, width: int, open_page: Open) -> None:
    page = open_page(SAMPLES[name](), width, scheme).page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate(CONTRASTS) == []


def test_that_light_and_dark_are_what_was_asked_for(open_page: Open) -> None:
    grounds = {}
    for scheme in ("light", "dark"):
        page = open_page(small(), scheme=scheme).page
        color = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        grounds[scheme] = sum(int(part) for part in color[4:-1].split(",")[:3])
    assert grounds["light"] > 700
    assert grounds["dark"] < 100


@pytest.mark.parametrize("name", ["small", "large"])
def test_that_all_can_be_reached_by_keyboard_in_order(name: str, open_page: Open) -> None:
    page = open_page(SAMPLES[name]()).page
    wanted = "a[href], summary, input, button"
    count = page.evaluate(f"[...document.querySelectorAll('{wanted}')].filter((one) => one.checkVisibility()).length")
    reached = []
    for _ in range(count):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert [one["position"] for one in reached] == sorted({one["position"] for one in reached})
    assert all(one["isOutlined"] and one["isSeen"] for one in reached)
    assert {one["name"] for one in reached} == {"A", "SUMMARY", "INPUT"}
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body || document.activeElement.matches('.skip')")


def test_that_a_finding_opens_by_keyboard(open_page: Open) -> None:
    page = open_page(small()).page
    second = page.locator(".findings summary").nth(1)
    second.focus()
    assert not page.locator(".findings details").nth(1).evaluate("(one) => one.open")
    page.keyboard.press("Enter")
    assert page.locator(".findings details").nth(1).evaluate("(one) => one.open")
    assert "+.git" in page.locator(".findings details").nth(1).inner_text()


def test_that_the_slider_tells_of_each_commit(open_page: Open) -> None:
    page = open_page(small()).page
    slider = page.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    first = page.locator(".said").inner_text()
    page.keyboard.press("End")
    last = page.locator(".said").inner_text()
    assert "commit 1 of 100" in first
    assert "commit 100 of 100" in last
    assert "As it was: COPY . /app, pip install (2.8 GB)" in last
    assert "After dflint fix: COPY . /app (2.0 MB)" in last
    assert "100 of 100" in slider.get_attribute("aria-valuetext")
    page.locator(".strip").first.click(position={"x": 1, "y": 5})
    assert page.locator(".said").inner_text() == first


def test_that_the_page_is_whole_without_its_script(open_page: Open) -> None:
    page = open_page(small(), script=False).page
    assert page.locator(".slider").is_hidden()
    assert "after the fix 4 times" in page.locator(".headline").inner_text()
    assert page.locator(".lanes tbody tr").count() == 4
    assert page.locator(".treemap > div").count() >= 4


def test_that_hostile_names_stay_text(open_page: Open) -> None:
    opened = open_page(hostile())
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator("input[type=range]").press("ArrowLeft")
    assert page.evaluate("typeof window.hacked") == "undefined"
    assert page.locator("img").count() == 0
    assert page.locator("script:not([type])").count() == 1
    shown = HOSTILE.replace("\u202e", "\\u202e").replace("\x1b", "\\x1b")
    for place in ("h1", "h2", ".headline", ".lanes code", ".said", ".message", ".diff", ".box", ".share", ".reason"):
        assert shown in page.locator(place).first.inner_text(), place
    everything = page.evaluate("document.documentElement.innerHTML")
    assert "\u202e" not in everything
    assert "\x1b" not in everything


def test_that_a_script_that_is_not_its_own_would_not_run(open_page: Open) -> None:
    page = open_page(small()).page
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.hacked = 1";
          document.body.append(script);
        }"""
    )
    assert page.evaluate("typeof window.hacked") == "undefined"


def test_a_project_of_30_layers_and_10_000_files(
    repository: Repository, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["FROM python:3.11-slim AS build"]
    for number in range(10):
        lines += [f"COPY part{number} /app/part{number}", f"RUN pip install package{number}"]
    lines += [
        "FROM python:3.11-slim",
        *(f"COPY --from=build /app/part{number} /app/part{number}" for number in range(10)),
    ]
    files = {f"part{number // 1000}/folder{number // 50 % 20}/{number}.txt": "x" * number for number in range(10_000)}
    repository.commit({"Dockerfile": "\n".join(lines) + "\n", ".dockerignore": ".git\n", **files})
    repository.commit({"part3/folder1/new.txt": "new"})
    monkeypatch.chdir(repository.folder)
    result = CliRunner().invoke(command, ["analyze", "--html", "../page.html"], prog_name="dflint")
    assert result.exit_code == 0, result.output
    page = open_page(Path("../page.html").read_text(encoding="utf-8"), 400).page
    assert "50 MB" in page.locator(".figures").inner_text()
    assert "10,00" in page.locator(".figures").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.evaluate("document.querySelectorAll('*').length") < 5_000
    assert page.evaluate(CONTRASTS) == []


def test_that_a_large_project_is_no_large_page(open_page: Open) -> None:
    page = open_page(large()).page
    assert len(render(large())) < 2_000_000
    assert page.evaluate("document.querySelectorAll('*').length") < 5_000
    assert page.locator(".lanes").first.locator("tbody tr").count() <= 13
    assert page.locator(".treemap > div").count() <= 160
