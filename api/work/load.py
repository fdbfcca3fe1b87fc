"""Loads files that people sent."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from api.settings import Settings
from api.show.loaded import loaded_json
from api.usecases.load import try_out
from api.usecases.loading.asked import KIND as LOADS
from api.usecases.loading.asked import ToLoad, belongs, paths_of, plain_copies, wanted_of
from api.usecases.loading.incoming import forget
from api.usecases.search import catch_up
from api.work._shared import Tell, Telling, house_when_free
from tracer.ingest import Loaded
from tracer.records.access.values import Job

KIND = LOADS


def run(settings: Settings, job: Job, tell: Tell) -> dict[str, object]:
    """Load the files, one after another; what came of each, as the command says it."""
    wanted = wanted_of(job.asked)
    paths = paths_of(wanted)
    telling = Telling(tell, len(paths) + len(wanted.kept))
    try:
        with plain_copies(settings, wanted) as copies:
            files = [*paths, *copies]
            results = _tried(files, wanted, telling) if wanted.dry_run else _loaded(settings, files, wanted, telling)
    except SystemExit:
        # Stopped from outside: the job is taken up again, and must find its files where they were.
        raise
    except BaseException:
        _forget(paths)
        raise
    _forget(paths)
    return {"files": [loaded_json(result) for result in results], **({"dryRun": True} if wanted.dry_run else {})}


def _tried(files: list[Path], wanted: ToLoad, telling: Telling) -> list[Loaded]:
    return list(try_out(files, wanted.ask, telling))


def _loaded(settings: Settings, files: list[Path], wanted: ToLoad, telling: Telling) -> list[Loaded]:
    results: list[Loaded] = []
    with house_when_free(settings, telling) as opened:
        begun = partial(belongs, opened.records, wanted.case)
        with opened.loader(telling, telling.tell, begun) as loader:
            for path in files:
                results += loader.load(path, wanted.ask)
        telling.tell("All rows are in. They are being made searchable.")
        catch_up(opened)
    return results


def _forget(paths: list[Path]) -> None:
    for path in paths:
        forget(path)
