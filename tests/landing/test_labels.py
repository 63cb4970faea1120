"""Holders beside a code are known whatever footnotes an edition prints."""

import pytest

from orchestration.landing.labels import _is_known

KNOWN = {("history", "Guadeloupe (11), (21)"): {"36803"}}


@pytest.mark.parametrize(
    "label", ["Guadeloupe", "Guadeloupe (12), (22)", "Guadeloupe (12), (13), (22)"]
)
def test_all_footnote_marks_beside_a_code_are_left_out(label: str) -> None:
    assert _is_known(KNOWN, "history", label, "36803")
    assert not _is_known(KNOWN, "history", label, "99999")
