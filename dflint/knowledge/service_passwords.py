"""Which variables give programs that are run as services the password that they ask for?

By the repositories of the images, as people write them. A program or a variable that is not in the table may ask for a
password all the same; nothing is said of it. All rows were looked at on the day in `VERIFIED`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dflint.lazy_pattern import lazy_pattern

VERIFIED = "2026-11-27"


class ServicePassword(NamedTuple):
    """What sets the password of a program.

    `repository` is the pattern of the repositories of its images, `options` those of its command whose value is the
    password. `known` are the passwords that it has where none is set: who writes one of them gives nothing away.
    With one of `opened_by`, a variable and its value, nobody is asked. `is_page`: it is a page that people log in to,
    and no store of what programs give it.
    """

    repository: str
    variables: tuple[str, ...]
    source: str
    options: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    opened_by: tuple[tuple[str, str], ...] = ()
    is_page: bool = False


_OFFICIAL = "https://github.com/docker-library/docs/blob/master/{}/content.md"
_REDIS_OPTION = ("--requirepass",)

PASSWORDS: tuple[ServicePassword, ...] = (
    ServicePassword(
        # PostgreSQL, and the images that are made from it and start as it does.
        r"postgres|(?:pgvector|ankane)/pgvector|postgis/postgis|timescale/timescaledb(?:-ha)?|paradedb/paradedb",
        ("POSTGRES_PASSWORD",),
        _OFFICIAL.format("postgres"),
        opened_by=(("POSTGRES_HOST_AUTH_METHOD", "trust"),),
    ),
    ServicePassword(r"mysql(?:/mysql-server)?", ("MYSQL_ROOT_PASSWORD", "MYSQL_PASSWORD"), _OFFICIAL.format("mysql")),
    ServicePassword(
        r"mariadb",
        ("MARIADB_ROOT_PASSWORD", "MARIADB_PASSWORD", "MYSQL_ROOT_PASSWORD", "MYSQL_PASSWORD"),
        _OFFICIAL.format("mariadb"),
    ),
    ServicePassword(r"mongo", ("MONGO_INITDB_ROOT_PASSWORD",), _OFFICIAL.format("mongo")),
    ServicePassword(
        r"mcr\.microsoft\.com/(?:mssql/server|azure-sql-edge)",
        ("MSSQL_SA_PASSWORD", "SA_PASSWORD"),
        "https://learn.microsoft.com/en-us/sql/linux/sql-server-linux-configure-environment-variables",
    ),
    ServicePassword(
        r"clickhouse/clickhouse-server",
        ("CLICKHOUSE_PASSWORD",),
        "https://clickhouse.com/docs/install/docker",
    ),
    ServicePassword(r"neo4j", ("NEO4J_AUTH",), _OFFICIAL.format("neo4j"), known=("neo4j",)),
    ServicePassword(r"redis", (), _OFFICIAL.format("redis"), options=_REDIS_OPTION),
    ServicePassword(r"valkey/valkey", (), "https://github.com/valkey-io/valkey-container", options=_REDIS_OPTION),
    ServicePassword(
        r"(?:docker\.elastic\.co/elasticsearch/)?elasticsearch",
        ("ELASTIC_PASSWORD",),
        "https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-compose",
        opened_by=(("xpack.security.enabled", "false"),),
    ),
    ServicePassword(
        r"opensearchproject/opensearch",
        ("OPENSEARCH_INITIAL_ADMIN_PASSWORD",),
        "https://docs.opensearch.org/latest/security/configuration/demo-configuration/",
        opened_by=(("DISABLE_SECURITY_PLUGIN", "true"), ("plugins.security.disabled", "true")),
    ),
    ServicePassword(r"rabbitmq", ("RABBITMQ_DEFAULT_PASS",), _OFFICIAL.format("rabbitmq"), known=("guest",)),
    ServicePassword(
        r"(?:quay\.io/)?minio/minio",
        ("MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY"),
        "https://github.com/minio/minio/blob/master/docs/docker/README.md",
        known=("minioadmin",),
    ),
    ServicePassword(
        r"grafana/grafana(?:-oss|-enterprise)?",
        ("GF_SECURITY_ADMIN_PASSWORD",),
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/",
        known=("admin",),
        opened_by=(("GF_AUTH_ANONYMOUS_ORG_ROLE", "admin"),),
        is_page=True,
    ),
    ServicePassword(
        r"(?:quay\.io/)?keycloak/keycloak",
        ("KC_BOOTSTRAP_ADMIN_PASSWORD", "KEYCLOAK_ADMIN_PASSWORD"),
        "https://www.keycloak.org/server/containers",
        is_page=True,
    ),
    ServicePassword(
        r"dpage/pgadmin4",
        ("PGADMIN_DEFAULT_PASSWORD",),
        "https://www.pgadmin.org/docs/pgadmin4/latest/container_deployment.html",
        opened_by=(("PGADMIN_CONFIG_SERVER_MODE", "false"),),
        is_page=True,
    ),
    ServicePassword(
        r"getmeili/meilisearch",
        ("MEILI_MASTER_KEY",),
        "https://www.meilisearch.com/docs/learn/security/basic_security",
    ),
    ServicePassword(
        r"qdrant/qdrant",
        ("QDRANT__SERVICE__API_KEY",),
        "https://qdrant.tech/documentation/guides/security/",
    ),
)


CLIENTS = lazy_pattern(
    r"\b(?:psql|pg_\w+|createdb|mysql\w*|mariadb[\w-]*|mongo\w*|redis-cli|valkey-cli|cypher-shell|clickhouse-client|"
    r"rabbitmqadmin|sqlcmd)\b"
)
"""Programs that are told the password of a server with an option."""


@cache
def service_password(repository: str) -> ServicePassword | None:
    """The row of the repository, as people write it; None if there is none."""
    return next((row for row in PASSWORDS if re.fullmatch(row.repository, repository) is not None), None)


OWN_SECRET = lazy_pattern(
    r"(?:\w+_)?(?:"
    r"JWT(?:_\w+)?_(?:SECRET|KEY)|JWT_SECRET|(?:SESSION|COOKIE|NEXTAUTH|AUTH|SIGNING|ENCRYPTION|FERNET)_(?:SECRET|KEY)|"
    r"(?:FLASK|DJANGO|SESSION|JWT|AUTH|APP|WEBUI)_SECRET_KEY|SECRET_KEY_BASE"
    r")|SECRET_KEY|(?:(?:APP|DEFAULT|INITIAL|FIRST|SUPER|WEB|UI|DJANGO)_?)*(?:ADMIN|SUPERUSER|SUPERUSER_ADMIN)_PASSWORD",
    re.IGNORECASE,
)
"""Variables with which a program signs or encrypts, and the password of its first account, by their whole names.

