"""Files of models that are a few megabytes at most, by their names.

The smallest weights of each family of Ultralytics are stored in half precision: 6.5 MB for the 3.2 million parameters
of yolov8n.pt, less for the others. What stands beside weights, such as a vocabulary, is smaller still.
"""

from __future__ import annotations

import re

VERIFIED = "2026-11-27"
SOURCES = (
    "https://huggingface.co/Ultralytics/YOLOv8/tree/main",
    "https://docs.ultralytics.com/models/yolov8/#performance-metrics",
    "https://docs.ultralytics.com/models/yolo11/#performance-metrics",
    "https://docs.ultralytics.com/models/yolov9/#performance-on-ms-coco-dataset",
)

_NANO = re.compile(r"yolo(?:v5nu?|v8n|v9t|v10n|11n|12n)(?:-(?:cls|seg|pose|obb))?\.(?:pt|onnx)", re.IGNORECASE)
_SETTINGS = (".json", ".txt", ".yaml", ".yml", ".md", ".py", ".cfg", ".jinja")
_TEXT_FILES = re.compile(r"(?:.*[._-])?(?:tokenizer|sentencepiece|spiece|spm|vocab|merges)(?:[._-].*)?", re.IGNORECASE)


def is_small(name: str) -> bool:
    """Whether the file of that name certainly is small, be it weights, settings or a tokenizer's."""
    file = name.rpartition("/")[2].lower()
    return file.endswith(_SETTINGS) or _NANO.fullmatch(file) is not None or _TEXT_FILES.fullmatch(file) is not None
