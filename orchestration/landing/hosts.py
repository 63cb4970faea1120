"""Resolve hosts and proxies, and show them without secrets.

Belongs here: which proxy the environment names for an address, what a host's name
resolves to, and addresses without secrets for messages. Does not: requests
(`fetch.py`) or which hosts a redirect may lead to (`redirects.py`).
"""

import socket
from urllib.parse import SplitResult, urlsplit

from requests.utils import get_environ_proxies, select_proxy

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_TEXT = 60  # of what a server sends, in a message


def one_short_line(text: str) -> str:
    """Put a server's text on one short line, control characters replaced."""
    start = text[: LONGEST_TEXT + 1]
    shown = "".join(char if char.isprintable() else "?" for char in start)
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"


def origin(url: str) -> str:
    """Scheme, host and port in lower case: `https://example.org:443`.

    Raises ValueError where the address has none of them that can be read.
    """
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(url)
    return f"{parts.scheme}://{_host(parts)}:{_port(parts)}"


def host_and_port(url: str) -> tuple[str, int]:
    """Where to connect to; raises ValueError where the address does not say."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError(url)
    return parts.hostname, _port(parts)


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    return f"[{name}]" if ":" in name else name


def _port(parts: SplitResult) -> int:
    return parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def network_addresses(host: str, port: int) -> list[str]:
    """Resolve a host to its IP addresses; none where its name is not known.

    The time for it is the system resolver's own.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(address[0]) for *_, address in found]


def can_connect(host: str, port: int, timeout_seconds: float) -> bool:
    """Whether a connection to the host comes about."""
    try:
        socket.create_connection((host, port), timeout_seconds).close()
    except (OSError, UnicodeError):
        return False
    return True


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address; holds secrets."""
    proxy = select_proxy(url, get_environ_proxies(url))
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def shown_proxy(proxy: str) -> str:
    """Return a proxy's scheme, host and port, without its user and password.

    Raises ValueError where it is no address; the text of that error is not for people.
    """
    host, port = host_and_port(proxy)
    return one_short_line(f"{urlsplit(proxy).scheme}://{host}:{port}")
