"""Which image does a service pull, and is it somebody else's?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dflint.dockerfile.image import DEFAULT_REGISTRY, ImageReference
from dflint.knowledge.official_images import OFFICIAL_IMAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dflint.compose.service import Service
    from dflint.project.project import Project


def pulled_image(service: Service, project: Project) -> ImageReference | None:
    """The image of somebody else that `service` certainly pulls, as it is written; None if there is none.

    Beside ``build`` the image is only the name that the result gets. Left out are images of the project's own, those of
    the machine, and those that a variable has a part in.
    """
    node = service.image
    if node is None or service.build is not None or service.is_extended or "$" in node.text:
        return None
    if service.text("pull_policy") in ("never", "build"):
        return None
    reference = ImageReference.parse(node.text)
    if reference is None or not _is_published(reference) or _is_built_here(reference, service, project):
        return None
    from dflint.project.repository import has_same_owner, is_project_itself

    if is_project_itself(reference.repository, project) or has_same_owner(reference.repository, project):
        return None
    return reference


def _is_published(reference: ImageReference) -> bool:
    """Whether the image can be pulled: a name of one word that is no official image is the machine's own."""
    if reference.registry != DEFAULT_REGISTRY:
        return "." in reference.registry
    return "/" in reference.familiar or reference.familiar in OFFICIAL_IMAGES


def _is_built_here(reference: ImageReference, service: Service, project: Project) -> bool:
    """Whether a service of the project builds an image of that name, or may give this one a build."""
    built = project.built_images
    return (service.name, reference.text) in built.by_service or reference.familiar in built.names


class BuiltImages:
    """The images that the services of a project build.

    `names` are their names without tags, `by_service` what is written as the name, with that of the service.
    """

    def __init__(self, services: Iterable[Service]) -> None:
        images = [(one.name, one.image.text) for one in services if one.build is not None and one.image is not None]
        references = (ImageReference.parse(text) for _, text in images)
        self.names = frozenset(reference.familiar for reference in references if reference is not None)
        self.by_service = frozenset(images)
