"""Ask the published file as a reader would: claims, spreadsheets, citations, a server.

Belongs here: what people and programs ask of `data/published`, read-only. Does not:
making any of it, the command line (`cli/`), or the SQL prompt.
"""
