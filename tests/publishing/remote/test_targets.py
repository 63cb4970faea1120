"""When a warehouse goes to other machines: the command, a run, Dagster's assets."""

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import dagster
import pytest
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from orchestration.dagster_app.assets.remote import build_remote_assets
from orchestration.dagster_app.instance import kept_history
from orchestration.dagster_app.run_lock import RUN_LOCK
from orchestration.definitions import build_defs
from orchestration.errors import WarehouseError
from orchestration.progress import NoProgress
from orchestration.publishing.remote.connection import postgres_address, without_secrets
from orchestration.publishing.remote.targets import publish_to
from orchestration.settings import Settings
from tests.support.remote_places import in_environment, nobody_listens, remote_settings
from tests.support.servers import PostgresServer, S3Server
from tests.support.small_warehouse import publish_small
from tests.support.warehouses import copy_of, tic_warehouse

ADDRESSES = ["ducklake_catalogue_url", "postgres_url"]


@pytest.fixture
def both(tmp_path: Path, postgres: PostgresServer, s3: S3Server) -> Settings:
    """A published file, and both places for it."""
    lake = remote_settings(tmp_path / "data", postgres, s3)
    schema = remote_settings(tmp_path / "data", postgres)
    publish_small(lake, 1)
    return lake.model_copy(
        update={
            "postgres_url": schema.postgres_url,
            "publish_to": ("ducklake", "postgres"),
        }
    )


@pytest.fixture
def unreachable() -> SecretStr:
    return SecretStr(f"postgresql://postgres:hunter2@{nobody_listens()}/lake")


def test_the_command_publishes_to_what_is_configured_and_says_so(
    both: Settings,
) -> None:
    for expected in (r"published \d tables with", "has this build already"):
        done = tic_warehouse(both.data_dir, "publish", **in_environment(both))
        assert done.returncode == 0, done.stdout
        for place in ("DuckLake", "PostgreSQL"):
            assert re.search(f"- {place}: {expected}", done.stdout)


@pytest.mark.parametrize(
    ("arguments", "environment", "complaint"),
    [
        ([], {}, "no place to publish to: add --to ducklake or --to postgres, or set"),
        (["--to", "oracle"], {}, "'oracle' is no place to publish to; use ducklake or"),
    ],
)
def test_a_place_that_is_not_known_or_configured_is_told(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], complaint: str
) -> None:
    done = tic_warehouse(tmp_path, "publish", *arguments, **environment)
    assert done.returncode == 1
    assert complaint in done.stdout
    assert "Traceback" not in done.stdout


def test_a_place_that_fails_keeps_no_other_back(
    both: Settings, unreachable: SecretStr
) -> None:
    changed = both.model_copy(update={"ducklake_catalogue_url": unreachable})
    with pytest.raises(WarehouseError) as caught:
        publish_to(changed, NoProgress(), both.publish_to)
    [sentence] = str(caught.value).splitlines()
    assert sentence.startswith("DuckLake: PostgreSQL does not answer (")
    assert sentence.endswith("`tic-warehouse publish --to ducklake`")
    [publication] = publish_to(changed, NoProgress(), ["postgres"])
    assert publication.rows is None  # it was published to, the failure beside it


def test_a_run_with_nothing_new_brings_a_place_up_to_date_that_failed_before(
    published: Settings, tmp_path: Path, postgres: PostgresServer
) -> None:
    here = copy_of(published, tmp_path / "data")
    place = remote_settings(here.data_dir, postgres)
    configured = place.model_copy(update={"publish_to": ("postgres",)})
    dead = f"postgresql://postgres:hunter2@{nobody_listens()}/x"
    before = here.published_database.read_bytes()
    environment = in_environment(configured) | {"TIC_WAREHOUSE_PUBLISH_TO": "postgres"}
    failed = tic_warehouse(
        here.data_dir, "run", **environment | {"TIC_WAREHOUSE_POSTGRES_URL": dead}
    )
    assert failed.returncode == 1
    assert "PostgreSQL does not answer" in failed.stdout
    assert "hunter2" not in failed.stdout
    done = tic_warehouse(here.data_dir, "run", **environment)
    assert done.returncode == 0, done.stdout
    assert "Nothing new" in done.stdout
    assert "- PostgreSQL: published " in done.stdout
    assert here.published_database.read_bytes() == before


def test_configured_places_are_assets_after_all_that_is_published(
    published: Settings,
) -> None:
    both = published.model_copy(update={"publish_to": ("ducklake", "postgres")})
    graph = build_defs(both).resolve_asset_graph()
    keys = {key for key in graph.get_all_asset_keys() if key.path[0] == "published"}
    for place in both.publish_to:
        node = graph.get(dagster.AssetKey(["remote", place]))
        assert node.parent_keys == keys
    without = build_defs(published).resolve_asset_graph().get_all_asset_keys()
    assert not [key for key in without if key.path[0] == "remote"]


