"""DC118 names every place of a secret: in the file, in the source and in the settings of the project."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic
from dflint.project import own_texts
from dflint.rules.compose.dc118_compose_plaintext_secret import ComposePlaintextSecret
from dflint.rules.rule import Option

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]

DATABASE = """\
services:
  db:
    image: postgres:17
    ports: ["5432:5432"]
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: postgres
"""
RARE = DATABASE.replace("POSTGRES_PASSWORD: postgres", "POSTGRES_PASSWORD: h4ck-Me-2026")
APP = """\
  app:
    build: ./app
    ports: ["8000:8000"]
"""
DOCKERFILE = {"app/Dockerfile": "FROM scratch\n"}


@pytest.fixture(autouse=True)
def keys_and_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"keys-and-defaults": Option(True, ""), "all-secrets": Option(False, "")}
    monkeypatch.setattr(ComposePlaintextSecret, "options", options)


def elsewhere(found: list[Diagnostic]) -> list[str]:
    """The other files that the one finding names, with the rows."""
    (one,) = found
    return [
        f"{os.path.basename(related.source.path)}:{related.source.row(related.span.start)}"
        for related in one.related
        if related.source is not one.source
    ]


class TestInOtherFiles:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.py", 'connect("host=db user=shop password=postgres")\n'),
            ("a.py", "connect(host='db', password='postgres')\n"),
            ("a.py", 'connect(\n    host="db",\n    password="postgres",\n)\n'),
            ("a.py", "URL = 'postgresql://shop:postgres@db:5432/shop'\n"),
            ("a.py", "URL = f'postgresql://{USER}:postgres@localhost/shop'\n"),
            ("a.py", "PGPASSWORD = 'postgres'\n"),
            ("job.py", '.config("spark.sql.catalog.jdbc.password", "postgres").config("user", "shop")\n'),
            ("a.ipynb", '{"source": ["connect(host=\\"db\\", password=\\"postgres\\")"]}\n'),
            ("a.js", "new Pool({ host: 'db', password: 'postgres' })\n"),
            ("A.java", 'getConnection("jdbc:postgresql://db/x", props("password", "postgres"))\n'),
            ("a.go", 'dsn := "postgres://shop:postgres@db:5432/shop"\n'),
            ("A.cs", 'var c = "Host=db;Username=shop;Password=postgres";\n'),
            ("init.sql", "ALTER USER shop WITH PASSWORD = 'postgres';\n"),
            ("run.sh", "PGPASSWORD=postgres psql -h db\n"),
            ("install.sh", "echo POSTGRES_PASSWORD=postgres >> .env\n"),
            ("profiles.yml", "shop:\n  type: postgres\n  user: shop\n  password: postgres\n"),
            ("application.yml", "datasource:\n  url: jdbc:postgresql://db/x\n  password: postgres\n"),
        ],
    )
    def test_a_word_that_many_write(self, findings: Findings, name: str, text: str) -> None:
        tree = {"compose.yaml": DATABASE + APP, **DOCKERFILE, f"app/{name}": text}
        (place,) = elsewhere(findings(tree, "DC118"))
        assert place.startswith(f"{name}:")

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            # Nothing speaks of the server.
            ("a.py", "create_user(name='ann', password='postgres')\n"),
            ("a.py", "driver = 'postgres'\n"),
            ("a.py", "engine: 'postgres'\n"),
            # Something else is meant.
            ("a.py", "connect(host='db', admin_password='postgres')\n"),
            ("a.py", "REDIS_PASSWORD = 'postgres'\n"),
            ("a.py", "URL = 'redis://:postgres@localhost/0'\n"),
            ("a.py", "URL = 'postgresql://shop:postgres@app/shop'\n"),
            ("a.py", "URL = 'postgresql://shop:postgres@db.example.org/shop'\n"),
            # No text, but a name, or a remark.
            ("a.py", "connect(host='db', password=postgres)\n"),
            ("a.py", "# connect(host='db', password='postgres')\n"),
            ("a.py", "print('db: password: postgres')\n"),
            ("a.sh", "echo 'The password of db: postgres'\n"),
            # Part of another word.
            ("a.py", "connect(host='db', password='postgres-old')\n"),
            # What people read, copy or get from others, and what git ignores.
            ("README.md", "postgresql://shop:postgres@db/shop\n"),
            pytest.param(".env.example", "POSTGRES_PASSWORD=postgres\n", id="to copy"),
            ("node_modules/a.js", "new Pool({ host: 'db', password: 'postgres' })\n"),
            (".venv/a.py", "connect(host='db', password='postgres')\n"),
            ("dist/a.js", "new Pool({ host: 'db', password: 'postgres' })\n"),
            ("ignored.py", "connect(host='db', password='postgres')\n"),
            ("k8s/a.yaml", "POSTGRES_PASSWORD: postgres\n"),
            ("a.yaml", "apiVersion: v1\nkind: Secret\nstringData:\n  POSTGRES_PASSWORD: postgres\n"),
        ],
    )
    def test_no_place(self, findings: Findings, name: str, text: str) -> None:
        tree = {"compose.yaml": DATABASE + APP, **DOCKERFILE, ".gitignore": "ignored.py\n", f"app/{name}": text}
        assert elsewhere(findings(tree, "DC118")) == []

    @pytest.mark.parametrize(
        "text", ["secret = 'h4ck-Me-2026'\n", "open('h4ck-Me-2026')\n", "u = 'x://a:h4ck-Me-2026@elsewhere'\n"]
    )
    def test_what_nobody_else_would_write(self, findings: Findings, text: str) -> None:
        assert elsewhere(findings({"compose.yaml": RARE, "a.py": text}, "DC118")) == ["a.py:1"]

    def test_the_password_of_another_program(self, findings: Findings) -> None:
        tree = {"compose.yaml": RARE, "a.py": "REDIS_PASSWORD = 'h4ck-Me-2026'\n"}
        assert elsewhere(findings(tree, "DC118")) == []

    def test_the_key_of_a_test(self, findings: Findings) -> None:
        compose = f"services:\n{APP}    environment: [JWT_SECRET=h4ck-Me-2026]\n"
        source = {"app/a.py": "sign(JWT_SECRET)\n", "app/tests/a.py": "KEY = 'h4ck-Me-2026'\n"}
        assert elsewhere(findings({"compose.yaml": compose, **DOCKERFILE, **source}, "DC118")) == []

    def test_the_help_and_the_order(self, findings: Findings) -> None:
        tree = {
            "compose.yaml": DATABASE + APP,
            **DOCKERFILE,
            "a.py": "connect(host='db', password='postgres')\n",
            "app/b.py": "connect(host='db', password='postgres')\n",
        }
        (one,) = findings(tree, "DC118")
        assert elsewhere([one]) == ["b.py:1", "a.py:1"]
        assert one.help == (
            "set a new one in a variable (`${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}`), and give it to everything "
            f"that logs in to `db`: `{os.path.join('app', 'b.py')}` line 1, `a.py` line 1, and whatever else does"
        )
        assert "written here, and in 2 other files, for" in one.message
        assert one.fix is None

    def test_five_are_named_and_the_rest_counted(self, findings: Findings) -> None:
        files = {f"{letter}.py": "connect(host='db', password='postgres')\n" for letter in "abcdefg"}
        (one,) = findings({"compose.yaml": DATABASE, **files}, "DC118")
        assert len(elsewhere([one])) == 5
        assert "2 more places, and whatever else does" in one.help
        assert "in 7 other files" in one.message

    def test_settings(self, findings: Findings) -> None:
        (one,) = findings({"compose.yaml": RARE, "profiles.yml": "password: h4ck-Me-2026\n"}, "DC118")
        assert "logs in to `db`: `profiles.yml` line 1, and whatever else does" in one.help

    def test_no_secret_is_shown(self, findings: Findings) -> None:
        (one,) = findings({"compose.yaml": RARE, "a.py": "p = 'h4ck-Me-2026'\n"}, "DC118")
        assert "h4ck" not in one.message + one.help + "".join(related.message for related in one.related)

    def test_a_project_that_is_too_large_is_read_in_part(
        self, findings: Findings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(own_texts, "MOST_FILES", 3)
        files = {f"{number}.py": "connect(host='db', password='postgres')\n" for number in range(9)}
        assert len(elsewhere(findings({"compose.yaml": DATABASE, **files}, "DC118"))) == 3

    def test_large_files_and_bytes_are_left_out(self, findings: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(own_texts, "MOST_BYTES", 100)
        files = {"a.py": "p = 'h4ck-Me-2026'\n" + "#" * 100, "b.py": "\0p = 'h4ck-Me-2026'\n"}
        elsewhere(findings({"compose.yaml": RARE, **files}, "DC118"))
        assert "a.py:1" not in elsewhere(findings({"compose.yaml": RARE, **files}, "DC118"))


class TestWhatAProgramFallsBackOn:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.py", "p = os.getenv('DB_PASSWORD', 'postgres')  # of db\n"),
            ("a.py", "host = 'db'\np = os.environ.get(\n    'DB_PASSWORD', 'postgres'\n)\n"),
            ("a.py", "class Settings:\n    DB_PASSWORD: str = 'postgres'\n"),
            ("a.py", "class Settings:\n    password: str = Field(default='postgres', alias='DB_PASSWORD')\n"),
            ("a.js", "const p = process.env.DB_PASSWORD || 'postgres' // of db\n"),
            ("a.ts", "password: config.get<string>('DB_PASSWORD', 'postgres'), host: 'db'\n"),
            ("run.sh", "PGPASSWORD=${DB_PASSWORD:-postgres} psql -h db\n"),
            ("app.yml", "host: db\npassword: ${DB_PASSWORD:postgres}\n"),
        ],
    )
    def test_where_compose_sets_it_and_where_not(self, findings: Findings, name: str, text: str) -> None:
        tree = {"compose.yaml": DATABASE + APP, **DOCKERFILE, f"app/{name}": text}
        (one,) = findings(tree, "DC118")
        assert len(elsewhere([one])) == 1
        assert "(by `DB_PASSWORD`), and whatever else does" in one.help
        tree["compose.yaml"] = f"{DATABASE}{APP}    env_file: given.txt\n"
        # A file that is not there, or does not set it, gives the program nothing.
        assert len(elsewhere(findings(tree, "DC118"))) == 1
        assert elsewhere(findings(tree | {"given.txt": "DB_PASSWORD=other\n"}, "DC118")) == []
        tree["compose.yaml"] = f"{DATABASE}{APP}    environment: [DB_PASSWORD=other]\n"
        assert elsewhere(findings(tree, "DC118")) == []

    def test_another_argument_that_is_read(self, findings: Findings) -> None:
        text = "HOST = getenv('DB_HOST', 'db')\nconnect(host=getenv('DB_HOST'), user='shop', password='postgres')\n"
        compose = f"{DATABASE}{APP}    environment: [DB_HOST=db]\n"
        assert elsewhere(findings({"compose.yaml": compose, **DOCKERFILE, "app/a.py": text}, "DC118")) == ["a.py:2"]

    def test_settings_that_a_variable_overrides(self, findings: Findings) -> None:
        text = "datasource:\n  url: jdbc:postgresql://db/x\n  password: postgres\n"
        compose = f"{DATABASE}{APP}    environment: [SPRING_DATASOURCE_PASSWORD=other]\n"
        tree = {"compose.yaml": compose, **DOCKERFILE, "app/application.yml": text}
        assert elsewhere(findings(tree, "DC118")) == []


class TestInTheSameFile:
    @pytest.mark.parametrize(
        ("line", "is_edited"),
        [
            ("entrypoint: /bin/sh -c 'mc alias set m http://s:9000 minio h4ck-Me-2026; mc mb m/x'", False),
            ("command: [backup, --secret=h4ck-Me-2026]", False),
            ("labels: {note: 'h4ck-Me-2026'}", False),
            ("environment: ['DSN=host=s password=h4ck-Me-2026']", False),
            ("environment: {MINIO_SECRET_KEY: h4ck-Me-2026}", True),
        ],
    )
    def test_places(self, findings: Findings, line: str, is_edited: bool) -> None:
        text = (
            "services:\n  s:\n    image: minio/minio\n    ports: ['9000:9000']\n"
            "    environment: {MINIO_ROOT_PASSWORD: h4ck-Me-2026}\n"
            f"  c:\n    image: minio/mc\n    {line}\n"
        )
        (one,) = findings({"compose.yaml": text}, "DC118")
        assert "is written here and in line 8, for" in one.message
        assert "logs in to `s`: line 8, and whatever else does" in one.help
        assert (one.fix is not None) == is_edited
        assert len(one.secrets) == 2

    def test_remarks_are_no_places(self, findings: Findings) -> None:
        (one,) = findings({"compose.yaml": RARE + "# password: h4ck-Me-2026\n"}, "DC118")
        assert one.related == ()

    def test_the_default_of_another_variable(self, lay: Callable[..., Any]) -> None:
        text = DATABASE.replace("PASSWORD: postgres", "PASSWORD: ${POSTGRES_PASSWORD:-hunter2}") + (
            "  app:\n    image: app\n    environment:\n"
            "      DATABASE_URL: ${DATABASE_URL:-postgresql://shop:hunter2@db/shop}\n"
        )
        checker = lay({"compose.yaml": text})
        (one,) = checker.run("DC118").diagnostics
        assert (
            "where it is not set, the password `POSTGRES_PASSWORD` is the one that is written here and in line 11, for"
            in one.message
        )
        assert checker.fix("DC118", allowed=Applicability.UNSAFE) == []
        fixed = (checker.folder / "compose.yaml").read_text()
        assert "${DATABASE_URL:-postgresql://shop:${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}@db/shop}" in fixed


class TestWhatIsNoPlaceForCertain:
    @pytest.mark.parametrize(
        "path",
        ["internal/testdata/a.yml", "examples/a.yml", "test_a.py", "src/DatabaseTest.java", "spec/a.rb", "mocks/a.js"],
    )
    def test_where_values_are_made_up(self, findings: Findings, path: str) -> None:
        text = "connect(host='db', password='postgres', other='h4ck-Me-2026')\n"
        for compose in (DATABASE, RARE):
            assert elsewhere(findings({"compose.yaml": compose, path: text}, "DC118")) == []

    @pytest.mark.parametrize(
        ("path", "is_read"), [("s/.env", True), (".env", False), ("other/.env", False), ("s/db.env", True)]
    )
    def test_files_of_variables(self, findings: Findings, path: str, is_read: bool) -> None:
        compose = f"{DATABASE}  app:\n    image: app\n    env_file: [db.env, gone.env]\n"
        found = findings({"s/compose.yaml": compose, path: "PASSWORD_DB=postgres\n"}, "DC118")
        assert elsewhere(found) == ([f"{os.path.basename(path)}:1"] if is_read else [])

    @pytest.mark.parametrize(
        ("name", "text", "is_value"),
        [
            ("a.py", 'hint = f"  POSTGRES_PASSWORD=postgres\\n"\n', False),
            ("a.py", 'fail("start db with POSTGRES_PASSWORD=postgres")\n', False),
            ("a.js", "fail(`db: set it, such as POSTGRES_PASSWORD=postgres`)\n", False),
            ("a.py", 'dsn = "host=db user=shop password=postgres"\n', True),
            ("a.py", 'run("docker", "-e POSTGRES_PASSWORD=postgres")\n', True),
            ("a.cs", 'var c = "Server=db;User Id=shop;Password=postgres";\n', True),
        ],
    )
    def test_prose(self, findings: Findings, name: str, text: str, is_value: bool) -> None:
        assert elsewhere(findings({"compose.yaml": DATABASE, name: text}, "DC118")) == [f"{name}:1"] * is_value

    @pytest.mark.parametrize(
        ("given", "is_place"),
        [
            ("SPRING_PROFILES_ACTIVE=docker", True),
            ("SPRING_DATASOURCE_URL=jdbc:postgresql://db/x", True),
            ("SPRING_DATASOURCE_PASSWORD=other", False),
        ],
    )
    def test_settings_of_a_program_in_an_image(self, findings: Findings, given: str, is_place: bool) -> None:
        compose = f"{DATABASE}  app:\n    image: example/app\n    environment: ['{given}']\n"
        settings = "spring.datasource.url=jdbc:postgresql://db/x\nspring.datasource.password=postgres\n"
        found = findings({"compose.yaml": compose, "application.properties": settings}, "DC118")
        assert elsewhere(found) == ["application.properties:2"] * is_place


class TestClientsOfTheFile:
    def test_a_block_that_several_services_take(self, findings: Findings) -> None:
        text = (
            "x-app: &app\n  image: app\n  environment: &given\n    POSTGRESQL_PASSWORD: postgres\n"
            + DATABASE
            + "  a:\n    <<: *app\n  b:\n    image: b\n    environment:\n      <<: *given\n      MORE: 1\n"
        )
        (one,) = findings({"compose.yaml": text}, "DC118")
        assert "is written here and in line 4, for" in one.message
        assert "logs in to `db`: line 4, and whatever else does" in one.help

    @pytest.mark.parametrize(
        ("command", "is_of_db"),
        [
            ("airflow users create --username shop --password postgres", False),
            ("airflow users create --username shop --password=postgres", False),
            ("mysqladmin -u shop -ppostgres ping", True),
            ("sh -c 'mc ls; mongosh --password postgres'", True),
            ("sh -c 'mongosh; airflow users create --password postgres'", False),
            ("[mongosh, --password, postgres]", True),
            ("[airflow, users, create, --password, postgres]", False),
        ],
    )
    def test_what_a_command_is_told(self, findings: Findings, command: str, is_of_db: bool) -> None:
        (one,) = findings({"compose.yaml": f"{DATABASE}  c:\n    image: c\n    command: {command}\n"}, "DC118")
        assert ("and in line 10, for" in one.message) == is_of_db

    @pytest.mark.parametrize(
        ("line", "is_of_db"),
        [
            ("PASSWORD: postgres", False),
            ("ADMIN_PASSWORD: postgres", False),
            ("CACHE: redis://:postgres@remote/0", False),
            ("DSN: postgresql://shop:postgres@database/0", True),
            ("PG_PASSWORD: postgres", True),
        ],
    )
    def test_the_same_word_for_something_else(self, findings: Findings, line: str, is_of_db: bool) -> None:
        text = f"{DATABASE}  c:\n    image: c\n    environment:\n      {line}\n"
        (one,) = findings({"compose.yaml": text}, "DC118")
        assert ("and in line 11, for" in one.message) == is_of_db

    def test_a_user_whom_nobody_uses_inside(self, words: Words) -> None:
        text = (
            "services:\n  db:\n    image: mysql:8\n    environment:\n      MYSQL_RANDOM_ROOT_PASSWORD: 'yes'\n"
            f"      MYSQL_USER: shop\n      MYSQL_PASSWORD: h4ck-Me-2026\n{APP}"
        )
        assert words({"compose.yaml": text, **DOCKERFILE}, "DC118") == []
        used = f"{text}    environment: [MYSQL_PASSWORD=h4ck-Me-2026]\n"
        assert words({"compose.yaml": used, **DOCKERFILE}, "DC118") == ["h4ck-Me-2026"]


class TestServersWithTheSamePassword:
    OTHER = "  other:\n    image: postgres:17\n    environment: {POSTGRES_PASSWORD: postgres}\n"

    def test_each_is_its_own(self, findings: Findings) -> None:
        (one,) = findings({"compose.yaml": DATABASE + self.OTHER}, "DC118")
        assert "is written here, for" in one.message
        assert one.related == ()
        assert "(`${DB_POSTGRES_PASSWORD:?set DB_POSTGRES_PASSWORD}`), and give it to whatever" in one.help

    @pytest.mark.parametrize(
        ("line", "is_of_db"),
        [
            ("environment: {POSTGRES_PASSWORD: postgres, POSTGRES_HOST: db}", True),
            ("environment: {POSTGRES_PASSWORD: postgres, POSTGRES_HOST: other}", False),
            ("environment: {URL: 'postgresql://u:postgres@db/x'}", True),
            ("environment: {URL: 'postgresql://u:postgres@other/x'}", False),
            ("environment: {DB_PASSWORD: postgres}\n    depends_on: [other]", False),
        ],
    )
    def test_a_client_is_that_of_one(self, findings: Findings, line: str, is_of_db: bool) -> None:
        text = f"{DATABASE}{self.OTHER}  app:\n    image: app\n    {line}\n"
        (one,) = findings({"compose.yaml": text}, "DC118")
        assert ("and in line 13, for" in one.message) == is_of_db

    def test_one_that_the_project_builds(self, findings: Findings) -> None:
        text = DATABASE + "  other:\n    build: ./other\n    environment: {POSTGRES_PASSWORD: postgres}\n"
        tree = {"compose.yaml": text, "other/Dockerfile": "FROM postgres:17\n"}
        assert elsewhere(findings(tree, "DC118")) == []
        (one,) = findings(tree, "DC118")
        assert "is written here, for" in one.message
        tree["other/Dockerfile"] = "FROM python:3.12\n"
        (one,) = findings(tree, "DC118")
        assert "and in line 10, for" in one.message

    def test_programs_that_sign_with_one_key(self, findings: Findings) -> None:
        text = "services:\n" + "".join(
            f"  {name}:\n    build: ./app\n    ports: ['80:80']\n    environment: [JWT_SECRET=hunter2]\n"
            for name in "ab"
        )
        (one,) = findings({"compose.yaml": text, **DOCKERFILE, "app/a.py": "sign(JWT_SECRET)\n"}, "DC118")
        assert "is written here and in line 9, for" in one.message

    def test_a_client_in_the_image_of_the_server(self, findings: Findings) -> None:
        text = DATABASE + (
            "  backup:\n    image: postgres:17\n    command: sh -c 'pg_dump -h db'\n"
            "    environment: {POSTGRES_PASSWORD: postgres}\n"
        )
        (one,) = findings({"compose.yaml": text}, "DC118")
        assert "and in line 11, for" in one.message


class TestKeysOfThePrograms:
    @staticmethod
    def tree(name: str, **files: str) -> dict[str, str]:
        compose = f"services:\n  web:\n    build: ./app\n    ports: ['80:80']\n    environment: ['{name}=hunter2']\n"
        return {"compose.yaml": compose, **DOCKERFILE, **{path.replace("__", "/"): one for path, one in files.items()}}

    @pytest.mark.parametrize(
        ("name", "path", "text"),
        [
            ("JWT_SECRET", "app/a.js", "sign(x, process.env.JWT_SECRET)\n"),
            ("JWT_SECRET", "app/application.properties", "jwt.secret=none\n"),
            ("JWT_SECRET", "app/application.yml", "jwt:\n  secret: none\n"),
            ("JWT_SECRET", "app/a.ts", "config.jwtSecret\n"),
            ("JWT_SECRET_KEY", "app/a.py", "class Settings:\n    jwt_secret_key: str\n"),
            (
                "APP_SECRET_KEY",
                "app/a.py",
                "class S:\n    secret_key: str\n    model_config = dict(env_prefix='APP_')\n",
            ),
            ("NEXTAUTH_SECRET", "app/package.json", '{"dependencies": {"next-auth": "4"}}\n'),
            ("DJANGO_SUPERUSER_PASSWORD", "app/run.sh", "python manage.py createsuperuser --noinput\n"),
            ("SECRET_KEY_BASE", "app/Gemfile", "gem 'rails'\n"),
        ],
    )
    def test_one_that_is_read(self, words: Words, name: str, path: str, text: str) -> None:
        assert words(self.tree(name) | {path: text}, "DC118") == ["hunter2"]

    @pytest.mark.parametrize(
        ("name", "path", "text"),
        [
            ("JWT_SECRET", "app/a.js", "listen(80)\n"),
            ("JWT_SECRET", "other/a.js", "process.env.JWT_SECRET\n"),
            ("JWT_SECRET", "app/.env", "JWT_SECRET=x\n"),
            ("JWT_SECRET", "app/Dockerfile", "FROM scratch\nENV JWT_SECRET=x\n"),
            ("JWT_SECRET", "app/README.md", "Set JWT_SECRET.\n"),
            ("JWT_SECRET", "app/a.js", "process.env.JWT_SECRET_NAME\n"),
            ("NEXTAUTH_SECRET", "app/package.json", '{"dependencies": {"next": "4"}}\n'),
        ],
    )
    def test_one_that_nobody_reads(self, words: Words, name: str, path: str, text: str) -> None:
        assert words(self.tree(name) | {path: text}, "DC118") == []


class TestKeysOfAForm:
    def test_the_port_is_that_of_the_service_that_is_named(self, findings: Findings) -> None:
        text = "services:\n" + "".join(
            f"  {name}:\n    build: ./app\n{ports}    environment: [AIRFLOW__CORE__FERNET_KEY=hunter2]\n"
            for name, ports in (("init", ""), ("web", "    ports: ['8080:8080']\n"))
        )
        (one,) = findings({"compose.yaml": text, "app/Dockerfile": "FROM apache/airflow:2.10.0\n"}, "DC118")
        assert "other machines reach `web` on port 8080" in one.message
        assert "everything that uses it: line 8, and whatever else does; it has to be 32 random bytes" in one.help

    @pytest.mark.parametrize(
        ("name", "form"), [("DATA_ENCRYPTION_KEY", "of the same form"), ("JWT_SECRET", ""), ("SECRET_KEY", "")]
    )
    def test_others(self, findings: Findings, name: str, form: str) -> None:
        compose = f"services:\n  web:\n    build: ./app\n    ports: ['80:80']\n    environment: ['{name}=hunter2']\n"
        (one,) = findings({"compose.yaml": compose, **DOCKERFILE, "app/a.py": f"sign({name})\n"}, "DC118")
        assert ("it has to be" in one.help) == bool(form)
        assert form in one.help


def test_nothing_is_read_where_nothing_is_found(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(own_texts, "find_texts", never)
    inside = DATABASE.replace('    ports: ["5432:5432"]\n', "")
    assert words({"compose.yaml": inside, "a.py": "password = 'postgres'\n"}, "DC118") == []
