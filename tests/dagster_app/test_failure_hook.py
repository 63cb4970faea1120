"""A failed run is told to the command and the webhook of the settings, and to no shell.

Does not belong here: which runs fail, or the words of their reasons.
"""

import json
import shlex
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster
import pytest
from pydantic import SecretStr
from pytest_httpserver import HTTPServer
from werkzeug import Response

from orchestration.cli import main as cli
from orchestration.dagster_app.asset_metadata import translate_errors
from orchestration.dagster_app.failure_hook import FailedRun, tell_of_failure
from orchestration.dagster_app.failure_sensor import build_failure_sensors
from orchestration.errors import WarehouseError
from orchestration.settings import Settings, read_settings
from tests.support.raw_server import raw_server

KEEP = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
REASON = "slt_table3.txt, line 4: '$(touch owned)'; `touch owned` \"円\" && touch owned"
FAILED = FailedRun("update", "Dagster", REASON, "an-id")
COMMAND = "TIC_WAREHOUSE_ON_FAILURE_COMMAND"
WEBHOOK = "TIC_WAREHOUSE_ON_FAILURE_WEBHOOK"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def by_command(settings: Settings, *words: object, seconds: float = 30) -> Settings:
    return settings.model_copy(
        update={
            "on_failure_command": tuple(map(str, words)),
            "on_failure_seconds": seconds,
        }
    )


def by_webhook(settings: Settings, address: str, seconds: float = 30) -> Settings:
    return settings.model_copy(
        update={
            "on_failure_webhook": SecretStr(address),
            "on_failure_seconds": seconds,
        }
    )


def test_the_command_gets_the_failure_as_json_and_no_shell_reads_it(
    settings: Settings, tmp_path: Path
) -> None:
    kept = tmp_path / "a b; touch owned"
    told = by_command(settings, sys.executable, "-c", KEEP, kept)
    assert tell_of_failure(told, FAILED) == []
    message = json.loads(kept.read_bytes())
    assert message["reason"] == REASON
    assert message["job"] == "update"
    assert message["run_id"] == "an-id"
    assert message["started_by"] == "Dagster"
    assert message["data_dir"] == str(settings.data_dir)
    assert message["text"].startswith("TIC Warehouse: update failed on ")
    assert message["text"].endswith(REASON)
    assert {path.name for path in tmp_path.iterdir()} == {kept.name}


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        (["/no/such/program"], "/no/such/program cannot be started (No such file"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "ended with status 3"),
        ([sys.executable, "-c", "import os; os.close(0)"], None),
    ],
)
def test_a_command_that_fails_is_one_line(
    settings: Settings, words: list[str], trouble: str | None
) -> None:
    lines = tell_of_failure(by_command(settings, *words), FAILED)
    assert len(lines) == (trouble is not None)
    for line in lines:
        assert line.startswith(f"nobody was told of the failure by {COMMAND}: ")
        assert str(trouble) in line
        assert "\n" not in line


def test_a_command_that_hangs_is_stopped_with_what_it_started(
    settings: Settings, tmp_path: Path
) -> None:
    alive = tmp_path / "alive"
    script = f"(while sleep 0.1; do date >>{shlex.quote(str(alive))}; done) & wait"
    started = time.monotonic()
    [line] = tell_of_failure(
        by_command(settings, "/bin/sh", "-c", script, seconds=0.5), FAILED
    )
    assert time.monotonic() - started < 5
    assert line.endswith("/bin/sh did not end within 0.5 s and was stopped")
    size = alive.stat().st_size
    assert size > 0
    time.sleep(0.4)
    assert alive.stat().st_size == size


def test_the_webhook_gets_the_same_json(
    settings: Settings, httpserver_ipv4: HTTPServer
) -> None:
    httpserver_ipv4.expect_request("/hook", method="POST").respond_with_data("ok")
    told = by_webhook(settings, httpserver_ipv4.url_for("/hook?token=s3cr3t"))
    assert tell_of_failure(told, FAILED) == []
    [(request, _)] = httpserver_ipv4.log
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["User-Agent"] == settings.user_agent
    assert json.loads(request.data)["reason"] == REASON


@pytest.mark.parametrize(
    "answer",
    [Response("oh", status=500), Response(status=302, headers={"Location": "/x"})],
)
def test_a_webhook_that_does_not_take_it_is_one_line_without_its_address(
    settings: Settings, httpserver_ipv4: HTTPServer, answer: Response
) -> None:
    httpserver_ipv4.expect_request("/hook").respond_with_response(answer)
    address = httpserver_ipv4.url_for("/hook?token=s3cr3t")
    assert tell_of_failure(by_webhook(settings, address), FAILED) == [
        f"nobody was told of the failure by {WEBHOOK}: its server answered"
        f" {answer.status_code}"
    ]


