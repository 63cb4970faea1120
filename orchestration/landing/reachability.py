"""Remember during an update what cannot be reached, so that it is found out once.

Belongs here: which addresses a dead proxy, a dead network or a dead host takes with it,
and why. Does not: fetching (`fetch.py`), the sentence about the address that failed
(`troubles.py`), or the lines about all of them (`failures.py`).
"""

from collections import Counter
from collections.abc import Iterable

from orchestration.errors import WarehouseError
from orchestration.landing.hosts import (
    can_connect,
    host_and_port,
    one_short_line,
    proxy_for,
    shown_proxy,
)
from orchestration.landing.troubles import (
    DeadProxyError,
    SilentHostError,
    UnreachableHostError,
)

# One address may stall by itself; two of a host mean that the third waits in vain.
MOST_SILENCES = 2
# Three publishers down at once is the network here.
HOSTS_ASKED = 3
LONGEST_ASKING_SECONDS = 5

Place = tuple[str, int]


class Reachability:
    """What of the network was found dead in one update."""

    def __init__(self, connect_timeout_seconds: float) -> None:
        self.asking_seconds = min(connect_timeout_seconds, LONGEST_ASKING_SECONDS)
        # Each with the reason; the proxy None is the network without one.
        self.dead_proxies: dict[str | None, str] = {}
        self.dead_hosts: dict[Place, str] = {}
        self.silences: Counter[Place] = Counter()

    def rules_out(self, url: str) -> bool:
        """Whether an address is behind something that was found dead."""
        return self.why_not(url) is not None

    def why_not(self, url: str) -> str | None:
        """Say what it is behind that was found dead; None where it can be asked."""
        dead_proxy = self.dead_proxies.get(_proxy(url))
        return dead_proxy or self.dead_hosts.get(_place(url))

    def note(self, problem: WarehouseError, url: str, later: Iterable[str]) -> None:
        """Remember what a failure says of the proxy, the network or the host.

        `later` are the addresses still to be asked, of which a few tell a dead network
        from a dead host.
        """
        proxy, place = _proxy(url), _place(url)
        name = f"{one_short_line(place[0])}:{place[1]}"
        if isinstance(problem, DeadProxyError):
            self.dead_proxies[proxy] = (
                f"{_shown(proxy)} cannot be used; check HTTPS_PROXY"
            )
        elif isinstance(problem, UnreachableHostError):
            self.dead_hosts[place] = f"{name} cannot be reached"
            if proxy is None and self._network_is_dead(later):
                self.dead_proxies[None] = (
                    f"neither {name} nor another host can be reached; check the network"
                )
        elif isinstance(problem, SilentHostError):
            self.silences[place] += 1
            if self.silences[place] >= MOST_SILENCES:
                self.dead_hosts[place] = f"{name} did not answer {MOST_SILENCES} times"

    def _network_is_dead(self, later: Iterable[str]) -> bool:
        """Whether none of the next hosts takes a connection; False without any."""
        others = [
            _place(url)
            for url in later
            if not self.rules_out(url) and _proxy(url) is None
        ]
        asked = list(dict.fromkeys(others))[:HOSTS_ASKED]
        return bool(asked) and not any(
            can_connect(host, port, self.asking_seconds) for host, port in asked
        )


def _proxy(url: str) -> str | None:
    """Return the proxy of an address, as a key; it holds secrets and is not shown."""
    try:
        return proxy_for(url)
    except ValueError:
        return ""  # one that cannot be read is dead for all


def _place(url: str) -> Place:
    try:
        return host_and_port(url)
    except ValueError:
        return url, 0


def _shown(proxy: str | None) -> str:
    try:
        return f"the proxy {shown_proxy(proxy or '')}"
    except ValueError:
        return "the proxy"
