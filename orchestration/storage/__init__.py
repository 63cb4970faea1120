"""Open, write and describe files and databases on this machine."""
