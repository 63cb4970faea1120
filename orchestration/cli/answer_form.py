"""Name the forms that an answer can have, for `main.py` without what draws them."""

from enum import StrEnum


class AnswerForm(StrEnum):
    """What an answer is written as."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
