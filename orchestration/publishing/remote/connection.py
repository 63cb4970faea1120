"""Open other machines for publishing: the extensions, addresses, errors.

Belongs here: one DuckDB connection that has the published file and can reach
PostgreSQL and S3, and errors without secrets. Does not: what is published
(`contents`), how a place takes it in (`publish_ducklake`, `publish_postgres`) or when
(`publish_remote`).

DuckDB would fetch its extensions from its makers' site. Here they come with the
packages `duckdb-extension-*` and are loaded by path; fetching is switched off, so that
a machine without a network publishes the same.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import duckdb
from pydantic import SecretStr

from orchestration.errors import WarehouseError
from orchestration.settings import Settings
from orchestration.storage.connections import RESOURCES, explained
from orchestration.storage.quoting import literal

_OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    **RESOURCES,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_persistent_secrets": False,  # those of the user at the prompt are not ours
}

# The package's name, and the name by which DuckDB looks for the way in.
_EXTENSIONS = {"postgres": "postgres_scanner", "httpfs": "httpfs", "ducklake": None}

# What an address may say after its question mark that nobody else may read.
_SECRET_OPTIONS = ("password", "sslpassword")

# What PostgreSQL, S3 and DuckDB say, and what it means; the first that fits.
_TROUBLES = {
    "no password supplied": "PostgreSQL asks for a password and the address has none",
    "authentication failed": "PostgreSQL refuses the user or the password",
    "could not translate host name": "there is no host of this name",
    "timeout expired": "PostgreSQL does not answer",
    "HTTP 403": "the S3 storage refuses the key",
    "HTTP code 403": "the S3 storage refuses the key",
    "HTTP 404": "the S3 storage has no such bucket or file",
    "HTTP code 404": "the S3 storage has no such bucket or file",
    "error for HTTP": "the S3 storage does not answer",
    "Connection refused": "PostgreSQL does not answer",
    "does not match existing data path": "the lake's files already lie elsewhere",
    "server closed the connection": "the connection to PostgreSQL was lost",
}


@dataclass(frozen=True)
class Publication:
    """What a place holds now; `rows` is None where it held that already."""

    place: str
    tables: int
    rows: int | None
    version: str

    @property
    def sentence(self) -> str:
        """For a person to read."""
        if self.rows is None:
            return f"{self.place}: has this build already ({self.version})"
        return (
            f"{self.place}: published {self.tables} tables with {self.rows:,} rows"
            f" ({self.version})"
        )


@dataclass(frozen=True)
class Address:
    """Where a PostgreSQL database is, and its password apart from it."""

    place: str
    conninfo: str
    password: str | None


def postgres_address(secret: SecretStr | None, setting: str) -> Address:
    """Split postgresql://user:password@host:port/database?option=value.

    Raises WarehouseError where the setting is missing or no such address.
    """
    variable = f"TIC_WAREHOUSE_{setting.upper()}"
    remedy = f"set {variable} to postgresql://user:password@host:port/database"
    if secret is None:
        raise WarehouseError(f"{variable} is not set; {remedy}")
    try:
        parts = urlsplit(secret.get_secret_value())
        host, port = parts.hostname, parts.port or 5432
    except ValueError:
        host, port = None, 0
    if host is None or parts.scheme not in ("postgresql", "postgres"):
        raise WarehouseError(f"{variable} is not an address of PostgreSQL; {remedy}")
    database = unquote(parts.path.lstrip("/")) or "postgres"
    # PostgreSQL takes a plus for itself, and not for a space as web pages do.
    given = dict(parse_qsl(parts.query.replace("+", "%2B")))
    options = {"connect_timeout": "10"} | given
    # As in PostgreSQL's own reading of an address, the option wins.
    password = options.pop("password", unquote(parts.password or "")) or None
    options |= {"host": host, "port": str(port), "dbname": database}
    if parts.username:
        options["user"] = unquote(parts.username)
    words = (f"{name}={_conninfo_value(text)}" for name, text in options.items())
    return Address(f"{host}:{port}/{database}", " ".join(words), password)


def _conninfo_value(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@contextmanager
def opened(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file as `warehouse`, if its audit is clean.

    It keeps seeing the file it opened, even if a run replaces it meanwhile.
    """
    from orchestration.audit.receipt import demand_receipt  # noqa: PLC0415

    published = settings.published_database
    if not published.exists():
        raise WarehouseError(
            f"{published}: nothing is published yet; run `tic-warehouse run` first"
        )
    with duckdb.connect(config=_OFFLINE) as connection:
        with explained(published):
            connection.execute(f"attach {literal(published)} as warehouse (read_only)")
        connection.execute("use warehouse")
        demand_receipt(connection, published)
        connection.execute("use memory")
        load_extensions(connection)
        yield connection


