"""dbt in a thread, and what becomes of it when nobody waits for it any more."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import MagicMock

import pytest

from orchestration.dagster_app import dbt_events
from orchestration.dagster_app.dbt_events import NodeEvents
from orchestration.settings import Settings
from orchestration.transform.build_plan import BuildPlan


@dataclass
class FakeBuild:
    """Starts nodes one after the other, as dbt does, until one may not begin."""

    nodes: int
    begun: list[int] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)

    def __call__(
        self,
        _settings: Settings,
        _manifest: object,
        _plan: BuildPlan,
        on_event: Callable[[Any], None],
    ) -> None:
        """Stand in the place of `build`."""
        self.threads.append(threading.current_thread().name)
        for number in range(self.nodes):
            event = MagicMock()
            event.info.name = "LogStartLine"
            try:
                on_event(event)
            except RuntimeError:
                return
            self.begun.append(number)
        raise ValueError("the last node failed")


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> FakeBuild:
    fake = FakeBuild(nodes=100_000)
    message = {"data": {"node_info": {"unique_id": "model.x"}}}
    monkeypatch.setattr(dbt_events, "build", fake)
    monkeypatch.setattr(
        "google.protobuf.json_format.MessageToDict", lambda *_, **__: message
    )
    return fake


@pytest.fixture
def events(settings: Settings) -> NodeEvents:
    findings = MagicMock()
    findings.look.return_value = {}
    return NodeEvents(
        settings,
        {},
        MagicMock(),
        findings=findings,
        plan=BuildPlan({}, {}, {}),
        chosen=frozenset(),
    )


def test_no_node_begins_when_nobody_waits_any_more(
    build: FakeBuild, events: NodeEvents
) -> None:
    messages = events._messages()
    next(messages)
    messages.close()  # as Dagster does with a step that failed or was stopped
    assert "dbt" in build.threads
    assert "dbt" not in {thread.name for thread in threading.enumerate()}
    assert len(build.begun) < build.nodes


def test_what_fails_in_the_thread_is_raised_after_the_last_event(
    build: FakeBuild, events: NodeEvents
) -> None:
    build.nodes = 3
    messages = events._messages()
    assert len([next(messages) for _ in range(3)]) == 3
    with pytest.raises(ValueError, match="the last node failed"):
        next(messages)
