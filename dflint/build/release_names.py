"""How is the distribution of an image said to somebody who may not know that it has moved on?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.build.stages import Stage


def name_of_release(stage: Stage) -> str:
    """``Debian 13`` or, where the image does not say so itself, ``Debian 13 (which `python:3.12-slim` is now)``."""
    root = stage.root
    known, text = root.known, root.text or ""
    if known is None or known.system is None or known.release is None:
        return ""
    name = f"{known.system.capitalize()} {known.release}"
    from dflint.knowledge.image_rows import RELEASES

    code_names = [code_name for code_name, (_, release) in RELEASES.items() if release == known.release]
    is_said = known.release in text or any(code_name in text for code_name in code_names)
    if known.system == "debian" and f":{known.release}" not in text:
        # A version of something else may look the same.
        is_said = any(code_name in text for code_name in code_names)
    return name if is_said else f"{name} (which `{text}` is now)"
