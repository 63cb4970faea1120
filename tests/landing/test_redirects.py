"""Where a redirect may lead; nothing here connects to anybody.

Belongs here: the rule. Does not: redirects of a server here (`test_fetch.py`,
`test_hostile_servers.py`).
"""

import pytest
import requests

from orchestration.errors import WarehouseError
from orchestration.landing import redirects
from orchestration.landing.redirects import redirect_rule, redirect_target
from orchestration.settings import Settings
from orchestration.sources import all_sources

START = "https://tic.example/Documents/slt_table5.txt"
PRIVATE = [
    *("127.0.0.1", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.7", "100.64.0.1"),
    *("169.254.169.254", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1"),
]


def target(
    location: str, hosts: tuple[str, ...] = (), trusted: tuple[str, ...] = ()
) -> str | None:
    """Where an answer of the block's only address leads."""
    response = requests.Response()
    response.status_code = 302
    response.headers["Location"] = location
    rule = redirect_rule("tic_slt_table5", [START], hosts, trusted)
    return redirect_target(response, START, START, rule)


@pytest.fixture(autouse=True)
def resolved(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A resolver that knows these hosts and asks nobody."""
    names = {"tic.example": ["8.8.8.8"], "new.example": ["2001:4860:4860::8888"]}
    monkeypatch.setattr(
        redirects, "network_addresses", lambda host, _port: names.get(host, [])
    )
    monkeypatch.setenv("NO_PROXY", "*")
    return names


@pytest.mark.parametrize(
    ("location", "followed"),
    [
        ("/new/file.txt", "https://tic.example/new/file.txt"),
        ("file.csv?a=b#part", "https://tic.example/Documents/file.csv?a=b"),
        ("https://TIC.example:443/x", "https://TIC.example:443/x"),
        ("https://new.example/x", "https://new.example/x"),
    ],
)
def test_https_on_a_named_host_is_followed(location: str, followed: str) -> None:
    assert target(location, hosts=("new.example",)) == followed


@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("http://tic.example/x", "it is not https"),
        ("http://169.254.169.254/latest/meta-data/", "it is not https"),
        ("https://169.254.169.254/latest/meta-data/", "does not name"),
        ("https://tic.example:8443/x", "does not name this host and port"),
        ("https://tic.example.evil.example/x", "does not name this host and port"),
        ("https://evil.example/x", "does not name this host and port"),
        ("//evil.example/x", "does not name this host and port"),
        ("https://user:secret@tic.example/x", "it carries a user name"),
        ("https://tic.example@evil.example/x", "it carries a user name"),
        ("https://tic.example\\@evil.example/x", "it carries a user name"),
        ("https://10.0.0.1/x", "does not name this host and port"),
        ("file:///etc/passwd", "it is not https"),
        ("https://[::1", "this is no address"),
    ],
)
def test_other_targets_are_rejected_in_one_sentence(location: str, fault: str) -> None:
    with pytest.raises(WarehouseError) as caught:
        target(location)
    sentence = str(caught.value)
    assert sentence.startswith(f"{START}: redirected to ")
    assert fault in sentence
    assert "the block tic_slt_table5" in sentence
    assert "secret" not in sentence
    assert sentence.isprintable()


@pytest.mark.parametrize("address", PRIVATE)
def test_a_named_host_that_resolves_to_a_private_address_is_not_followed(
    resolved: dict[str, list[str]], address: str
) -> None:
    resolved["tic.example"] = ["8.8.8.8", address]
    with pytest.raises(WarehouseError, match="this machine or in a private network"):
        target("/x")


def test_a_private_address_that_a_block_names_by_number_is_not_followed(
    resolved: dict[str, list[str]],
) -> None:
    resolved["10.0.0.1"] = ["10.0.0.1"]
    with pytest.raises(WarehouseError, match="this machine or in a private network"):
        target("https://10.0.0.1/x", hosts=("10.0.0.1",))


def test_an_origin_of_the_settings_is_followed_and_only_that_port() -> None:
    trusted = ("http://127.0.0.1:8080",)
    assert target("http://127.0.0.1:8080/x", trusted=trusted) is not None
    with pytest.raises(WarehouseError, match="it is not https"):
        target("http://127.0.0.1:8081/x", trusted=trusted)


@pytest.mark.parametrize("status", [200, 300, 304, 404])
def test_other_answers_do_not_redirect(status: int) -> None:
    response = requests.Response()
    response.status_code = status
    response.headers["Location"] = "https://evil.example/"
    rule = redirect_rule("tic_slt_table5", [START])
    assert redirect_target(response, START, START, rule) is None


def test_the_settings_take_origins_with_commas_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "TIC_WAREHOUSE_REDIRECT_ORIGINS"
    monkeypatch.setenv(name, "http://127.0.0.1:1, https://mirror.example")
    origins = ("http://127.0.0.1:1", "https://mirror.example")
    assert Settings().redirect_origins == origins
    monkeypatch.setenv(name, "mirror.example")
    with pytest.raises(ValueError, match="name origins such as"):
        Settings()


def test_every_address_of_every_block_is_https() -> None:
    for source in all_sources().values():
        assert all(url.startswith("https://") for url in source.urls)
