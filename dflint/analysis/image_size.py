"""How large do the layers of a build become, and the image?

Files of the context are measured, packages are looked up in the tables of `dflint.knowledge`, and what is in no table
is said to be unknown. `low` and `high` are bounds for what is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dflint.analysis.kept import kept
from dflint.analysis.parts import Part, merged, size_of_parts
from dflint.analysis.results import ImageReport, Size, UnknownSize
from dflint.analysis.run_sizes import run_parts
from dflint.build.copied_files import copied_bytes
from dflint.build.images import BaseImage
from dflint.build.layers import Layer, layers_of_stage
from dflint.build.origins import is_archive
from dflint.build.stages import Stage
from dflint.build.state import join_path
from dflint.build.steps import CopyStep, RunStep, is_within
from dflint.dockerfile.instructions import Add

if TYPE_CHECKING:
    from dflint.build.build import Build

_PACKAGE_FOLDERS = ("site-packages", "dist-packages")
_PROGRAM_FOLDERS = ("bin", "sbin")
_UNPACKED = (1, 3, 6)
"""How many times its own size an archive becomes that is compressed."""


def size_of(layer: Layer, build: Build) -> Size:
    """The bytes that `layer`, one of `build`, has as ``docker history`` shows them."""
    return size_of_parts(layer_parts(layer))


def image_size_of(build: Build) -> ImageReport:
    """The size of the image that `build` makes: its base, and its layers together."""
    target = build.target
    chain = () if target is None else tuple(reversed(target.chain))
    layers = [layer for stage in chain for layer in layers_of_stage(stage)]
    parts = [(layer, layer_parts(layer)) for layer in layers]
    unknown = [UnknownSize(layer.row, part.text) for layer, found in parts for part in found if not part.is_known]
    return ImageReport(
        None if target is None else base_size_of(target.root),
        size_of_parts(part for _, found in parts for part in found),
        tuple(dict.fromkeys(unknown)),
        sum(any(not part.is_known for part in found) for _, found in parts),
        len(layers),
    )


def base_size_of(image: BaseImage) -> Size | None:
    """The size of an image that a stage starts from; None where nothing is known of it."""
    if image.is_scratch:
        return Size(0, 0, 0, "nothing")
    from dflint.knowledge.image_sizes import IMAGE_SIZES

    reference = image.reference
    known = None if reference is None else IMAGE_SIZES.get(f"{reference.familiar}:{reference.tag}")
    if known is not None:
        # Other images with the same tag come, which are about as large.
        return _about(known.byte_count, 0.1, f"{known.source} ({known.date})")
    facts = image.known
    if facts is None or not facts.variant:
        return None
    for name, like in IMAGE_SIZES.items():
        other = BaseImage(name)
        if other.known is not None and (other.known.family, other.known.variant) == (facts.family, facts.variant):
            return _about(like.byte_count, 0.25, f"as large as {name}: {like.source} ({like.date})")
    return None


def _about(byte_count: int, share: float, source: str) -> Size:
    return Size(int((1 - share) * byte_count), byte_count, int((1 + share) * byte_count), source)


def layer_parts(layer: Layer) -> tuple[Part, ...]:
    """What `layer` is made of."""
    step = layer.step
    if isinstance(step, RunStep):
        return run_parts(step)
    if isinstance(step, CopyStep):
        return tuple(_context_parts(step)) if step.is_from_context else _stage_parts(step)
    return ()


# From the context


def _context_parts(step: CopyStep) -> Iterator[Part]:
    taken = step.taken
    if taken is None:
        yield Part.unknown("what is copied from a context that is not there", step.destination)
        return
    if taken.remote:
        yield Part.unknown("what is fetched from a URL", step.destination)
    if taken.truncated:
        yield Part.unknown("files beyond the first ones", step.destination)
    archives = [file for file in taken.files if isinstance(step.instruction, Add) and is_archive(file.path)]
    plain = taken.byte_count - sum(file.size for file in archives)
    if plain:
        count = len(taken.files) - len(archives)
        yield Part.measured(f"{count} file{'s' * (count != 1)} of the context", plain, step.destination)
    for file in archives:
        low, likely, high = (1, 1, 1) if file.path.endswith(".tar") else _UNPACKED
        packed = Part.measured(f"what is in {file.path}", file.size, step.destination)
        yield packed.scaled(low, likely, high)


# From other stages


@kept
def _stage_parts(step: CopyStep) -> tuple[Part, ...]:
    """What `step` copies from where it is not the context."""
    origin, destination = step.origin, step.destination
    if not isinstance(origin, Stage) or origin.index >= step.stage.index:
        name = origin.text if isinstance(origin, BaseImage) else None
        return (Part.unknown(f"what is copied from {name or 'elsewhere'}", destination),)
    # Copies of copies: from the first stage on, however many there are, none has to wait for another.
    for stage in step.stage.graph.stages[: origin.index + 1]:
        for copy in stage.copies:
            if not copy.is_from_context:
                _stage_parts(copy)
    found: list[Part] = []
    for source in step.sources:
        if source is None:
            found.append(Part.unknown("what is copied of a name that is not known", destination))
        else:
            found += (part._replace(place=destination) for part in _parts_at(origin, join_path("/", source)))
    return merged(found)


def _parts_at(origin: Stage, source: str) -> Iterator[Part]:
    """What lies at the absolute path `source` of the stage `origin`."""
    found = False
    for stage in reversed(origin.chain):
        for layer in layers_of_stage(stage):
            for part in _parts_within(layer, source):
                found = True
                yield part
    if not found or source == "/":
        yield Part.unknown(f"what is at {source} of {origin.name or origin.index}")


def _parts_within(layer: Layer, source: str) -> Iterator[Part]:
    """The parts of a layer that lie at `source` or below it, as far as that is known."""
    step = layer.step
    if isinstance(step, CopyStep) and step.is_from_context:
        byte_count = copied_bytes(step, source)
        if byte_count:
            yield Part.measured("files of the context", byte_count, source)
        return
    for part in layer_parts(layer):
        if part.place is None:
            continue
        if is_within(part.place, source) or (
            is_within(source, part.place) and source.rpartition("/")[2] in (*_PACKAGE_FOLDERS, "lib")
        ):
            yield part
        elif is_within(source, part.place) and source.rpartition("/")[2] in _PROGRAM_FOLDERS:
            yield part.scaled(0, 0, 0)._replace(text="programs of packages", is_known=True)
