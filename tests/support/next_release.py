"""The release after the last whole one shipped, invented: April as a May of no trade.

Of June 2026 the snapshot has Tables 1, 3 and 5; of later releases some of them.
"""

from collections.abc import Callable
from datetime import date

from orchestration.landing.snapshot import unpacked
from orchestration.settings import PROJECT_ROOT

LAST_WHOLE = date(2026, 6, 18)
RELEASED = date(2026, 7, 16)
_TIC = PROJECT_ROOT / "data" / "bundled" / "tic"


def _shipped(table: str) -> list[str]:
    return (
        unpacked(_TIC / table / f"{LAST_WHOLE}.txt.gz")
        .decode()
        .splitlines(keepends=True)
    )


def by_holder_and_month(table: str) -> bytes:
    """SLT Table 1 or 3 with a row of May above each row of April."""
    lines: list[str] = []
    names: list[str] = []
    for line in _shipped(table):
        cells = line.rstrip("\r\n").split("\t")
        if "country_code" in cells:
            names = cells
        if names and len(cells) == len(names) and cells[2] == "2026-04":
            is_flow = [name.endswith(("_net", "_valchg")) for name in names]
            quiet = [
                "0" if flow and cell.lstrip("-").isdigit() else cell
                for flow, cell in zip(is_flow, cells, strict=True)
            ]
            quiet[2] = "2026-05"
            lines.append("\t".join(quiet) + "\n")
        lines.append(line)
    return "".join(lines).encode()


def table_5() -> bytes:
    """SLT Table 5 with a column of May before April, and without the oldest month."""
    lines: list[str] = []
    is_grid = False
    for line in _shipped("slt_table5"):
        cells = line.rstrip("\r\n").split("\t")
        if cells[0] == "Country":
            is_grid = True
            cells = [cells[0], "2026-05", *cells[1:-1]]
        elif is_grid and len(cells) > 2 and cells[1].strip():
            cells = [cells[0], cells[1], *cells[1:-1]]
        lines.append("\t".join(cells) + "\n")
    return "".join(lines).encode()


NEXT_RELEASE: dict[str, Callable[[], bytes]] = {
    "slt_table1": lambda: by_holder_and_month("slt_table1"),
    "slt_table3": lambda: by_holder_and_month("slt_table3"),
    "slt_table5": table_5,
}
