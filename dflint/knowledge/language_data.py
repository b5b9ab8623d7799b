"""Data of NLTK and spaCy: what replaced what, and the shortcuts that no longer load.

Looked at in the wheels of NLTK 3.8.1, 3.9.1 and 3.10.4 and of spaCy 3.0.0, 3.8.7 and 3.8.18, where the shortcuts are
listed in errors.py and the supported Python is in METADATA:
https://github.com/nltk/nltk/blob/develop/nltk/tokenize/__init__.py, https://www.nltk.org/data.html and
https://github.com/explosion/spaCy/blob/master/spacy/errors.py.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"
SOURCES = ("https://pypi.org/project/nltk/#files", "https://pypi.org/project/spacy/#files")

NLTK_REPLACED = {"punkt": "punkt_tab", "averaged_perceptron_tagger": "averaged_perceptron_tagger_eng"}
"""Data whose pickles NLTK no longer loads, and what it loads instead."""
NLTK_REPLACED_SINCE = (3, 9)
NLTK_LEAST_PYTHON = (3, 8)
"""The oldest Python that NLTK 3.9 supports."""

SHARED_NLTK_DIRECTORY = "/usr/share/nltk_data"
"""One of the folders that NLTK looks into for every user."""

SPACY_SHORTCUTS = frozenset("en de es pt fr it nl el nb lt xx".split())
"""Names that spaCy 2 had links for; spaCy 3 does not load them (E941)."""
SPACY_WITHOUT_SHORTCUTS = (3,)
SPACY_LEAST_PYTHON = (3, 6)
"""The oldest Python that spaCy 3.0 supports."""
