"""Analyses that are made by hand, to be told in every way: a small one, a large one, one of a hostile repository."""

from __future__ import annotations

import hashlib
import random

from dflint.analysis.results import (
    Analysis,
    BuildAnalysis,
    BuildReport,
    ChangedReport,
    CommitRebuild,
    ContextNode,
    ContextReport,
    CopyReport,
    FileChange,
    FindingReport,
    HistoryReport,
    ImageReport,
    LayerRebuilds,
    LayerReport,
    Saving,
    Share,
    Size,
    StageReport,
)

KB, MB, GB = 1000, 1000**2, 1000**3


def size(likely: int, spread: float = 0.2, source: str = "the table of package sizes") -> Size:
    return Size(int(likely * (1 - spread)), likely, int(likely * (1 + spread)), source)


def measured(byte_count: int) -> Size:
    return Size(byte_count, byte_count, byte_count, "measured")


def history(rows: list[list[int]], layers: dict[int, int], originals: dict[int, int | None]) -> HistoryReport:
    """A history of a commit for each of `rows`; `layers` are the sizes by row."""
    commits = tuple(hashlib.sha1(str(number).encode()).hexdigest() for number in range(len(rows)))
    rebuilds = tuple(
        CommitRebuild(commit, tuple(one), tuple(one), sum(layers[row] for row in one))
        for commit, one in zip(commits, rows, strict=True)
    )
    counts = {row: sum(row in one for one in rows) for row in layers}
    per_layer = tuple(
        LayerRebuilds(row, count, count * layers[row], originals.get(row)) for row, count in counts.items()
    )
    return HistoryReport(commits, rebuilds, per_layer, sum(one.bytes for one in rebuilds))


def small() -> Analysis:
    """One stage, whose packages are installed again after each commit."""
    by_chance = random.Random(1)
    layers = (
        LayerReport("0", 2, "WORKDIR /app", 0, 0, measured(0), "WORKDIR /app"),
        LayerReport("0", 3, "COPY . /app", 214, 61 * MB, measured(61 * MB), "COPY . /app"),
        LayerReport("0", 4, "RUN pip install --no-cache-dir -r requirements.txt", 0, 0, size(2760 * MB), "pip install"),
    )
    mended = (
        layers[0],
        LayerReport(
            "0", 3, "COPY requirements.txt /app/requirements.txt", 1, KB, measured(KB), "COPY requirements.txt"
        ),
        layers[2],
        layers[1]._replace(row=5, bytes=2 * MB, files=41, size=measured(2 * MB)),
    )
    sizes = {2: 0, 3: 61 * MB, 4: 2760 * MB}
    before = history([[3, 4] if by_chance.random() < 0.87 else [] for _ in range(100)], sizes, {2: 2, 3: 3, 4: 4})
    rows = [[5] if one.rows else [] for one in before.rebuilds]
    for number in (7, 31, 66, 90):
        rows[number] = [3, 4, 5]
    after = history(rows, {2: 0, 3: KB, 4: 2760 * MB, 5: 2 * MB}, {2: 2, 3: None, 4: 4, 5: 3})
    report = BuildReport(
        "Dockerfile",
        ".",
        None,
        layers,
        before,
        after,
        after,
        stages=(StageReport("0", 1, "python:3.11-slim", size(125 * MB, 0.05), None, (), True, True),),
        layers_after_fix=mended,
        layers_after_unsafe_fix=mended,
    )
    tree = ContextNode(
        "",
        61 * MB,
        214,
        (
            ContextNode("data", 52 * MB, 12, (ContextNode("train.csv", 50 * MB, 1), ContextNode("", 2 * MB, 11))),
            ContextNode(".git", 7 * MB, 160),
            ContextNode(
                "src", 2 * MB - 4 * KB, 38, (ContextNode("app", 2 * MB - 9 * KB, 30), ContextNode("", 5 * KB, 8))
            ),
            ContextNode("", 4 * KB, 4),
        ),
    )
    context = ContextReport(
        tree,
        (Share("data", 52 * MB, 12), Share("git history", 7 * MB, 160), Share("source", 2 * MB, 42)),
        (
            CopyReport(
                3, "COPY . /app", 61 * MB, 214, (Share("data/train.csv", 50 * MB, 1), Share(".git", 7 * MB, 160))
            ),
        ),
        (),
        (Share(".git", 7 * MB, 160, "the git history"), Share("data", 52 * MB, 12, "training data")),
    )
    findings = (
        FindingReport(
            "ML201",
            "copy-source-before-deps",
            "warning",
            "`requirements.txt` is copied together with the source, so every change to the source runs `pip install` "
            "again",
            "copy `requirements.txt` first, install, and copy the source last",
            "Dockerfile",
            3,
            "https://github.com/dflint/dflint/blob/main/docs/rules/ML201.md",
            "safe",
            "Copy the source after the installation",
            (
                FileChange(
                    "Dockerfile",
                    b"FROM python:3.11-slim\nWORKDIR /app\nCOPY . /app\nRUN pip install --no-cache-dir -r "
                    b'requirements.txt\nCMD ["python", "src/app.py"]\n',
                    b"FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt /app/requirements.txt\nRUN pip "
                    b'install --no-cache-dir -r requirements.txt\nCOPY . /app\nCMD ["python", "src/app.py"]\n',
                ),
            ),
            (Saving(229 * GB, "rebuilds", True, 83, ("ML501",)),),
        ),
        FindingReport(
            "ML501",
            "dockerignore-missing",
            "warning",
            "`COPY .` also takes in `data`, `.git` (59 MB): there is no `.dockerignore`",
            "add a `.dockerignore`",
            "Dockerfile",
            3,
            "",
            "safe",
            "Add a .dockerignore",
            (FileChange(".dockerignore", None, b".git\ndata\n"),),
            (Saving(59 * MB, "image", False),),
        ),
        FindingReport(
            "ML601", "no-health-check", "info", "the server has no health check", "", "Dockerfile", 5, "", "", ""
        ),
    )
    image = ImageReport(size(125 * MB, 0.05), size(2821 * MB), (), 0, 3)
    changed = ChangedReport(("src/app.py", "/elsewhere"), (3, 4), ("/elsewhere",))
    return Analysis("classifier", (BuildAnalysis(report, context, "", findings, changed, image),))


