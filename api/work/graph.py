"""Makes the graph anew from the records, or brings it up to date with them."""

from __future__ import annotations

from api.settings import Settings
from api.usecases.custody.bring import bring_into
from api.usecases.graph_work import KIND as GRAPH
from api.usecases.graph_work import REBUILD
from api.usecases.rebuild import catch_up, rebuild
from api.wholeness import GRAPH_TROUBLE
from api.work._shared import Tell, Telling, house_when_free
from tracer.records.access.values import Job

KIND = GRAPH


def run(settings: Settings, job: Job, tell: Tell) -> dict[str, object]:
    """Project the sources, one after another; how many there were. What stopping leaves out, `migrate` adds."""
    telling = Telling(tell, 0)
    with house_when_free(settings, telling) as opened:
        telling.tell("The records are being read.")
        act = rebuild if job.asked["what"] == REBUILD else catch_up
        sources = act(opened, telling, telling.tell)
        try:
            bring_into(opened, telling)
        except GRAPH_TROUBLE as error:
            # The server tries again by itself.
            telling.tell(f"What custody recorded last is not in the graph yet. {error}")
    return {"sources": sources}
