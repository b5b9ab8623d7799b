"""How many findings of each rule were right? Written by benchmarks/precision/report.py from its labels.

Findings were drawn from repositories that no rule was written or mended on, and read in their projects.
"""

from __future__ import annotations

from collections.abc import Mapping

PRECISION: Mapping[str, tuple[int, int, int, int]] = {}
"""Code to how many findings were read, and how many of them were right, wrong and arguable."""