STAGES = (
    ("system", "nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04", None, ()),
    ("packages", None, "system", ()),
    ("assets", "node:22-bookworm", None, ()),
    ("models", "python:3.11-slim", None, ("packages",)),
    ("serve", "nvidia/cuda:12.4.1-runtime-ubuntu22.04", None, ("packages", "models", "assets")),
)


def large() -> Analysis:
    """Five stages with 30 layers, 10,000 files in the context, 1,000 commits."""
    by_chance = random.Random(2)
    layers: list[LayerReport] = []
    for number in range(30):
        stage = STAGES[number // 6][0]
        row = 4 + 3 * number
        if number % 6 == 2:
            text, label, of = f"RUN pip install torch=={number}.0 transformers accelerate", "pip install", 3 * GB
        elif number % 6 == 4:
            text, label, of = f"COPY services/part{number} /app/part{number}", f"COPY services/part{number} …", 40 * MB
        elif number % 6 == 5:
            text = "RUN <<EOF\nset -e\nmake all\nEOF"
            label, of = "RUN make", 0
        else:
            packages = " ".join(f"lib{name}-dev" for name in ("ssl", "ffi", "gl1", "sndfile1", "xml2", "jpeg62", "png"))
            text = f"RUN apt-get update && apt-get install -y --no-install-recommends {packages} && rm -rf /var/lib/apt"
            label, of = "apt-get install", (number + 1) * 9 * MB
        files = 320 if label.startswith("COPY") else 0
        found = measured(of) if files else size(of, 0.3) if of else Size(0, 0, 0, "what `make` writes", False)
        layers.append(LayerReport(stage, row, text, files, of if files else 0, found, label))
    sizes = {layer.row: layer.size.likely for layer in layers}
    same: dict[int, int | None] = {row: row for row in sizes}
    rows = [layer.row for layer in layers]
    before, after, unsafe = [], [], []
    for _ in range(1000):
        start = by_chance.choice((2, 8, 10, 16, 22, 28, 29, 30))
        before.append(rows[start:])
        after.append(rows[max(start, 16) :])
        unsafe.append(rows[max(start, 28) :] if by_chance.random() < 0.98 else rows[20:])
    reports = [history(one, sizes, same) for one in (before, after, unsafe)]
    stages = tuple(
        StageReport(
            name,
            2 + 18 * number,
            base or starts_from,
            size(2 * GB, 0.1) if base and "cuda" in base else size(400 * MB) if base else None,
            starts_from,
            takes,
            name == "serve",
            name == "serve",
        )
        for number, (name, base, starts_from, takes) in enumerate(STAGES)
    )
    report = BuildReport(
        "deploy/serving/Dockerfile", ".", "serve", tuple(layers), *reports, "", stages, tuple(layers), tuple(layers)
    )
    findings = tuple(
        FindingReport(
            f"ML2{number:02}",
            "a-rule-of-the-cache",
            ("error", "warning", "info")[number % 3],
            f"what is copied in row {rows[number]} changes with every commit, so that what follows it is built again",
            "copy it later",
            "deploy/serving/Dockerfile",
            rows[number],
            "https://example.org/rule",
            ("safe", "unsafe", "")[number % 3],
            "Copy it later" if number % 3 < 2 else "",
            (FileChange("deploy/serving/Dockerfile", b"COPY a b\nRUN c\n", b"RUN c\nCOPY a b\n"),) * (number % 3 < 2),
            (Saving((12 - number) * 100 * GB, "rebuilds", True, 700 - number),) if number < 9 else (),
        )
        for number in range(12)
    )
    context = ContextReport(
        _tree(by_chance),
        (Share("images", 3 * GB, 6000), Share("weights", 2 * GB, 12), Share("source", 300 * MB, 3000)),
        tuple(
            CopyReport(
                layer.row, layer.instruction, layer.bytes, layer.files, (Share(layer.label, layer.bytes, 9),) * 2
            )
            for layer in layers
            if layer.files
        ),
        (Share("node_modules", GB, 40_000), Share(".git", 300 * MB, 900)),
        (Share("data0", 2 * GB, 900, "training data"), Share("notebooks", 40 * MB, 40, "notebooks")),
    )
    image = ImageReport(size(2 * GB, 0.1), Size(3 * GB, 4 * GB, 5 * GB, "", False), (), 1, 6)
    return Analysis("recommender-platform", (BuildAnalysis(report, context, "", findings, None, image),))


def _tree(by_chance: random.Random) -> ContextNode:
    folders = []
    for number in range(14):
        parts = []
        for inner in range(8):
            files = [ContextNode(f"part-{inner}-{leaf}.parquet", by_chance.randint(1, 90) * MB, 9) for leaf in range(9)]
            files.sort(key=lambda one: -one.bytes)
            parts.append(
                ContextNode(f"shard{inner}", sum(one.bytes for one in files), 81, tuple(files) if number < 4 else ())
            )
        parts.sort(key=lambda one: -one.bytes)
        scale = 14 - number
        parts = parts[: 1 + scale // 2]
        total = sum(one.bytes for one in parts)
        folders.append(ContextNode(f"data{number}", total, sum(one.files for one in parts), tuple(parts)))
    folders.sort(key=lambda one: -one.bytes)
    folders.append(ContextNode("", 90 * MB, 10_000 - sum(one.files for one in folders)))
    return ContextNode("", sum(one.bytes for one in folders), 10_000, tuple(folders))


HOSTILE = '"><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">\u202e</script><!--&amp;\x1b[31m'
"""What a name may be, except for what a file system forbids."""


def hostile() -> Analysis:
    """A project whose every text is made to become markup."""
    one = small().builds[0]
    layers = tuple(
        layer._replace(label=HOSTILE, instruction=f"RUN {HOSTILE}", stage=HOSTILE) for layer in one.report.layers
    )
    report = one.report._replace(
        dockerfile=HOSTILE,
        context=HOSTILE,
        target=HOSTILE,
        layers=layers,
        stages=(StageReport(HOSTILE, 1, HOSTILE, None, None, (HOSTILE,), True, True),),
        layers_after_fix=tuple(layer._replace(label=HOSTILE) for layer in one.report.layers_after_fix),
    )
    assert one.context is not None
    shares = (Share(HOSTILE, MB, 3, HOSTILE),)
    inner = ContextNode(HOSTILE, 9 * MB, 9, (ContextNode(HOSTILE, 9 * MB, 9),))
    context = ContextReport(
        ContextNode("", 9 * MB, 9, (inner,)), shares, (CopyReport(3, HOSTILE, MB, 9, shares),), shares, shares
    )
    finding = one.findings[0]._replace(
        name=HOSTILE,
        message=HOSTILE,
        help=HOSTILE,
        filename=HOSTILE,
        fix_message=HOSTILE,
        url="https://example.org/" + HOSTILE,
        changes=(FileChange(HOSTILE, HOSTILE.encode(), HOSTILE.encode() + b"\xff\n"),),
    )
    changed = ChangedReport((HOSTILE,), (3,), (HOSTILE,))
    return Analysis(HOSTILE, (BuildAnalysis(report, context, HOSTILE, (finding,), changed, one.image),), (HOSTILE,))
