"""Which packages of the system do the images of Python hold, beside those that every image of Debian holds?

As the Dockerfiles say that the images are made of. What these packages need is for
`dflint.knowledge.system_package_sizes`.
"""

from __future__ import annotations

from collections.abc import Mapping

VERIFIED = "2026-11-27"
SOURCES = (
    "https://github.com/docker-library/buildpack-deps/blob/master/debian/bookworm/Dockerfile",
    "https://github.com/docker-library/buildpack-deps/blob/master/debian/bookworm/scm/Dockerfile",
    "https://github.com/docker-library/buildpack-deps/blob/master/debian/bookworm/curl/Dockerfile",
    "https://github.com/docker-library/python/blob/master/Dockerfile-linux.template",
)

_CURL = "ca-certificates curl gnupg netbase sq tzdata wget"
_SCM = f"{_CURL} git git-lfs mercurial openssh-client procps subversion"
_FULL = (
    f"{_SCM} autoconf automake bzip2 default-libmysqlclient-dev dpkg-dev file g++ gcc imagemagick libbz2-dev libc6-dev "
    "libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev "
    "libkrb5-dev liblzma-dev libmagickcore-dev libmagickwand-dev libmaxminddb-dev libncurses5-dev libncursesw5-dev "
    "libpng-dev libpq-dev libreadline-dev libsqlite3-dev libssl-dev libtool libwebp-dev libxml2-dev libxslt-dev "
    "libyaml-dev make patch unzip xz-utils zlib1g-dev"
)

IMAGE_PACKAGES: Mapping[tuple[str, str], str] = {
    ("buildpack-deps", "curl"): _CURL,
    ("buildpack-deps", "scm"): _SCM,
    ("buildpack-deps", "full"): _FULL,
    ("node", "full"): _FULL,
    ("python", "slim"): "ca-certificates netbase tzdata libsqlite3-0 libreadline8 libexpat1",
    ("python", "full"): f"{_FULL} libbluetooth-dev tk-dev uuid-dev",
}
"""By the family and the variant of `dflint.knowledge.base_images`."""
