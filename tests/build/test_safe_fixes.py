"""What a safe fix changes in the image, or in what Compose reads: what it is about, and nothing else."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest

from dflint.diagnostics import Applicability
from dflint.rules.registry import rule_files
from tests.build.compose_fixes import COMPOSE_FIXES, ComposeFix
from tests.build.images import ComposeProject, Engine, Outcome, differences, fixed
from tests.build.safe_fixes import FIXES, UNPROVEN, Fix, Rebuild


def test_each_rule_with_a_safe_fix_is_proven_here() -> None:
    fixes = {file.code: file.load().fixes for file in rule_files()}
    proven = [fix.code for fix in (*FIXES, *COMPOSE_FIXES)]
    assert sorted(proven) == sorted(code for code, widest in fixes.items() if widest is Applicability.SAFE)
    assert {fixes[code] for code in UNPROVEN} == {Applicability.UNSAFE}


@pytest.mark.build
@pytest.mark.parametrize("fix", FIXES, ids=lambda fix: fix.code)
def test_the_image_differs_only_in_what_the_fix_is_about(engine: Engine, tmp_path: Path, fix: Fix) -> None:
    before, after = fixed(fix.tree, tmp_path, fix.code)
    mended = engine.build(after)
    if fix.fails:
        failed = engine.try_build(before)
        assert not failed.name
        assert re.search(fix.fails, failed.log), failed.log
        image = ""
    else:
        image = engine.build(before).name
        found = engine.differences(image, mended.name, fix.about)
        assert not found, "\n".join(found)
    if fix.proof is not None:
        fix.proof(engine, image, mended.name)
    if fix.rebuild is not None:
        edit = f"# edited: {uuid.uuid4()}\n"
        for folder in (before, after):
            file = folder / fix.rebuild.edited
            file.write_text(file.read_text() + edit)
        assert is_kept(engine.build(after), fix.rebuild)
        if not fix.fails:
            assert not is_kept(engine.build(before), fix.rebuild)


def is_kept(outcome: Outcome, rebuild: Rebuild) -> bool:
    """Whether the step came from the cache of the builder, or took what it needs from that of its own tool."""
    kept, done = (any(rebuild.step in step for step in steps) for steps in (outcome.cached, outcome.done))
    assert kept is not done, outcome.log
    return kept or bool(rebuild.says and re.search(rebuild.says, outcome.log))


@pytest.mark.build
@pytest.mark.parametrize("fix", COMPOSE_FIXES, ids=lambda fix: fix.code)
def test_compose_reads_only_what_the_fix_is_about_otherwise(engine: Engine, tmp_path: Path, fix: ComposeFix) -> None:
    tree = fix.tree or next(file.load().bad for file in rule_files() if file.code == fix.code)
    for image, dockerfile in fix.images.items():
        engine.build(tmp_path, dockerfile=dockerfile, name=image)
    folders = fixed(tree, tmp_path, fix.code)
    with ComposeProject(engine, folders[0]) as bad, ComposeProject(engine, folders[1]) as good:
        before, after = bad.configuration(), good.configuration()
        assert isinstance(after, dict), after
        if fix.fails:
            assert isinstance(before, str)
            assert re.search(fix.fails, before), before
        else:
            assert isinstance(before, dict), before
            found = differences(before, after, fix.about)
            assert not found, "\n".join(found)
        if fix.starts is not None:
            assert fix.starts(good)
            if not fix.fails:
                assert fix.starts(bad) is fix.starts_before
