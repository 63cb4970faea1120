"""Define typed paths and switches; the only reader of environment variables.

Belongs here: where things lie on this machine and how the network is used.
Does not: anything about a source (`sources/`) or about the data (`dbt_project/`).
"""

import shlex
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from orchestration.errors import WarehouseError, printable

PROJECT_ROOT = Path(__file__).resolve().parent.parent


def seed_path(seeds_dir: Path, name: str) -> Path:
    """Return the CSV of a seed, whichever folder of `seeds_dir` it is in.

    Raises FileNotFoundError where no folder has it.
    """
    for path in seeds_dir.rglob(f"{name}.csv"):
        return path
    raise FileNotFoundError(f"{seeds_dir}: no folder has {name}.csv")


# DuckDB and Dagster take these for a pattern of several names, DuckDB and dbt-duckdb
# for the end of a name: settings are not found, a log is lost, two folders are read.
_NO_NAMES = set("*?[#")


class Settings(BaseSettings):
    """Where the warehouse lives; each field can be set as `TIC_WAREHOUSE_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="TIC_WAREHOUSE_",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,  # some are secrets
    )

    data_dir: Path = PROJECT_ROOT / "data"
    bundled_dir: Path = PROJECT_ROOT / "data" / "bundled"
    dbt_project_dir: Path = PROJECT_ROOT / "dbt_project"
    ui_port: int = 3000
    # Names besides localhost under which the UI is asked for, such as ui.example.org of
    # a proxy with a login; several with commas.
    ui_hosts: Annotated[tuple[str, ...], NoDecode] = ()

    # A publisher should be able to see who asks, and to write to somebody.
    user_agent: str = "tic-warehouse/0.1 (research; one request per file and release)"
    fetch_attempts: int = 4
    fetch_backoff_seconds: float = 1.0
    connect_timeout_seconds: float = 10
    read_timeout_seconds: float = 60
    total_timeout_seconds: float = 600
    # How often the job `update` asks where no publisher answers at all, and the pause
    # after the first time, which doubles.
    update_attempts: int = Field(default=3, ge=1)
    update_backoff_seconds: float = Field(default=60, ge=0)
    # Origins that a redirect may lead to besides https on the hosts of its block, such
    # as http://127.0.0.1:8080 of a mirror; several with commas.
    redirect_origins: Annotated[tuple[str, ...], NoDecode] = ()

    # Where every run publishes to besides the file: "ducklake", "postgres", or both
    # with a comma. An address is postgresql://user:password@host:port/database;
    # secrets come from the environment only and are never shown.
    publish_to: Annotated[tuple[str, ...], NoDecode] = ()
    ducklake_catalogue_url: SecretStr | None = None
    ducklake_data: str | None = None  # s3://bucket/folder/
    s3_endpoint: str | None = None  # https://host:port; none: that of AWS
    s3_region: str = "us-east-1"
    s3_key_id: SecretStr | None = None
    s3_secret: SecretStr | None = None
    postgres_url: SecretStr | None = None
    postgres_schema: str = "tic_warehouse"
    postgres_wait_seconds: float = 60  # for readers to end, before the swap

    # Who is told when a run failed, as JSON: a command with its arguments, which has it
    # on its standard input, and an address it is posted to, which may hold a secret.
    on_failure_command: Annotated[tuple[str, ...], NoDecode] = ()
    on_failure_webhook: SecretStr | None = None
    on_failure_seconds: float = Field(default=30, gt=0)

    # Who is sent the brief of a release that is new here, in the same two ways.
    on_release_command: Annotated[tuple[str, ...], NoDecode] = ()
    on_release_webhook: SecretStr | None = None
    on_release_seconds: float = Field(default=30, gt=0)

    # Dagster's run history in PostgreSQL instead of files of data/dagster, and how much
    # of it stays: so many runs, none older than so many days.
    dagster_postgres_url: SecretStr | None = None
    history_runs: int = Field(default=30, ge=1)
    history_days: int = Field(default=365, ge=1)

    @field_validator("data_dir", "bundled_dir", "dbt_project_dir")
    @classmethod
    def _shown_as_it_is(cls, value: Path) -> Path:
        path = str(value.absolute())
        if printable(path) != path:
            raise ValueError(
                f"{printable(path)} has control characters or bytes that are no UTF-8;"
                " name a folder without them"
            )
        return value

    @field_validator("data_dir")
    @classmethod
    def _can_be_opened(cls, value: Path) -> Path:
        path = value.absolute()
        if found := _NO_NAMES.intersection(str(path)):
            raise ValueError(
                f"{path} has {' and '.join(sorted(found))} in it, which DuckDB,"
                " dbt or Dagster cannot open; name a folder without it"
            )
        return value

    @field_validator("publish_to", "redirect_origins", "ui_hosts", mode="before")
    @classmethod
    def _places(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("on_failure_command", "on_release_command", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        """Take quoted words as one, as a shell does, and nothing else of a shell."""
        return tuple(shlex.split(value)) if isinstance(value, str) else value

    @field_validator("on_failure_webhook", "on_release_webhook")
    @classmethod
    def _address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = urlsplit(value.get_secret_value())
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError("give an address such as https://chat.example/hook")
        return value

    @field_validator("redirect_origins")
    @classmethod
    def _origins(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            parts = urlsplit(value)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError("name origins such as http://127.0.0.1:8080")
        return values

    @property
    def tells_of_failures(self) -> bool:
        """Whether somebody wants to be told that a run failed."""
        return bool(self.on_failure_command) or self.on_failure_webhook is not None

    @property
    def landed_dir(self) -> Path:
        """Immutable copies of what was published, named by their hash."""
        return self.data_dir / "landed"

    @property
    def inbox_dir(self) -> Path:
        """Files put here are landed by the next run (or by the sensor)."""
        return self.data_dir / "inbox"

    @property
    def intake_record_path(self) -> Path:
        """What publishers last answered and which inbox files were refused."""
        return self.data_dir / "intake.json"

    @property
    def parsed_dir(self) -> Path:
        """Parsed cells, one Parquet file per landed file; safe to delete."""
        return self.data_dir / "parsed"

    @property
    def build_dir(self) -> Path:
        """Where a run builds; nobody else may open its database."""
        return self.data_dir / "build"

    @property
    def build_database(self) -> Path:
        """The database of the run at work, with the published one's name."""
        return self.build_dir / "warehouse.duckdb"

    @property
    def published_dir(self) -> Path:
        """What analysts and BI tools open: always whole, always audited."""
        return self.data_dir / "published"

    @property
    def published_database(self) -> Path:
        """The DuckDB file that readers open."""
        return self.published_dir / "warehouse.duckdb"

    @property
    def report_path(self) -> Path:
        """The page about the published database, for people who would rather look."""
        return self.published_dir / "report" / "index.html"

    @property
    def brief_dir(self) -> Path:
        """A page and a text for each release, and a feed of them."""
        return self.published_dir / "brief"

    @property
    def manifest_path(self) -> Path:
        """Which inputs and which code made the published database."""
        return self.published_dir / "manifest.json"

    @property
    def docs_page(self) -> Path:
        """What dbt documents of the published tables, as one page."""
        return self.published_dir / "docs" / "index.html"

    @property
    def dagster_home(self) -> Path:
        """Run history of the Dagster UI; safe to delete."""
        return self.data_dir / "dagster"

    @property
    def daemon_lock_path(self) -> Path:
        """Held by the one UI or daemon that asks the schedules and sensors."""
        return self.data_dir / ".daemon.lock"

    @property
    def lock_path(self) -> Path:
        """Held by the one run that may write."""
        return self.data_dir / ".run.lock"


def read_settings() -> Settings:
    """Read the settings of the environment.

    Raises WarehouseError with a sentence for each variable that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as problem:
        prefix = Settings.model_config["env_prefix"]
        reasons = [
            f"{prefix}{str(error['loc'][0]).upper()}:"
            f" {error['msg'].removeprefix('Value error, ')}"
            for error in problem.errors()
        ]
        raise WarehouseError("; ".join(reasons)) from None
