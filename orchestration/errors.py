"""Define the exception that users see, and how it shows text of others.

Belongs here: WarehouseError, and the one rule for names, paths and texts that this
project did not write. Does not: the terminal (`cli/terminal.py`), which applies it.
"""

import unicodedata


class WarehouseError(Exception):
    """A problem in one sentence: what, where (file, line, text), what to do.

    Every layer raises this for what a user can cause or cure; the command line
    prints it without a traceback and exits with status 1.
    """


def printable(text: object, keep: str = "") -> str:
    r"""Show a name, path or text as it is, but what acts on a terminal as an escape.

    A line's end, ESC, marks that turn the direction of writing and bytes that are no
    UTF-8 become `\n`, `\x1b`, `\u202e`, `\udcff`; the characters of `keep` stay.
    """
    return "".join(
        char
        if char.isprintable() or char in keep or unicodedata.category(char) == "Zs"
        else char.encode("unicode_escape").decode("ascii")
        for char in str(text)
    )