def test_a_dead_webhook_is_one_line_and_stops_no_command(
    settings: Settings, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    both = by_webhook(
        by_command(settings, sys.executable, "-c", KEEP, kept),
        "http://127.0.0.1:9/s3cr3t",
    )
    [line] = tell_of_failure(both, FAILED)
    assert line.endswith("its server took nothing in (ConnectionError)")
    assert "s3cr3t" not in line
    assert kept.exists()


def test_a_webhook_that_drips_is_left_in_time(settings: Settings) -> None:
    def drip(connection: socket.socket) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100:
            connection.sendall(bytes([letter]))
            time.sleep(0.1)

    with raw_server(drip) as server:
        started = time.monotonic()
        [line] = tell_of_failure(by_webhook(settings, server.url, 0.5), FAILED)
        assert time.monotonic() - started < 3
    assert "its server took nothing in" in line


def test_no_secret_of_the_settings_is_told(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    told = by_command(settings, sys.executable, "-c", KEEP, kept).model_copy(
        update={"postgres_url": SecretStr("postgresql://me:hunter2@db.example/x")}
    )
    failed = FailedRun("run", "the command line", "cannot log in with hunter2")
    assert tell_of_failure(told, failed) == []
    assert b"hunter2" not in kept.read_bytes()


def test_the_settings_take_quoted_words_and_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(COMMAND, "mail -s 'TIC failed' ops@example.org; rm $HOME")
    assert read_settings().on_failure_command == (
        *("mail", "-s", "TIC failed", "ops@example.org;", "rm", "$HOME"),
    )
    monkeypatch.setenv(COMMAND, "mail 'unclosed")
    with pytest.raises(WarehouseError, match=f"^{COMMAND}: "):
        read_settings()
    monkeypatch.delenv(COMMAND)
    monkeypatch.setenv(WEBHOOK, "chat.example/s3cr3t")
    with pytest.raises(WarehouseError, match=f"^{WEBHOOK}: give an address") as refused:
        read_settings()
    assert "s3cr3t" not in str(refused.value)


@pytest.fixture
def instance() -> Iterator[dagster.DagsterInstance]:
    with dagster.DagsterInstance.ephemeral() as opened:
        yield opened


@dagster.op
def rejecting() -> None:
    with translate_errors():
        raise WarehouseError("slt_table3.txt, line 4: land it again")


@dagster.op
def breaking() -> None:
    raise RuntimeError("a library broke")


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (rejecting, "slt_table3.txt, line 4: land it again"),
        (breaking, "RuntimeError: a library broke"),
    ],
)
def test_the_sensor_tells_of_a_run_that_failed_in_dagster(
    settings: Settings,
    tmp_path: Path,
    instance: dagster.DagsterInstance,
    step: dagster.OpDefinition,
    reason: str,
) -> None:
    @dagster.job
    def update() -> None:
        step()

    kept = tmp_path / "kept"
    told = by_command(settings, sys.executable, "-c", KEEP, kept)
    [sensor] = build_failure_sensors(told)
    assert sensor.default_status is dagster.DefaultSensorStatus.RUNNING
    with dagster.instance_for_test() as kept_instance:
        first = dagster.build_sensor_context(
            instance=kept_instance, repository_def=_repository(update)
        )
        sensor.evaluate_tick(first)  # from now on
        result = update.execute_in_process(instance=kept_instance, raise_on_error=False)
        assert not result.success
        sensor.evaluate_tick(
            dagster.build_sensor_context(
                instance=kept_instance,
                repository_def=_repository(update),
                cursor=first.cursor,
            )
        )
    message = json.loads(kept.read_bytes())
    assert message["reason"] == reason
    assert message["job"] == "update"
    assert message["run_id"] == result.run_id


def _repository(job: dagster.JobDefinition) -> dagster.RepositoryDefinition:
    return dagster.Definitions(jobs=[job]).get_repository_def()


def test_without_somebody_to_tell_there_is_no_sensor(settings: Settings) -> None:
    assert build_failure_sensors(settings) == []


def test_a_run_from_the_command_line_tells_and_then_ends_as_before(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise WarehouseError("the disk is full; free some space")

    kept = tmp_path / "kept"
    monkeypatch.setattr("orchestration.cli.run.run_warehouse", failing)
    monkeypatch.setenv("TIC_WAREHOUSE_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv(COMMAND, shlex.join([sys.executable, "-c", KEEP, str(kept)]))
    monkeypatch.setenv(WEBHOOK, "http://127.0.0.1:9/s3cr3t")
    monkeypatch.setattr(sys, "argv", ["tic-warehouse", "update"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    message = json.loads(kept.read_bytes())
    assert message["job"] == "update"
    assert message["started_by"] == "the command line"
    assert message["reason"] == "the disk is full; free some space"
    first, second = capsys.readouterr().err.splitlines()
    assert first == "tic-warehouse: the disk is full; free some space"
    assert second.startswith("tic-warehouse: warning: nobody was told")
    assert "s3cr3t" not in second
