"""Keep what the last intake came to: addresses that failed, files that were refused.

Belongs here: the facts about an intake that no landed file shows, in one small file of
the data folder, which can be deleted at any time. Does not: fetching or landing
(`collect.py`), or who shows the facts.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.errors import printable
from orchestration.settings import Settings
from orchestration.storage.files import others_in, waiting_in, write_whole


class Answer(BaseModel):
    """What became of one address when it was last asked; no trouble: it answered."""

    model_config = ConfigDict(frozen=True)

    asked_at: datetime
    trouble: str | None

    @classmethod
    def now(cls, trouble: str | None) -> "Answer":
        """Make the answer of this moment, its text as it can be shown."""
        shown = None if trouble is None else printable(trouble)
        return cls(asked_at=datetime.now(UTC), trouble=shown)


class RefusedFile(BaseModel):
    """A file that was left in the inbox, with a sentence for each reason."""

    model_config = ConfigDict(frozen=True)

    name: str
    reasons: tuple[str, ...]

    @classmethod
    def of(cls, path: Path, *reasons: object) -> "RefusedFile":
        """Name a file and its reasons as they can be shown."""
        return cls(name=printable(path.name), reasons=tuple(map(printable, reasons)))


class IntakeRecord(BaseModel):
    """The answers by source and address, and what the inbox kept."""

    model_config = ConfigDict(frozen=True)

    answers: dict[str, dict[str, Answer]] = {}
    refused: tuple[RefusedFile, ...] = ()


def read_intake_record(settings: Settings) -> IntakeRecord:
    """Read the record; an empty one where there is none, or it is damaged."""
    try:
        content = settings.intake_record_path.read_bytes()
        return IntakeRecord.model_validate_json(content)
    except (OSError, ValidationError):
        return IntakeRecord()


def troubles_in(answers: Mapping[str, Mapping[str, Answer]]) -> dict[str, list[str]]:
    """List what was wrong with the addresses of each source; all sources are there.

    Each sentence begins with the address.
    """
    return {
        source: [
            f"{url}: {answer.trouble.removeprefix(f'{url}: ')}"
            for url, answer in of_source.items()
            if answer.trouble is not None
        ]
        for source, of_source in answers.items()
    }


def in_brief(answers: Mapping[str, Mapping[str, Answer]]) -> list[str]:
    """Tell all troubles in one line each; addresses that have the same share one."""
    concerned: dict[str, list[str]] = {}
    for source, of_source in answers.items():
        for url, answer in of_source.items():
            if answer.trouble is not None:
                trouble = answer.trouble.removeprefix(f"{url}: ")
                concerned.setdefault(trouble, []).append(
                    f"{source}: no file from {url}"
                )
    return [
        f"{places[0] if len(places) == 1 else f'{len(places)} addresses'}: {trouble}"
        for trouble, places in concerned.items()
    ]


def keep_answers(
    settings: Settings, answers: Mapping[str, Mapping[str, Answer]]
) -> None:
    """Keep the answers of the sources that were asked; the others keep theirs.

    Raises WarehouseError where the file cannot be written.
    """
    record = read_intake_record(settings)
    new = {source: dict(of_source) for source, of_source in answers.items()}
    merged = {**record.answers, **new}
    _write(settings, record.model_copy(update={"answers": merged}))


def keep_refused(settings: Settings, refused: Sequence[RefusedFile]) -> None:
    """Keep what is left in the inbox, instead of what was left there before.

    Raises WarehouseError where the file cannot be written.
    """
    record = read_intake_record(settings)
    if tuple(refused) != record.refused:
        _write(settings, record.model_copy(update={"refused": tuple(refused)}))


def refused_files(settings: Settings) -> list[RefusedFile]:
    """List what was refused and still lies in the inbox."""
    waiting = waiting_in(settings.inbox_dir)
    others = [path for path, _ in others_in(settings.inbox_dir)]
    there = {printable(path.name) for path in (*waiting, *others)}
    refused = read_intake_record(settings).refused
    return [file for file in refused if file.name in there]


def _write(settings: Settings, record: IntakeRecord) -> None:
    content = record.model_dump_json(indent=1).encode()
    write_whole(settings.intake_record_path, content)
