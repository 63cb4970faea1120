"""Run checks with Great Expectations on frames and word their results.

Belongs here: how a check is run, and how its result reads. Does not: which checks
there are and their bounds, where frames come from, what a failure stops.
"""

import importlib
import json
import os
import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pandas

from expectations.check import Check, CheckResult

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.core.expectation_validation_result import (
        ExpectationValidationResult,
    )
    from great_expectations.expectations.expectation import Expectation

ReadFrame = Callable[[str], pandas.DataFrame]

ROWS_SHOWN = 5
TEXT_WIDTH = 300
# BASIC is the cheapest format that gives the failing rows whole: the richer ones
# also list every failing value and its index.
RESULT_FORMAT = {
    "result_format": "BASIC",
    "include_unexpected_rows": True,
    "partial_unexpected_count": ROWS_SHOWN,
}


def run_checks(checks: Sequence[Check], read_frame: ReadFrame) -> list[CheckResult]:
    """Judge all checks, in their order; those of one table and query share a frame."""
    _reject_repeated_names(checks)
    if not checks:
        return []
    gx = import_great_expectations()
    batches = _open_batches(gx)
    groups: dict[tuple[str, str], list[Check]] = defaultdict(list)
    for check in checks:
        groups[check.table, check.query].append(check)
    results = {
        (result.table, result.name): result
        for group in groups.values()
        for result in _run_group(gx, batches, group, read_frame)
    }
    return [results[check.table, check.name] for check in checks]


def _reject_repeated_names(checks: Sequence[Check]) -> None:
    counts = Counter((check.table, check.name) for check in checks)
    repeated = [
        f"{table}: {name}" for (table, name), count in counts.items() if count > 1
    ]
    if repeated:
        raise ValueError(f"checks with the same name: {', '.join(repeated)}")


def import_great_expectations() -> ModuleType:
    """Import Great Expectations if that has not happened yet."""
    # 1.24 sends nothing anyway, but that nothing leaves this machine is our promise.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    return importlib.import_module("great_expectations")


