"""Define the one exception that users see: a sentence with place and remedy."""


class WarehouseError(Exception):
    """A problem in one sentence: what, where (file, line, text), what to do.

    Every layer raises this for what a user can cause or cure; the command line
    prints it without a traceback and exits with status 1.
    """
