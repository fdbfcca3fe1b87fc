"""Views that somebody keeps: who may see one, and who may change it."""

from __future__ import annotations

from api.access import Actor, Belongs, ForbiddenError, Permission, require
from api.desk import Desk
from api.problems import ChangedError
from tracer.errors import NotFoundError, UsageError
from tracer.records.access.views import Drawn, View, Views


def views_of(desk: Desk) -> Views:
    """Where views are kept."""
    return desk.records.part(Views)


def views_for(desk: Desk, who: Actor) -> tuple[View, ...]:
    """Those that somebody may see, the newest first."""
    found = views_of(desk).shown_to(who.person.id, who.cases)
    return tuple(one for one in found if one.owner == who.person.id or _shared_with(desk, who, one))


def seen_view(desk: Desk, who: Actor, view_id: str) -> View:
    """One view. Raises `NotFoundError`, also where it is somebody else's own, and `ForbiddenError`."""
    found = views_of(desk).find(view_id)
    if found.owner == who.person.id:
        return found
    if found.drawn.seen_by == "owner":
        raise NotFoundError("There is no such view.", "Look at the list of views.")
    cases = frozenset({found.drawn.case}) if found.drawn.case else frozenset()
    require(who, Permission.TRACE, Belongs(cases), desk.settings.force)
    return found


def keep_view(desk: Desk, who: Actor, drawn: Drawn) -> View:
    """Keeps a new view. Raises as `_require_sharing`."""
    _require_sharing(who, drawn)
    return views_of(desk).keep(drawn, who.asked())


def change_view(desk: Desk, who: Actor, view_id: str, drawn: Drawn, version: str) -> View:
    """Keeps a view of one's own anew. Raises `ChangedError` where it is no longer of that version."""
    before = _own(desk, who, view_id)
    _require_sharing(who, drawn)
    changed = views_of(desk).change(before, drawn, who.asked()) if version in (tag(before), "*") else None
    if changed is None:
        raise ChangedError("This view was changed since you opened it.", "Open it again, or keep yours as a new view.")
    return changed


def erase_view(desk: Desk, who: Actor, view_id: str) -> None:
    """Erases a view of one's own."""
    views_of(desk).erase(_own(desk, who, view_id).id, who.asked())


def tag(view: View) -> str:
    """The entity tag of a view as it stands."""
    return f'"{view.version}"'


def _own(desk: Desk, who: Actor, view_id: str) -> View:
    found = seen_view(desk, who, view_id)
    if found.owner != who.person.id:
        raise ForbiddenError("This view is somebody else's.", "Keep a view of your own.")
    return found


def _shared_with(desk: Desk, who: Actor, view: View) -> bool:
    if view.drawn.seen_by == "case":
        return view.drawn.case in who.cases
    return not desk.settings.force or who.person.force == desk.settings.force


def _require_sharing(who: Actor, drawn: Drawn) -> None:
    """Raises `UsageError` where no case is named, and `ForbiddenError` for a case that they do not work on."""
    if (drawn.seen_by == "case") != (drawn.case is not None):
        raise UsageError("A view is shared with a case by naming it.", "Say which case, or keep the view to yourself.")
    if drawn.case is not None:
        require(who, Permission.TRACE, Belongs(frozenset({drawn.case})))
