"""Define how the charts look: colours, shapes, and the settings of Vega-Lite.

Belongs here: what holds of every chart. Does not: axes and marks (`charts.py`).
Colours are variables of the page's style, so that one chart serves the light page, the
dark page and paper; their values (after Okabe and Ito, darker on light ground and
lighter on dark) are in `assets/report.css`.
"""

from typing import Any

INK, MUTED = "var(--ink)", "var(--muted)"
RULE, PAPER = "var(--rule)", "var(--paper)"
BLUE, ORANGE, GREEN = "var(--blue)", "var(--orange)", "var(--green)"
RED, SKY, PURPLE, GREY = "var(--red)", "var(--sky)", "var(--purple)", "var(--grey)"
SERIES = [RED, BLUE, GREEN, ORANGE, PURPLE, SKY, INK, GREY]

# A second sign beside the colour, for readers who cannot distinguish two of them;
# lines have their names at their ends.
SHAPES = ["circle", "triangle-up", "square", "diamond"]

CONFIG: dict[str, Any] = {
    "autosize": {"type": "fit-x", "contains": "padding"},
    "background": None,
    "font": "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "gridColor": RULE,
        "domainColor": RULE,
        "tickColor": RULE,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelPadding": 6,
    },
    "axisX": {"grid": False, "labelOverlap": True, "titlePadding": 6},
    "axisY": {"ticks": False, "domain": False, "tickCount": 5, "minExtent": 42},
    "legend": {
        "orient": "top",
        "title": None,
        "labelColor": INK,
        "labelFontSize": 12.5,
        "labelLimit": 260,
        "symbolStrokeWidth": 3,
        "symbolSize": 160,
        "columnPadding": 18,
        "offset": 10,
    },
    "header": {"labelColor": INK, "titleColor": MUTED},
    "line": {"strokeWidth": 2, "strokeJoin": "round"},
    "rule": {"color": MUTED},
    "text": {"color": INK, "fontSize": 12},
}
