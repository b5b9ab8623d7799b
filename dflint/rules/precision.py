"""How many findings of each rule were right? Written by benchmarks/precision/report.py from its labels.

Findings were drawn from repositories that no rule was written or mended on, and read in their projects.
"""

from __future__ import annotations

from collections.abc import Mapping

PRECISION: Mapping[str, tuple[int, int, int, int]] = {
    "DC112": (3, 0, 0, 3),
    "DF001": (4, 3, 0, 1),
    "DF004": (5, 5, 0, 0),
    "ML103": (30, 19, 8, 3),
    "ML104": (30, 20, 0, 10),
    "ML107": (19, 19, 0, 0),
    "ML111": (1, 1, 0, 0),
    "ML114": (1, 1, 0, 0),
    "ML201": (30, 28, 1, 1),
    "ML202": (2, 2, 0, 0),
    "ML203": (7, 7, 0, 0),
    "ML204": (2, 1, 0, 1),
    "ML205": (12, 9, 0, 3),
    "ML206": (7, 4, 1, 2),
    "ML209": (3, 3, 0, 0),
    "ML216": (14, 13, 1, 0),
    "ML217": (26, 21, 0, 5),
    "ML220": (30, 23, 0, 7),
    "ML301": (7, 7, 0, 0),
    "ML302": (10, 8, 0, 2),
    "ML303": (5, 3, 1, 1),
    "ML310": (5, 5, 0, 0),
    "ML312": (2, 2, 0, 0),
    "ML314": (30, 28, 0, 2),
    "ML316": (8, 0, 1, 7),
    "ML323": (3, 3, 0, 0),
    "ML328": (1, 1, 0, 0),
    "ML401": (2, 1, 0, 1),
    "ML403": (7, 0, 0, 7),
    "ML404": (11, 11, 0, 0),
    "ML408": (4, 0, 1, 3),
    "ML409": (6, 3, 3, 0),
    "ML504": (30, 30, 0, 0),
    "ML609": (1, 1, 0, 0),
    "ML701": (5, 5, 0, 0),
    "ML702": (1, 0, 0, 1),
    "ML706": (2, 1, 0, 1),
    "ML707": (1, 0, 0, 1),
    "ML708": (4, 4, 0, 0),
    "ML709": (15, 3, 6, 6),
    "ML713": (2, 2, 0, 0),
    "ML714": (2, 1, 0, 1),
    "ML801": (1, 1, 0, 0),
    "ML901": (30, 26, 0, 4),
    "ML902": (1, 1, 0, 0),
    "ML903": (22, 22, 0, 0),
    "ML905": (1, 1, 0, 0),
    "ML907": (6, 3, 0, 3),
}
"""Code to how many findings were read, and how many of them were right, wrong and arguable."""
