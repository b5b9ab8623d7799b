"""The modules of OpenCV that only the builds with `contrib` hold, as Python code names them.

Source: the folders of https://github.com/opencv/opencv_contrib/tree/4.x/modules, and the namespaces in them (`legacy`,
`ccm`, `linemod`). `aruco` and `barcode` were among them once, and old releases are still asked for.
"""

from __future__ import annotations

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"
SOURCE = "https://github.com/opencv/opencv_contrib/tree/4.x/modules"

_MODULES = (
    "alphamat|aruco|barcode|bgsegm|bioinspired|ccalib|ccm|dnn_superres|dpm|face|freetype|fuzzy|hfs|img_hash|"
    "intensity_transform|large_kinfu|legacy|linemod|line_descriptor|mcc|motempl|multicalib|optflow|"
    "phase_unwrapping|plot|quality|rapid|reg|rgbd|saliency|signal|stereo|structured_light|surface_matching|"
    "text|tracking|wechat_qrcode|xfeatures2d|ximgproc|xphoto"
)
_TRACKERS = r"Tracker(?:CSRT|KCF|Boosting|TLD|MedianFlow|MOSSE)_create|MultiTracker\w*"

USES_CONTRIB = lazy_pattern(
    rf"\bcv2?\.(?:(?:{_MODULES})\b|{_TRACKERS})|\bfrom\s+cv2\s+import\s+[\w, (]*\b(?:{_MODULES})\b"
)
"""What in the code of a program asks for one of them."""
