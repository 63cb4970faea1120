"""Read the unit of a column from its name: names carry their unit everywhere.

Belongs here: which ending of a name means which unit, for `meta.columns`. Does not:
counts, ranks and line numbers, which have no unit; or conversions (staging does them).
"""

# Patterns of LIKE, where "\_" is an underscore; the first that fits counts.
UNITS = {
    # money
    r"%\_usd\_mn": "USD million",
    r"%\_usd\_bn": "USD billion",
    r"%\_yen\_bn": "yen billion",
    # rates and differences of rates
    r"%spread%\_pct": "percentage points",
    r"pickup\_%\_pct": "percentage points",
    r"yield\_change\_pct": "percentage points",
    r"difference\_pct": "percentage points",  # of two yields
    r"%yield\_pct": "percent per year",
    r"%rate\_pct": "percent per year",
    r"hedge\_cost\_%\_pct": "percent per year",
    r"%\_2y%\_pct": "percent per year",
    r"%\_10y%\_pct": "percent per year",
    r"%\_30y%\_pct": "percent per year",
    r"%\_pct\_per\_month": "percent per month",
    r"%\_log\_pct\_per\_point": "log points per percentage point",
    r"slope\_standard\_error%": "log points per percentage point",
    r"%\_log\_pct": "log points (100 times the natural log)",
    r"%\_pct": "percent",
    r"%\_bp": "basis points",
    # shares, ratios and statistics
    r"%\_share": "ratio, 1 = 100 percent",
    r"%\_share\_%": "ratio, 1 = 100 percent",
    r"%\_ratio": "ratio, 1 = 100 percent",
    r"%\_ratio\_%": "ratio, 1 = 100 percent",
    r"%\_return": "ratio, 1 = 100 percent",
    "lift": "ratio",
    "ratio_to_chance": "ratio",
    "scale": "ratio",
    "slope": "ratio",
    r"carry\_to\_risk": "ratio",
    r"r\_squared": "ratio, 0 to 1",
    r"durbin\_watson": "statistic, 0 to 4",
    r"herfindahl\_%": "sum of squared shares, 0 to 1",
    r"effective\_holders\_%": "holders of equal size",
    r"correlation\_%": "correlation, -1 to 1",
    r"%\_robust\_score": "robust standard deviations",
    r"abnormal\_%in\_spreads": "standard deviations",
    r"%\_in\_usual\_moves": "standard deviations",
    r"%p\_value%": "probability, 0 to 1",
    # prices and indices
    r"units\_per\_usd": "units per US dollar",
    r"%usdjpy%": "yen per US dollar",
    r"yen\_per\_usd%": "yen per US dollar",
    r"broad\_dollar\_index%": "January 2006 = 100",
    r"price\_index": "1982-1984 = 100",
    # time and size
    r"%\_year": "calendar year",
    r"%\_years": "years",
    "months": "months",
    r"%\_months": "months",
    r"months\_%": "months",
    r"%\_months\_%": "months",
    r"%\_days": "days",
    r"days\_%": "days",
    r"common\_days\_%": "days",
    r"day\_offset": "market days",
    r"%\_bytes": "bytes",
}


def unit_case(column: str) -> str:
    """Write SQL for the unit by a column's name, null where it tells none."""
    whens = " ".join(
        f"when {column} like '{pattern}' escape '\\' then '{unit}'"
        for pattern, unit in UNITS.items()
    )
    return f"case {whens} end"