def test_a_step_that_fails_says_why_without_secrets_and_the_other_is_done(
    both: Settings, unreachable: SecretStr
) -> None:
    changed = both.model_copy(update={"ducklake_catalogue_url": unreachable})
    result = _materialize(changed, None)
    assert not result.success
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_key == "remote_ducklake"
    assert "DuckLake: PostgreSQL does not answer" in str(failure.event_specific_data)
    assert "hunter2" not in str(result.all_events)
    [done] = result.get_asset_materialization_events()
    assert done.asset_key == dagster.AssetKey(["remote", "postgres"])
    assert done.materialization.metadata["version"].value == "schema tic_warehouse"


@pytest.fixture
def history(
    both: Settings, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """The same with Dagster's history in a database of its own."""
    monkeypatch.setenv("TIC_WAREHOUSE_DAGSTER_STORAGE", "set by the project")
    url = SecretStr(postgres.url(postgres.fresh_database()))
    return both.model_copy(update={"dagster_postgres_url": url})


def test_a_runs_history_lands_in_postgres(
    history: Settings, postgres: PostgresServer
) -> None:
    with kept_history(history) as instance:
        result = _materialize(history, instance)
    assert result.success
    assert history.dagster_postgres_url is not None
    url = history.dagster_postgres_url.get_secret_value()
    with postgres.connect(url.rpartition("/")[2]) as connection:
        runs = connection.execute("select run_id, status from runs").fetchall()
        assets = connection.execute(
            "select asset_key from asset_keys order by 1"
        ).fetchall()
        events = str(connection.execute("select event from event_logs").fetchall())
    assert runs == [(result.run_id, "SUCCESS")]
    assert assets == [('["remote", "ducklake"]',), ('["remote", "postgres"]',)]
    assert "snapshot 1" in events
    files = [path for path in history.dagster_home.rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["dagster.yaml"]
    for text in (events, files[0].read_text()):
        assert postgres.password not in text


def test_a_history_that_cannot_be_reached_is_told_in_one_sentence(
    history: Settings, unreachable: SecretStr
) -> None:
    changed = history.model_copy(update={"dagster_postgres_url": unreachable})
    with (
        pytest.raises(
            WarehouseError, match="Dagster's history in PostgreSQL: "
        ) as caught,
        kept_history(changed),
    ):
        pass
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_driver_that_quotes_the_historys_password_is_not_repeated(
    history: Settings,
) -> None:
    assert history.dagster_postgres_url is not None
    url = history.dagster_postgres_url.get_secret_value()
    password = urlsplit(url).password
    assert password
    telling = Exception(f"no connection with {password} to {url}")
    with (
        pytest.raises(WarehouseError, match=r"no connection with \*\*\*") as caught,
        kept_history(history),
    ):
        raise OperationalError("insert", {}, telling)
    assert password not in str(caught.value)


@pytest.mark.parametrize("setting", [*ADDRESSES, "dagster_postgres_url"])
@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("postgresql://me:hunter2@host/lake", ["hunter2"]),
        ("postgresql://me:hun%27ter2@host/lake?application_name=a@b", ["hun'ter2"]),
        ("postgresql://me@host/lake?password=hunter2", ["hunter2"]),
        ("postgresql://host/lake?sslpassword=o%27p%5Cen&sslmode=require", ["o'p\\en"]),
        ("postgresql://me:one1@host/lake?password=two+2", ["one1", "two+2"]),
    ],
)
def test_no_password_of_an_address_is_shown_in_any_form(
    setting: str, url: str, secrets: list[str]
) -> None:
    settings = Settings.model_validate({setting: url})
    for secret in secrets:
        in_conninfo = secret.replace("\\", "\\\\").replace("'", "\\'")
        for form in (
            secret,
            quote(secret),
            in_conninfo,
            in_conninfo.replace("'", "''"),
        ):
            shown = without_secrets(f"a driver says <{form}> and {url}", settings)
            assert shown == "a driver says <***> and ***", form


@pytest.mark.parametrize("setting", ADDRESSES)
def test_a_password_given_as_an_option_stays_out_of_the_connections_text(
    setting: str,
) -> None:
    url = SecretStr("postgresql://me:other@host/lake?password=hunter2&sslmode=require")
    where = postgres_address(url, setting)
    assert where.password == "hunter2"  # noqa: S105
    assert "password" not in where.conninfo
    assert "hunter2" not in where.conninfo
    assert "sslmode='require'" in where.conninfo


def test_an_address_of_something_else_is_refused_for_the_history(
    history: Settings,
) -> None:
    url = SecretStr("mysql://root:hunter2@localhost/x")
    changed = history.model_copy(update={"dagster_postgres_url": url})
    with (
        pytest.raises(WarehouseError, match="is not an address of") as caught,
        kept_history(changed),
    ):
        pass
    assert "hunter2" not in str(caught.value)


def _materialize(
    settings: Settings, instance: dagster.DagsterInstance | None
) -> dagster.ExecuteInProcessResult:
    """Materialize the remote assets alone; what they stand on is there already."""
    published = dagster.AssetKey(["published", "holdings"])

    @dagster.asset(key=published)
    def stand_in() -> None:
        """Nothing: only its key matters."""

    return dagster.materialize(
        build_remote_assets(settings, NoProgress(), stand_in),
        instance=instance,
        resources={RUN_LOCK: dagster.ResourceDefinition.none_resource()},
        raise_on_error=False,
    )
