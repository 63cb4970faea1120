"""Say figures in words: what was bought, what prices did, what a month is called.

Belongs here: rules of language that are tested without a database. Does not: figures
(`facts.py`).
"""

from datetime import date

_FIGURES = {
    "position": "holdings",
    "position_of_the_month_before": "holdings of the month before",
    "net_purchases": "net purchases",
    "valuation_change": "price change",
    "gross_purchases": "purchases",
    "gross_sales": "sales",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def money(usd_mn: float) -> str:
    """Write USD million without its sign: in billions with a tenth from one on."""
    size = abs(usd_mn)
    return f"${size / 1000:,.1f} billion" if size >= 1000 else f"${size:,.0f} million"


def signed(usd_mn: float, measure: str) -> str:
    """Write USD million with its sign, which a position does not need."""
    sign = "" if measure == "position" else "\N{MINUS SIGN}" if usd_mn < 0 else "+"
    return f"{sign}{money(usd_mn)}"


def rose(change: float | None, position: float | None) -> str:
    """Say how a position moved and where to; both in USD million."""
    if position is None:
        return "holdings are not known"
    if change is None:
        return f"holdings of {money(position)}, not comparable with the month before"
    if round(change) == 0:
        return f"holdings stayed at {money(position)}"
    way = "rose" if change > 0 else "fell"
    return f"holdings {way} by {money(change)} to {money(position)}"


def bought(net_purchases: float | None) -> str:
    """Say what net purchases, in USD million, were; nothing of what is not known."""
    if net_purchases is None:
        return ""
    if round(net_purchases) == 0:
        return "no net purchases"
    way = "net purchases" if net_purchases > 0 else "net sales"
    return f"{way} of {money(net_purchases)}"


def priced(change: float | None) -> str:
    """Say what prices, in USD million, did; nothing where it is not known."""
    if change is None:
        return ""
    if round(change) == 0:
        return "prices changed nothing"
    return f"prices {'added' if change > 0 else 'took'} {money(change)}"


def other(change: float | None) -> str:
    """Say what neither explains, in USD million; nothing where it is not known."""
    if change is None:
        return ""
    return f"other change {signed(change, 'change')}" if round(change) else ""


def in_month(month: date) -> str:
    """Name a month, whatever the machine's language."""
    return f"{_MONTHS[month.month - 1]} {month.year}"


def in_words(figure: str) -> str:
    """Name a figure of meta.lineage_of."""
    return _FIGURES.get(figure, figure.replace("_", " "))
