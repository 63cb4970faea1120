"""Reading the publication manifest: a damaged or foreign one counts as none."""

import pytest

from orchestration.publishing.publication_manifest import read_publication_manifest
from orchestration.settings import Settings


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"database_bytes": 3}'])
def test_a_manifest_that_is_not_whole_counts_as_none(
    settings: Settings, text: str
) -> None:
    settings.published_dir.mkdir(parents=True)
    settings.published_database.write_bytes(b"abc")
    settings.manifest_path.write_text(text)
    assert read_publication_manifest(settings) is None