def _open_batches(gx: ModuleType) -> "BatchDefinition[Any]":
    """Give the one definition that turns any frame into a batch.

    One for all frames, because every new asset writes the whole configuration as YAML,
    which took as long as judging one more expectation.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    frames = context.data_sources.add_pandas("frames")
    asset = frames.add_dataframe_asset("frame")
    batches: BatchDefinition[Any] = asset.add_batch_definition_whole_dataframe("whole")
    return batches


def _run_group(
    gx: ModuleType,
    batches: "BatchDefinition[Any]",
    checks: Sequence[Check],
    read_frame: ReadFrame,
) -> Iterator[CheckResult]:
    """Judge checks on one frame; whatever raises becomes a failure that says why."""
    expectations: dict[str, Expectation] = {}
    for check in checks:
        try:
            expectations[check.name] = _expectation(gx, check)
        except Exception as error:
            yield _not_run(check, str(error))
    runnable = [check for check in checks if check.name in expectations]
    try:
        frame = read_frame(checks[0].query)
        batch = batches.get_batch({"dataframe": frame})
        # As one suite: singly, each expectation would hash the whole frame again.
        suite = gx.ExpectationSuite("checks", expectations=list(expectations.values()))
        outcomes = batch.validate(suite, result_format=RESULT_FORMAT).results
    except Exception as error:
        yield from (_not_run(check, str(error)) for check in runnable)
        return
    # Great Expectations reports what raised first, so the order is not the suite's.
    by_name = {
        outcome.expectation_config.meta["check"]: outcome for outcome in outcomes
    }
    yield from (_judge(check, frame, by_name[check.name]) for check in runnable)


def _expectation(gx: ModuleType, check: Check) -> "Expectation":
    expectation_class = getattr(gx.expectations, check.expectation)
    arguments = {name: _dated(value) for name, value in check.arguments.items()}
    expectation: Expectation = expectation_class(
        **arguments, severity=check.severity, meta={"check": check.name}
    )
    return expectation


def _dated(value: object) -> object:
    """Turn dates into midnights, because DuckDB's DATE arrives as datetime64.

    With a date, `between` raises, and `not in set` finds nothing and passes.
    """
    if isinstance(value, list | tuple | set | frozenset):
        return [_dated(item) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


def _judge(
    check: Check, frame: pandas.DataFrame, outcome: "ExpectationValidationResult"
) -> CheckResult:
    found = outcome.result
    rows_judged = _rows_judged(found, frame)
    if rows_judged == 0 and not check.allows_empty:
        what = f"failed: no rows to check among the {len(frame):,} of its query"
        return _result(check, what)
    if why := _raised(outcome.exception_info):
        return _not_run(check, why)
    observed = _observed(found, rows_judged)
    excused = len(frame) == 0 and not check.expectation.startswith("ExpectTable")
    if outcome.success or excused:
        what = f"passed on {rows_judged:,} rows"
        return _result(check, what, observed, rows_judged, passed=True)
    rows = _as_records(found.get("unexpected_rows", frame).head(ROWS_SHOWN))
    what = _failure(check, found, observed, rows_judged, rows)
    return _result(check, what, observed, rows_judged, rows)


def _rows_judged(found: Mapping[str, Any], frame: pandas.DataFrame) -> int:
    """Count what was looked at; expectations about single rows pass over nulls."""
    if "element_count" in found:
        return int(found["element_count"]) - int(found.get("missing_count", 0))
    return len(frame)


def _raised(exception_info: Mapping[str, Any] | None) -> str:
    """Give the first message out of one record, or of one record per metric."""
    info = exception_info or {}
    records = [info] if "raised_exception" in info else list(info.values())
    messages = [
        str(record["exception_message"] or "no reason given")
        for record in records
        if record["raised_exception"]
    ]
    return next(iter(messages), "")


def _observed(found: Mapping[str, object], rows_judged: int) -> str:
    if "element_count" in found:
        return f"{found['unexpected_count']:,} of {rows_judged:,} unexpected"
    if found.get("observed_value") is not None:
        return _as_text(found["observed_value"])
    # Expectations about sets give no value in BASIC, but what they miss.
    return _pairs({name: value for name, value in found.items() if value is not None})


def _failure(
    check: Check,
    found: Mapping[str, object],
    observed: str,
    rows_judged: int,
    rows: Sequence[Mapping[str, object]],
) -> str:
    row = _pairs(rows[0]) if rows else "none"
    if "element_count" in found:
        unexpected = found["unexpected_count"]
        what = f"failed for {unexpected:,} of {rows_judged:,} rows: {row}"
    else:
        seen = observed or "nothing"
        what = f"failed on {rows_judged:,} rows, observed {seen}; first row: {row}"
    return f"{what} ({check.reason})"


def _as_records(rows: pandas.DataFrame) -> list[dict[str, object]]:
    values = rows.astype(object)
    records = values.where(values.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]


def _pairs(values: Mapping[str, object]) -> str:
    pairs = " ".join(f"{name}={_as_text(value)}" for name, value in values.items())
    return textwrap.shorten(pairs, TEXT_WIDTH, placeholder=" ...")


def _as_text(value: object) -> str:
    if isinstance(value, list | tuple | set):
        return f"[{', '.join(_as_text(item) for item in value)}]"
    return str(value).removesuffix(" 00:00:00")


def _not_run(check: Check, why: str) -> CheckResult:
    short = textwrap.shorten(why, TEXT_WIDTH, placeholder=" ...")
    return _result(check, f"could not be run: {short}")


def _result(
    check: Check,
    what: str,
    observed: str = "",
    rows_judged: int = 0,
    failing_rows: Sequence[dict[str, object]] = (),
    *,
    passed: bool = False,
) -> CheckResult:
    return CheckResult(
        table=check.table,
        name=check.name,
        severity=check.severity,
        passed=passed,
        observed=observed,
        rows_judged=rows_judged,
        failing_rows=list(failing_rows),
        message=f"{check.table}: {check.name} {what}",
        reason=check.reason,
        expectation=check.expectation,
        arguments_json=json.dumps(dict(check.arguments), default=str),
    )
