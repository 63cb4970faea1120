"""The unit of a column, told by its name: names carry their unit everywhere.

Belongs here: which ending of a name means which unit, for `meta.columns`. Does not:
counts, ranks and line numbers, which have no unit; or conversions (staging does them).
"""

# Patterns of LIKE, where "\_" is an underscore; the first that fits counts.
UNITS = {
    r"%\_usd\_mn": "USD million",
    r"%\_usd\_bn": "USD billion",
    r"%\_yen\_bn": "yen billion",
    r"%\_bytes": "bytes",
    r"%\_spread\_%\_pct": "percentage points",
    r"yield\_change\_pct": "percentage points",
    r"difference\_pct": "percentage points",  # of two yields
    r"%yield\_pct": "percent per year",
    r"%\_10y\_%\_pct": "percent per year",
    r"%\_2y\_%\_pct": "percent per year",
    r"%\_30y\_%\_pct": "percent per year",
    r"%\_pct\_per\_month": "percent per month",
    r"%\_pct\_per\_point": "percent per percentage point",
    r"%\_log\_pct": "log points times 100",
    r"%\_pct": "percent",
    r"%\_bp": "basis points",
    r"%\_share": "ratio, 1 = 100 percent",
    r"%\_ratio": "ratio, 1 = 100 percent",
    r"%\_return": "ratio, 1 = 100 percent",
    r"r\_squared": "ratio, 0 to 1",
    r"herfindahl\_%": "sum of squared shares, 0 to 1",
    r"correlation\_%": "correlation, -1 to 1",
    r"%\_robust\_score": "robust standard deviations",
    r"%p\_value%": "probability, 0 to 1",
    r"units\_per\_usd": "units per US dollar",
    r"usdjpy%": "yen per US dollar",
    r"yen\_per\_usd%": "yen per US dollar",
    r"broad\_dollar\_index%": "January 2006 = 100",
    r"%\_years": "years",
    "months": "months",
    r"%\_months": "months",
    r"%\_days": "days",
    r"common\_days\_%": "days",
    r"effective\_holders\_%": "holders of equal size",
}


def unit_case(column: str) -> str:
    """An SQL expression: the unit by a column's name, null where it tells none."""
    whens = " ".join(
        f"when {column} like '{pattern}' escape '\\' then '{unit}'"
        for pattern, unit in UNITS.items()
    )
    return f"case {whens} end"
