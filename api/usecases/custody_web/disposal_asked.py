"""A disposal as whoever decides it has to see it: what goes, where it is, and what stands against that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from api.usecases.custody.dossier import dossiers
from api.usecases.custody.names import names_of
from api.usecases.custody.papers import sheet
from api.usecases.custody_web.disposal import ACT, against
from api.usecases.custody_web.looking import reader
from api.usecases.recovery.to_confirm import unsaid_of
from tracer.custody.documents._parts import described
from tracer.custody.events import ExhibitState
from tracer.custody.narrative import standing
from tracer.records.access.values import Approval

PURPOSE = "Deciding on its disposal"


@dataclass(frozen=True, slots=True)
class AskedDisposal:
    """What is to be disposed of: the exhibit, what it was found to be, where it is and who holds it, in words.

    `against` is why it must not leave now: it is restricted, its owner waits for it, or somebody claims it. `unsaid` is
    what it may be that nobody has said: the phone of a report.
    """

    state: ExhibitState
    what: str
    standing: str
    against: tuple[str, ...]
    unsaid: tuple[str, ...]


def asked_disposals(desk: Desk, who: Actor, requests: Iterable[Approval]) -> dict[str, AskedDisposal]:
    """Those of the requests that wait to be decided and are disposals, by their ids: all within somebody's reach.

    What the exhibits were found to be is private: the audit notes that it was read.
    """
    waiting = [one for one in requests if one.act == ACT and one.state == "asked"]
    names = names_of(desk.ledger, officers=True, records=desk.records)
    found = {}
    for one in waiting:
        (dossier,) = dossiers(desk.custody, [one.subject], None, reader(who, PURPOSE))
        why_not = tuple(refusal.what for refusal in against(desk, who, dossier.state))
        what, where = described(sheet(dossier)), standing(dossier.state, names)
        found[one.id] = AskedDisposal(dossier.state, what, where, why_not, unsaid_of(desk, who, dossier.state))
    return found
