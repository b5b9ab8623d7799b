"""How many findings of each rule were right? Written by benchmarks/precision/report.py from its labels.

Findings were drawn from repositories that no rule was written or mended on, and read in their projects.
"""

from __future__ import annotations

from collections.abc import Mapping

PRECISION: Mapping[str, tuple[int, int, int, int]] = {
    "DC103": (3, 3, 0, 0),
    "DF001": (4, 4, 0, 0),
    "DF004": (6, 6, 0, 0),
    "ML102": (10, 10, 0, 0),
    "ML103": (26, 26, 0, 0),
    "ML104": (32, 28, 1, 3),
    "ML107": (5, 5, 0, 0),
    "ML111": (6, 6, 0, 0),
    "ML112": (5, 5, 0, 0),
    "ML114": (1, 1, 0, 0),
    "ML201": (11, 11, 0, 0),
    "ML204": (3, 3, 0, 0),
    "ML205": (2, 2, 0, 0),
    "ML206": (4, 4, 0, 0),
    "ML209": (3, 3, 0, 0),
    "ML215": (2, 2, 0, 0),
    "ML216": (6, 6, 0, 0),
    "ML301": (17, 17, 0, 0),
    "ML302": (23, 23, 0, 0),
    "ML303": (5, 5, 0, 0),
    "ML305": (3, 3, 0, 0),
    "ML308": (1, 1, 0, 0),
    "ML310": (5, 5, 0, 0),
    "ML311": (4, 2, 0, 2),
    "ML312": (18, 18, 0, 0),
    "ML314": (1, 1, 0, 0),
    "ML317": (2, 2, 0, 0),
    "ML323": (2, 2, 0, 0),
    "ML330": (1, 1, 0, 0),
    "ML407": (1, 1, 0, 0),
    "ML408": (3, 2, 1, 0),
    "ML501": (2, 0, 0, 2),
    "ML504": (16, 16, 0, 0),
    "ML508": (1, 1, 0, 0),
    "ML509": (1, 1, 0, 0),
    "ML602": (2, 2, 0, 0),
    "ML603": (1, 1, 0, 0),
    "ML605": (1, 1, 0, 0),
    "ML608": (1, 1, 0, 0),
    "ML609": (1, 1, 0, 0),
    "ML610": (1, 1, 0, 0),
    "ML701": (14, 14, 0, 0),
    "ML706": (3, 3, 0, 0),
    "ML708": (15, 15, 0, 0),
    "ML713": (4, 4, 0, 0),
    "ML714": (4, 3, 0, 1),
    "ML902": (1, 1, 0, 0),
    "ML903": (27, 27, 0, 0),
    "ML905": (3, 3, 0, 0),
}
"""Code to how many findings were read, and how many of them were right, wrong and arguable."""
