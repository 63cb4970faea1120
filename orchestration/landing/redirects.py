"""Decide where a redirect may lead.

Belongs here: the rule. By https to a public host that the source's block names, or to
an origin that the settings name; a publisher's server that was taken over must not make
us ask this machine's other ports or a private network. Does not: following it
(`fetch.py`).
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urldefrag, urljoin, urlsplit

import requests

from orchestration.errors import WarehouseError
from orchestration.landing.hosts import (
    host_and_port,
    network_addresses,
    one_short_line,
    origin,
    proxy_for,
)

MOST_REDIRECTS = 5
STATUSES = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class RedirectRule:
    """Where redirects of a source's addresses may lead.

    `named` are origins that its block names, `trusted` those of the settings, which
    need be neither https nor public.
    """

    source_id: str
    named: frozenset[str]
    trusted: frozenset[str] = frozenset()


def redirect_rule(
    source_id: str,
    urls: Iterable[str],
    hosts: Iterable[str] = (),
    trusted: Iterable[str] = (),
) -> RedirectRule:
    """Build the rule for a block's addresses, the hosts it names and the settings."""
    named = _origins([*urls, *(f"https://{host}" for host in hosts)])
    https = frozenset(name for name in named if name.startswith("https:"))
    return RedirectRule(source_id, https, _origins(trusted))


def _origins(urls: Iterable[str]) -> frozenset[str]:
    """Return the origins of all that are addresses; the others lead nowhere."""
    found = set()
    for url in urls:
        with suppress(ValueError):
            found.add(origin(url))
    return frozenset(found)


def redirect_target(
    response: requests.Response, start: str, here: str, rule: RedirectRule
) -> str | None:
    """Return the address that an answer redirects to; None where it does not.

    `start` is the address in the block, `here` the one that answered. Raises
    WarehouseError where the rule forbids it.
    """
    location = response.headers.get("Location", "").strip()
    if response.status_code not in STATUSES or not location:
        return None
    try:
        target = urldefrag(urljoin(here, location)).url
        fault = _fault(target, rule)
    except ValueError:
        target, fault = location, "this is no address"
    if fault is None:
        return target
    at = "" if here == start else f" at {shown(here)}"
    raise WarehouseError(
        f"{start}: redirected{at} to {shown(target)}, which is not followed: {fault};"
        f" if the file moved, correct the block {rule.source_id} or name the host in"
        " its redirects_to"
    )


def _fault(target: str, rule: RedirectRule) -> str | None:
    """Say what forbids to follow; raises ValueError for what is no address."""
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https"):
        return "it is not https"
    if "@" in parts.netloc:
        return "it carries a user name"
    goal = origin(target)
    if goal in rule.trusted:
        return None
    if parts.scheme == "https" and goal not in rule.named:
        return "the block does not name this host and port"
    if parts.scheme == "https" and proxy_for(target) is None and not _is_public(target):
        return "its host is this machine or in a private network"
    return None if parts.scheme == "https" else "it is not https"


def _is_public(url: str) -> bool:
    """Whether all addresses of the host are public; also where none is found."""
    return all(
        ip_address(address.partition("%")[0]).is_global
        for address in network_addresses(*host_and_port(url))
    )


def shown(url: str) -> str:
    """Shorten an address for a message, without user, password and query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return one_short_line(url.rpartition("@")[2])
    place = parts.netloc.rpartition("@")[2]
    return one_short_line(parts._replace(netloc=place, query="", fragment="").geturl())
