"""Keys of the database in the words in which the page tells them.

Belongs here: names of sources and of bases of purchases. Does not: what a figure is
called; its section says that.
"""

from collections.abc import Mapping

SOURCES = {
    "slt_table1": "TIC SLT Table 1",
    "slt_table3": "TIC SLT Table 3",
    "slt3d_globl": "TIC SLT Table 3D",
    "mfhhis01": "TIC Major Foreign Holders",
    "oilexp_hist": "TIC history of oil exporters",
    "shlhistdat": "TIC survey",
    "bertaut_judson": "Federal Reserve staff estimate",
    "foi_adjusted": "Federal Reserve staff estimate",
}
BASES = {
    "slt_reported": "reported on Form SLT",
    "form_s": "reported on Form S",
    "form_s, slt_reported": "reported on Form S, then on Form SLT",
    "frb_estimate": "estimated by staff of the Federal Reserve",
}


def in_words(column: str, names: Mapping[str, str]) -> str:
    """SQL that writes a key in words; a key not known here stays as it is."""
    cases = "".join(
        f"\n        when '{key}' then '{name}'" for key, name in names.items()
    )
    return f"case {column}{cases}\n        else {column}\n    end"
