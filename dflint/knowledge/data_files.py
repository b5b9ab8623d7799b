"""What is a dataset, by the names of files and folders and by where it is fetched from?

The hosts were looked up on the day in `VERIFIED` in torchvision 0.29.1 and tensorflow-datasets 4.9.10, which fetch from
there; with each stands the page of the dataset.
"""

from __future__ import annotations

VERIFIED = "2026-11-27"

DATA_DIRECTORIES = frozenset("data dataset datasets raw_data train_data training_data".split())
"""Folders that people keep data in. Packages with code are called so too: somebody has to look inside."""

TABLE_SUFFIXES = (
    ".parquet",
    ".csv",
    ".tsv",
    ".jsonl",
    ".arrow",
    ".feather",
    ".tfrecord",
    ".tfrecords",
    ".lmdb",
    ".hdf5",
)
"""How the names of files with rows end; ``.npy`` and archives are other things as well."""

DATASET_WORDS = frozenset(
    "data dataset datasets train training val valid test coco imagenet voc squad mnist cifar".split()
)
"""Words in the name of an archive that speak for data."""
ARCHIVE_SUFFIXES = (".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tar.xz", ".7z")

DATASET_URLS = (
    ("images.cocodataset.org/", "COCO", "https://cocodataset.org/#download"),
    ("host.robots.ox.ac.uk/pascal/", "Pascal VOC", "http://host.robots.ox.ac.uk/pascal/VOC/"),
    ("thor.robots.ox.ac.uk/pascal/", "Pascal VOC", "http://host.robots.ox.ac.uk/pascal/VOC/"),
    ("cs.toronto.edu/~kriz/", "CIFAR", "https://www.cs.toronto.edu/~kriz/cifar.html"),
    ("openslr.org/resources/", "OpenSLR", "https://www.openslr.org/resources.php"),
    ("image-net.org/data/", "ImageNet", "https://image-net.org/download.php"),
)
"""Beginnings of URLs, behind the scheme and ``www.``, of well-known datasets."""