Gathered from the environments of public compose files on the day in `VERIFIED`.
"""

READ_BY_FRAMEWORKS: tuple[tuple[str, str], ...] = (
    # https://guides.rubyonrails.org/security.html#environmental-security
    (r"SECRET_KEY_BASE", r"\brails\b"),
    # https://next-auth.js.org/configuration/options#nextauth_secret, https://authjs.dev/reference/core/errors#missingsecret
    (r"NEXTAUTH_SECRET|AUTH_SECRET", r"next-auth|@auth/"),
    # https://docs.djangoproject.com/en/stable/ref/django-admin/#createsuperuser
    (r"DJANGO_SUPERUSER_PASSWORD", r"\bcreatesuperuser\b"),
    # https://airflow.apache.org/docs/apache-airflow/stable/howto/set-config.html
    (r"AIRFLOW__\w+", r"\bairflow\b"),
    # https://superset.apache.org/docs/configuration/configuring-superset
    (r"SUPERSET_SECRET_KEY", r"\bsuperset\b"),
    # https://flask.palletsprojects.com/en/stable/config/#configuring-from-environment-variables
    (r"FLASK_\w+", r"\bfrom_prefixed_env\b"),
    # https://docs.openwebui.com/getting-started/env-configuration
    (r"WEBUI_SECRET_KEY", r"\bopen-webui\b"),
)
"""Variables, as patterns, that a framework reads without being told; and what tells in the source that it is there."""
