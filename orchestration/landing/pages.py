"""Join the pages of an API's answer, so that a file holds all of its records.

Belongs here: knowing that an answer is the first of several pages, and joining them.
Does not: fetching one (`fetch.py`), what the records mean (the parser).

Fiscal Data of the US Treasury says in an answer's `meta` how many pages there are, and
gives one by `page[number]`: https://fiscaldata.treasury.gov/api-documentation/
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from orchestration.errors import WarehouseError
from orchestration.landing.fetch import NO_VALIDATORS, Fetched

# Each has 10,000 records where an address asks for the most there may be.
MOST_PAGES = 50
MOST_RECORDS = 20_000
PAGE = "page[number]"


def with_all_pages(
    first: Fetched, get_page: Callable[[str], Fetched | None]
) -> Fetched:
    """Return the answer as it is, or with the records of its other pages in `data`.

    Without validators then: new records leave the first page, whose they are, as it is.
    Raises WarehouseError where pages disagree on how many records there are.
    """
    answer = _paged(first.content)
    if answer is None:
        return first
    pages = answer["meta"]["total-pages"]
    if pages < 2:
        return first
    if pages > MOST_PAGES:
        raise WarehouseError(
            f"{first.url}: the answer has {pages:,} pages, more than {MOST_PAGES}: ask"
            " for fewer by a filter, or for larger ones with page[size]"
        )
    records, total = list(answer["data"]), answer["meta"]["total-count"]
    for number in range(2, pages + 1):
        fetched = get_page(page_address(first.url, number))
        page = _paged(fetched.content) if fetched else None
        if page is None or page["meta"]["total-count"] != total:
            raise WarehouseError(
                f"{first.url}: page {number} is of another answer than page 1, so the"
                " publisher changed it meanwhile: try again later"
            )
        records += page["data"]
    whole = {"data": records, "meta": {**answer["meta"], "total-pages": 1}}
    return replace(first, content=json.dumps(whole).encode(), validators=NO_VALIDATORS)


def page_address(url: str, number: int) -> str:
    """Name a page of an address."""
    parts = urlsplit(url)
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] != PAGE]
    query = urlencode([*asked, (PAGE, str(number))], safe="[],:")
    return urlunsplit(parts._replace(query=query))


def _paged(content: bytes) -> dict[str, Any] | None:
    """Read an answer that says how many pages it has; None for any other file."""
    if b'"total-pages"' not in content or content.count(b"{") > MOST_RECORDS:
        return None
    try:
        answer = json.loads(content)
        meta = answer["meta"]
        counts = meta["total-pages"], meta["total-count"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None  # the parser says what is wrong with it
    is_whole = all(type(count) is int for count in counts)
    return answer if is_whole and isinstance(answer.get("data"), list) else None