def load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Load each extension under the name that DuckDB derives its way in from."""
    with tempfile.TemporaryDirectory() as folder:
        for package, name in _EXTENSIONS.items():
            found = find_spec(f"duckdb_extension_{package}")
            origin = Path(found.origin or "").parent if found else Path()
            file = f"extensions/v{duckdb.__version__}/{package}.duckdb_extension"
            if found is None or not (origin / file).exists():
                raise WarehouseError(
                    f"duckdb-extension-{package} of version {duckdb.__version__} is not"
                    " installed; install it (or run make again)"
                )
            link = Path(folder) / f"{name or package}.duckdb_extension"
            link.symlink_to(origin / file)
            connection.execute(f"load {literal(link)}")


def use_password(connection: duckdb.DuckDBPyConnection, where: Address) -> str:
    """Hand a password over apart from the address, which errors may show."""
    password = f", password {literal(where.password)}" if where.password else ""
    connection.execute(f"create or replace secret place (type postgres{password})")
    return "place"


@contextmanager
def translate_place_errors(place: str, settings: Settings) -> Iterator[None]:
    """Tell in one sentence, and without any secret, why a place took nothing in."""
    try:
        yield
    except duckdb.Error as problem:
        raise WarehouseError(
            f"{place}: {_place_reason(str(problem), settings)}; readers there still see"
            " what was published before, so mend that and run `tic-warehouse publish"
            f" --to {place.lower().removesuffix('ql')}`"
        ) from None


def _place_reason(text: str, settings: Settings) -> str:
    text = without_secrets(text, settings)
    # What precedes it repeats the statement or the address.
    message = re.split(r'ERROR:  |Unable to connect to Postgres at ".*?": ', text)[-1]
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    first = lines[0].rstrip(".") if lines else "no reason was given"
    known = (meaning for words, meaning in _TROUBLES.items() if words in text)
    if meaning := next(known, None):
        return f"{meaning} ({first})"
    detail = next(
        (line[8:].strip() for line in lines if line.startswith("DETAIL:")), ""
    )
    return f"{first} ({detail})" if detail else first


def without_secrets(text: str, settings: Settings) -> str:
    """Hide secrets in a text that may quote one, such as an error."""
    for secret in _secrets(settings):
        text = text.replace(secret, "***")
    return text


def _secrets(settings: Settings) -> list[str]:
    """Every secret in every form in which a text might quote it, the longest first."""
    held = [settings.s3_key_id, settings.s3_secret]
    found = [secret.get_secret_value() for secret in held if secret]
    urls = (
        settings.ducklake_catalogue_url,
        settings.postgres_url,
        settings.dagster_postgres_url,
    )
    for url in filter(None, urls):
        found += _secrets_of_address(url.get_secret_value())
    forms = {
        form
        for text in found
        for quoted in (text, _conninfo_value(text)[1:-1])
        for form in (quoted, literal(quoted)[1:-1], quote(quoted))
    }
    return sorted((form for form in forms if form), key=len, reverse=True)


def _secrets_of_address(whole: str) -> list[str]:
    """List an address and its passwords, as written in it and as meant."""
    before, _, query = whole.partition("://")[2].partition("?")
    options = (part.partition("=") for part in query.split("&"))
    passwords = [text for name, _, text in options if name in _SECRET_OPTIONS]
    passwords.append(before.rpartition("@")[0].partition(":")[2])
    return [whole, *passwords, *map(unquote, passwords)]
