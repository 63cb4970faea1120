"""Holders are known whatever footnotes an edition prints beside them."""

import duckdb
import pytest
import yaml

from orchestration.landing.labels import (
    FOOTNOTE_MARKS,
    _is_known,
    codes_of,
    known_labels,
    without_footnotes,
)
from orchestration.settings import PROJECT_ROOT
from tests.support.fixtures import SEEDS

KNOWN = {
    ("history", "Guadeloupe (11), (21)"): {"36803"},
    ("appendix", "China, mainland"): {"41408"},
    ("recent", "United Kingdom"): {"13005"},
}


@pytest.mark.parametrize(
    "label", ["Guadeloupe", "Guadeloupe (12), (22)", "Guadeloupe (12), (13), (22)"]
)
def test_all_footnote_marks_beside_a_code_are_left_out(label: str) -> None:
    assert _is_known(KNOWN, "history", label, "36803")
    assert not _is_known(KNOWN, "history", label, "99999")


@pytest.mark.parametrize(
    "label", ["China, mainland", "China, mainland (2)", " China,  mainland (2), (13)"]
)
def test_all_footnote_marks_of_a_label_without_a_code_are_left_out(label: str) -> None:
    assert codes_of(KNOWN, "appendix", label) == {"41408"}
    assert not codes_of(KNOWN, "appendix", "China (2) mainland")


def test_a_mark_that_tells_series_is_not_left_out() -> None:
    assert not codes_of(KNOWN, "recent", "United Kingdom 2/")


def test_labels_of_files_without_codes_are_listed_without_footnotes() -> None:
    files = {"shl_appendix", "mfhhis01", "mfh", "slt_table5", "oilexp_hist"}
    listed = [label for file, label in known_labels(SEEDS) if file in files]
    assert [label for label in listed if without_footnotes(label) != label] == []


def test_sql_takes_the_same_marks_off() -> None:
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project/dbt_project.yml").read_text())
    assert project["vars"]["footnote_marks"] == FOOTNOTE_MARKS
    labels = [
        "Guadeloupe (12), (13),(22)",
        "Congo (Kinshasa)",
        "Belgium  5/",
        "A (1) B",
    ]
    with duckdb.connect() as connection:
        in_sql = connection.execute(
            "select list_transform(?, lambda label: regexp_replace(label, ?, ''))",
            [labels, FOOTNOTE_MARKS],
        ).fetchone()
    assert in_sql == ([without_footnotes(label) for label in labels],)
