"""Keep an Atom feed (RFC 4287) of the releases, the newest first.

Belongs here: the feed's elements, and taking over the entries of releases before. Does
not: what a release brought (`facts.py`). The standard library writes it: a feed of
seven elements needs no package.
"""

import uuid
import xml.etree.ElementTree as ET
from datetime import datetime

from orchestration.publishing.brief.facts import Brief

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 24
_ID = uuid.uuid5(uuid.NAMESPACE_URL, "tic-warehouse/releases")

ET.register_namespace("", ATOM)


def feed_with(brief: Brief, html: str, built_at: datetime, before: bytes) -> bytes:
    """Write the feed with this release, and those of the feed before.

    `before` is that feed's bytes; one that is no XML counts as none. An entry keeps its
    `updated` while what it says is the same. One of a later release goes, for its file
    was taken back.
    """
    entries = {_text(entry, "id"): entry for entry in _entries(before)}
    entry = _entry(brief, html, built_at)
    old = entries.get(_text(entry, "id"))
    if old is not None and _text(old, "content") == _text(entry, "content"):
        entry = old
    entries[_text(entry, "id")] = entry
    kept = [
        each
        for each in entries.values()
        if _text(each, "published") <= _text(entry, "published")
    ]
    newest_first = sorted(
        kept, key=lambda each: _text(each, "published"), reverse=True
    )[:MOST_ENTRIES]
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", _ID.urn)
    _add(feed, "title", "Foreign holdings of US Treasuries: what each release brought")
    _add(feed, "updated", max(_text(each, "updated") for each in newest_first))
    ET.SubElement(_add(feed, "author"), f"{{{ATOM}}}name").text = "TIC Warehouse"
    _add(feed, "link", rel="self", href="feed.xml")
    feed.extend(newest_first)
    ET.indent(feed)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(brief: Brief, html: str, built_at: datetime) -> ET.Element:
    entry = ET.Element(f"{{{ATOM}}}entry")
    _add(entry, "id", uuid.uuid5(_ID, str(brief.released_on)).urn)
    _add(entry, "title", brief.title)
    _add(entry, "published", f"{brief.released_on}T00:00:00Z")
    _add(entry, "updated", f"{built_at:%Y-%m-%dT%H:%M:%SZ}")
    _add(entry, "link", rel="alternate", href=f"{brief.released_on}.html")
    _add(entry, "summary", brief.headline.text)
    _add(entry, "content", html, type="html")
    return entry


def _entries(before: bytes) -> list[ET.Element]:
    try:
        return ET.fromstring(before).findall(f"{{{ATOM}}}entry")  # noqa: S314 - our own
    except ET.ParseError:
        return []


def _add(
    parent: ET.Element, name: str, text: str | None = None, **attributes: str
) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text
    return element


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{{{ATOM}}}{name}") or ""
