"""Tell what an update could not get: a line a host, not one for each of its files.

Belongs here: the failures of one update, and their lines. Does not: what an address is
ruled out by (`reachability.py`), or what is kept of it (`intake_record.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.errors import WarehouseError
from orchestration.landing.hosts import DEFAULT_PORTS, host_and_port, one_short_line
from orchestration.landing.troubles import (
    DeadProxyError,
    SilentHostError,
    UnreachableHostError,
)

# Of more sources than these a line gives the number; `tic-warehouse status` has each.
_MOST_NAMES = 3
_OF_A_HOST = (DeadProxyError, SilentHostError, UnreachableHostError)


@dataclass(frozen=True)
class _Failure:
    source_id: str
    url: str
    sentence: str  # without the address
    whole: str  # with the address, where the trouble is of it and not of a line
    was_asked: bool
    is_of_host: bool  # else of this file alone


class Failures:
    """What went wrong in one update, address by address."""

    def __init__(self) -> None:
        """Begin with none."""
        self._of_host: dict[str, list[_Failure]] = {}

    def add(self, source_id: str, url: str, problem: WarehouseError) -> None:
        """Keep that an address was asked in vain."""
        whole = str(problem)
        sentence = whole.removeprefix(f"{url}: ")
        is_of_host = isinstance(problem, _OF_A_HOST)
        self._keep(_Failure(source_id, url, sentence, whole, True, is_of_host))

    def add_unasked(self, source_id: str, url: str, reason: str) -> None:
        """Keep that an address was not asked, being behind something dead."""
        self._keep(_Failure(source_id, url, reason, reason, False, True))

    def _keep(self, failure: _Failure) -> None:
        self._of_host.setdefault(_host(failure.url), []).append(failure)

    def lines(self) -> list[str]:
        """Tell a host that fails in one line; of others each trouble, with its file."""
        return [
            line for host, each in self._of_host.items() for line in _lines(host, each)
        ]


def _lines(host: str, failures: Sequence[_Failure]) -> list[str]:
    """Put together what the host has done, and what several files have in common."""
    alike: dict[str, list[_Failure]] = {}
    for each in failures:
        alike.setdefault("" if each.is_of_host else each.sentence, []).append(each)
    return [_line(host, group) for group in alike.values()]


def _line(host: str, failures: Sequence[_Failure]) -> str:
    first = failures[0]
    if len(failures) == 1 and first.was_asked:
        return f"{first.source_id} left as it was: {first.whole}"
    asked = {each.source_id for each in failures if each.was_asked}
    every = list(dict.fromkeys(each.source_id for each in failures))
    unasked = len(every) - len(asked)
    if not asked:
        return f"{host}: {_counted(every)} not asked: {first.sentence}"
    done = "left as it was" if len(every) == 1 else "left as they were"
    rest = f", {unasked} of them not asked" if unasked else ""
    return f"{host}: {_counted(every)} {done}{rest}: {first.sentence}"


def _counted(names: Sequence[str]) -> str:
    noun = "source" if len(names) == 1 else "sources"
    shown = f" ({', '.join(names)})" if len(names) <= _MOST_NAMES else ""
    return f"{len(names)} {noun}{shown}"


def _host(url: str) -> str:
    """Name the host of an address, with its port where that is its own."""
    try:
        host, port = host_and_port(url)
    except ValueError:
        return one_short_line(url)
    usual = url.partition(":")[0] in DEFAULT_PORTS and port in DEFAULT_PORTS.values()
    return one_short_line(host if usual else f"{host}:{port}")
