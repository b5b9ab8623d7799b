"""Files of models that are about ten megabytes at most, by their names.

The smallest weights of each family of Ultralytics are stored in half precision. What logs of their downloads show:
yolov5n 4.1 MB, yolov8n 6.5 (as the repository on Hugging Face lists it), -seg 7.1, -pose 6.8, -cls 5.5, yolo11n 5.6,
-seg 6.2, -pose 6.3, yolo12n 5.6. For the others only the documented number of parameters was looked at, 3.2 million at
most. An export to ONNX has twice the precision: 12.8 MB for yolov8n.onnx. What stands beside weights, such as a
vocabulary, is told by its name alone.
"""

from __future__ import annotations

import re

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"
SOURCES = (
    "https://huggingface.co/Ultralytics/YOLOv8/commit/8a9e1a55f987a77f9966c2ac3f80aa8aa37b3c1a",
    "https://github.com/ultralytics/assets/releases",
    "https://docs.ultralytics.com/models/yolov8/#performance-metrics",
    "https://docs.ultralytics.com/models/yolo11/#performance-metrics",
    "https://docs.ultralytics.com/models/yolov9/#performance-on-ms-coco-dataset",
    "https://docs.ultralytics.com/models/yolov5/#performance-metrics",
)

_NANO = lazy_pattern(r"yolo(?:v5nu?|v8n|v9t|v10n|11n|12n)(?:-(?:cls|seg|pose|obb))?\.(?:pt|onnx)", re.IGNORECASE)
_SETTINGS = (".json", ".txt", ".yaml", ".yml", ".md", ".py", ".cfg", ".jinja")
_TEXT_FILES = lazy_pattern(
    r"(?:.*[._-])?(?:tokenizer|sentencepiece|spiece|spm|vocab|merges)(?:[._-].*)?", re.IGNORECASE
)


def is_small(name: str) -> bool:
    """Whether the file of that name certainly is small, be it weights, settings or a tokenizer's."""
    file = name.rpartition("/")[2].lower()
    return file.endswith(_SETTINGS) or _NANO.fullmatch(file) is not None or _TEXT_FILES.fullmatch(file) is not None
