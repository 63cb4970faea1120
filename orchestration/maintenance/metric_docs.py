"""Write `docs/metrics.md`: every metric as its model's own YAML describes it.

Belongs here: reading `config.meta.metric` of the marts and laying it out, by
`python -m orchestration.maintenance.metric_docs`. Does not: a word about any one
metric; that is next to its SQL.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from orchestration.errors import WarehouseError
from orchestration.settings import PROJECT_ROOT

MARTS = PROJECT_ROOT / "dbt_project" / "models" / "marts"
PAGE = PROJECT_ROOT / "docs" / "metrics.md"

# What a block has to say, in the order in which the page says it.
PARTS = ("formula", "unit", "source", "caveat")

# The page's order. A block names its theme; without one its folder's is used.
THEMES = (
    "Flows and prices",
    "Shares and concentration",
    "Custody",
    "Who sells with whom, and when",
    "Japan",
    "Rates and currencies",
    "Revisions",
    "Others",
)
_THEME_OF_FOLDER = {"japan": "Japan", "markets": "Rates and currencies"}

HEADER = """# Metrics

What each table of metrics computes, in which unit, from which tables, and what to keep
in mind. Generated from the models' own YAML by
`python -m orchestration.maintenance.metric_docs`; edit it there. All columns:
`from meta.columns where table_name = '...'`.
"""


def models() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Folder and YAML of each model of the marts, in the order of the files."""
    for path in sorted(MARTS.rglob("*.yml")):
        for model in yaml.safe_load(path.read_text()).get("models", []):
            yield path.parent.name, model


def metric_of(model: Mapping[str, Any]) -> Mapping[str, str] | None:
    """Return the model's metric; null where it is none.

    Raises WarehouseError where the block lacks a part.
    """
    metric: Mapping[str, str] | None = (
        model.get("config", {}).get("meta", {}).get("metric")
    )
    if metric is None:
        return None
    for part in PARTS:
        if not str(metric.get(part) or "").strip():
            raise WarehouseError(
                f"{MARTS}: {model['name']} has no {part} in config.meta.metric; write"
                " one in its YAML"
            )
    return metric


def page() -> str:
    """Write the whole page.

    Raises WarehouseError where a block names a theme that the page does not have.
    """
    entries: dict[str, list[str]] = {theme: [] for theme in THEMES}
    for folder, model in models():
        if metric := metric_of(model):
            theme = metric.get("theme") or _THEME_OF_FOLDER.get(folder, "Others")
            if theme not in entries:
                raise WarehouseError(
                    f"{MARTS}: {model['name']} is of theme {theme!r}; take one of"
                    f" {', '.join(THEMES)}"
                )
            entries[theme].append(entry(model, metric))
    chapters = [
        "\n".join([f"## {theme}\n", *found])
        for theme, found in entries.items()
        if found
    ]
    return "\n".join([HEADER, *chapters])


def entry(model: Mapping[str, Any], metric: Mapping[str, str]) -> str:
    """One metric: what it is, its grain and the parts of its block."""
    parts = description_parts(model["description"])
    lines = [f"### `{model['name']}`\n", f"{parts['']}\n"]
    if "Grain" in parts:
        lines.append(f"- Grain: {parts['Grain']}")
    for part in PARTS:
        text = " ".join(str(metric[part]).split())
        lines.append(
            f"- {part.capitalize()}: `{text}`"
            if part == "formula"
            else f"- {part.capitalize()}: {text}"
        )
    if "What it is not" in parts:
        lines.append(f"- What it is not: {parts['What it is not']}")
    return "\n".join(lines) + "\n"


def description_parts(description: str) -> dict[str, str]:
    """Split a description by its labels ("Grain: ..."); what precedes them under ""."""
    text = " ".join(description.split())
    first, *rest = re.split(r"(Grain|Steps|What it is not|What it means): ", text)
    return {"": first.strip()} | dict(
        zip(rest[::2], (part.strip() for part in rest[1::2]), strict=True)
    )


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())


if __name__ == "__main__":
    main()
