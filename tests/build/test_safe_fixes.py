"""What a safe fix of a Dockerfile or an ignore file changes in the image: what it is about, and nothing else."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pytest

from tests.build.images import Engine, Outcome, fixed
from tests.build.safe_fixes import FIXES, Fix, Rebuild

pytestmark = pytest.mark.build


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
        assert engine.image(image).differences(engine.image(mended.name), fix.about) == []
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
