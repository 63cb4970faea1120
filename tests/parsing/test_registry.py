"""The fingerprint of a parser follows the modules that it imports."""

from orchestration.parsing.registry import modules_read_by, parser_fingerprint


def test_a_parser_is_fingerprinted_with_all_that_it_imports() -> None:
    assert modules_read_by("japan.payments") == [
        "archive",
        "document",
        "grid",
        "japan.eras",
        "japan.payments",
        "months",
    ]


def test_parsers_of_one_module_share_a_fingerprint_and_others_do_not() -> None:
    summary = parser_fingerprint("japan.payments:parse_summary")
    assert parser_fingerprint("japan.payments:parse_long_term") == summary
    assert parser_fingerprint("japan.reserves:parse") != summary
