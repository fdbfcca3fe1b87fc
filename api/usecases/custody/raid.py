"""A raid session: lines as a hand scanner types them go in, and each is booked durably before it is answered."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from api.usecases.custody.raid_replies import BOOKED, FINISHED, Reply, of_answer, refused
from tracer.custody import canonical
from tracer.custody.booking import BookedAlreadyError, Booker
from tracer.custody.events import Attachment, CustodyError
from tracer.custody.raid import Booked, Reconciliation, description_id, reconcile
from tracer.custody.scan import judge, scan, serial_scan, with_part
from tracer.custody.scanned import Candidate, LookUps, ScanAnswer, Scene, Verdict
from tracer.identifiers import Identifier, parse
from tracer.records.evidence import EvidenceStore
from tracer.records.raids import Count

RECONCILIATION = "application/vnd.tracer.reconciliation+json"


@dataclass(slots=True)
class RaidSession:
    """One officer's session. `expected` is how many things were counted on the scene, as `count` had it last;
    `found_with` is said of what is scanned from now on; `offered` are the candidates for what was misread last.
    """

    booker: Booker
    look_ups: LookUps
    evidence: EvidenceStore
    clock: Callable[[], datetime]
    count: Count
    expected: int
    force: str | None = None
    found_with: str | None = None
    last: Booked | None = None
    offered: tuple[Candidate, ...] = ()
    misread: str = ""
    answers: dict[str, ScanAnswer] = field(default_factory=dict)
    repeated: ScanAnswer | None = None

    def __post_init__(self) -> None:
        self.last = self.booker.book.last_of(self.booker.occasion.officer)

    def scan(self, text: str) -> Reply:
        """Judge a scanned text, and book it where it is to be booked."""
        self.booker.refresh()
        answer = scan(text, self.scene(), self.look_ups)
        self.offered, self.misread = answer.candidates, text if answer.verdict is Verdict.MISREAD else ""
        return self._book(answer, {})

    def serial(self, text: str) -> Reply:
        """Book by a serial, where no IMEI can be read."""
        self.booker.refresh()
        return self._book(serial_scan(text, self.scene(), self.look_ups), {})

    def describe(self, text: str) -> Reply:
        """Book by what it looks like, where nothing can be read."""
        identifier = description_id(text)
        taken = self.booker.refresh().by_identifier()
        if identifier in taken:
            told = f"{taken[identifier]} is described in the same words. If this is another one, say how they differ."
            return Reply(Verdict.DUPLICATE.value, Verdict.DUPLICATE.sign, reference=taken[identifier], details=(told,))
        told = "Booked by description; nothing could be read."
        answer = ScanAnswer(Verdict.NO_IMEI, text, (identifier,), (told,), books=True, key=identifier)
        return self._book(answer, {"description": text})

    def pick(self, number: int) -> Reply:
        """Book the candidate that a misread text was meant to be; what was read is kept with it."""
        if not 0 < number <= len(self.offered):
            return refused("NOTHING TO TAKE", "No candidate has that number. Scan it again.")
        chosen, read = self.offered[number - 1], self.misread
        self.booker.refresh()
        answer = judge(read, (chosen.identifier,), self.scene(), self.look_ups)
        told = (f"Read as {read}: {chosen.slip}.", *answer.details)
        self.offered = ()
        return self._book(replace(answer, details=told), {"scanned": read})

    def another(self) -> Reply:
        """Book what was scanned last as another phone that shows the same IMEI: a clone."""
        answer, self.repeated = self.repeated, None
        if answer is None or not answer.identifiers:
            return refused("NOTHING TO BOOK", "Scan the second phone first.")
        why = f"Another phone that shows what {answer.reference} shows."
        cloned = replace(answer, verdict=Verdict.CLONED, details=(why,), books=True, reference=None)
        return self._book(cloned, {}, another=True)

    def also(self, text: str) -> Reply:
        """What else can be read off the last exhibit: its second IMEI, its serial, or a component's (`board:…`)."""
        booked = self.last_booked()
        kind, colon, rest = text.partition(":")
        read = parse(text) if not colon or kind.casefold() in ("imei", "serial", "imei2") else None
        self.booker.refresh()
        before = self.answer_of(booked)
        if read is None:
            part, serial = kind.strip().casefold(), rest.strip()
            answer = with_part(before, part, serial, self.look_ups)
            self.booker.tell_more(booked, lambda _: {"part": f"{part} {serial}"})
        else:
            identifier = read.identifier
            identifiers = tuple(dict.fromkeys((*before.identifiers, identifier.id)))
            answer = judge(before.text, identifiers, self._without(booked), self.look_ups)
            try:
                self.booker.tell_more(booked, lambda one: self._more(one, identifier))
            except BookedAlreadyError as error:
                if error.reference == booked.reference:
                    return Reply("NOTED", "+", reference=booked.reference, details=("It is recorded already.",))
                return of_answer(judge(text, (identifier.id,), self.scene(), self.look_ups))
        self._refreshed(booked)
        self.answers[booked.exhibit] = answer
        return of_answer(answer, BOOKED, booked.reference)

    def last_booked(self, reference: str = "") -> Booked:
        """The exhibit of a reference, or the one booked last. Raises `CustodyError` where there is none."""
        book = self.booker.refresh()
        found = book.find(reference) if reference else self.last and book.exhibits.get(self.last.exhibit)
        if found is None or found.withdrawn:
            what = f"{reference} is not booked in this raid." if reference else "Nothing has been booked yet."
            raise CustodyError(what, "Scan it first, or check the reference with .list")
        return found

    def recounted(self, counted: int) -> None:
        """Say how many things there are, for everybody who books in the raid."""
        self.count.say(counted)
        self.expected = counted

    def finish(self, reason: str) -> Reply:
        """Count against what is booked, record that, and end where they agree or a reason is given."""
        count = reconcile(self.booker.refresh(), self._initials(), self.clock(), self.expected, reason)
        self._record(count)
        told = (f"Counted {count.expected}, booked {len(count.booked)}.", *_by_officer(count), *_unsealed(count))
        if count.missing == 0 or reason:
            self.count.finished()
        if count.missing == 0:
            return Reply("RECONCILED", "+", FINISHED, details=told)
        what = f"{count.missing} MISSING" if count.missing > 0 else f"{-count.missing} TOO MANY"
        if reason:
            return Reply(what, "-", FINISHED, details=(*told, f"Left so because: {reason}"))
        do = (
            "Look for it and scan it, then .finish again."
            if count.missing > 0
            else "Count again (.count NUMBER), or take a booking back (.undo)."
        )
        return Reply(what, "-", details=(*told, do, "To leave as it is, say why: .finish REASON"))

    def scene(self) -> Scene:
        """What the raid knows, as of the last refresh."""
        book = self.booker.book
        return Scene(book.by_identifier(), book.seizure, self.force)

    def _without(self, booked: Booked) -> Scene:
        """What the raid knows of everything but one exhibit."""
        scene = self.scene()
        return replace(scene, booked={name: one for name, one in scene.booked.items() if one != booked.reference})

    def _more(self, booked: Booked, identifier: Identifier) -> Mapping[str, str]:
        """One more identifier of an exhibit. Raises `BookedAlreadyError` where it is on it, or on another."""
        if identifier.id in booked.identifiers:
            raise BookedAlreadyError(booked.reference)
        if (other := self._without(booked).booked.get(identifier.id)) is not None:
            raise BookedAlreadyError(other)
        return {_field_for(identifier.kind, booked): identifier.value}

    def _book(self, answer: ScanAnswer, more: Mapping[str, str], another: bool = False) -> Reply:
        if not answer.books:
            self.repeated = answer if answer.verdict is Verdict.DUPLICATE else None
            return of_answer(answer)
        item = {**_item(answer), **more, **({"found_with": self.found_with} if self.found_with else {})}
        key = answer.key
        try:
            booked = self.booker.seize(item, frozenset(answer.identifiers), key, another)
        except BookedAlreadyError as error:
            self.booker.refresh()
            again = judge(answer.text, answer.identifiers, self.scene(), self.look_ups)
            if again.books:
                raise
            return of_answer(again, reference=error.reference)
        self.last, self.repeated = booked, None
        self.answers[booked.exhibit] = answer
        return of_answer(answer, BOOKED, booked.reference)

    def answer_of(self, booked: Booked) -> ScanAnswer:
        """What the scan of an exhibit was answered, or would be answered if it were not booked."""
        known = self.answers.get(booked.exhibit)
        if known is not None and set(known.identifiers) == booked.identifiers:
            return known
        return judge(booked.reference, tuple(sorted(booked.identifiers)), self._without(booked), self.look_ups)

    def _refreshed(self, booked: Booked) -> None:
        self.last = self.booker.refresh().exhibits[booked.exhibit]

    def _record(self, count: Reconciliation) -> None:
        """The count is kept as evidence and tied to the officer's last exhibit (or another's, where there is none)."""
        kept = self.evidence.put(io.BytesIO(canonical.encode(count.stated())))
        items = self.booker.book.items
        last = self.booker.book.last_of(self.booker.occasion.officer) or (items[-1] if items else None)
        if last is not None:
            self.booker.attach(last, Attachment(kept.sha256, kept.size, RECONCILIATION))

    def _initials(self) -> str:
        return self.booker.occasion.officer.removeprefix("officer:")


def _item(answer: ScanAnswer) -> dict[str, str]:
    """What a booking says of the thing itself."""
    item: dict[str, str] = {}
    imeis = [one.partition(":")[2] for one in answer.identifiers if one.startswith("imei:")]
    for name, imei in zip(("imei", "imei2"), imeis, strict=False):
        item[name] = imei
    serial = next((one for one in answer.identifiers if one.startswith("serial:")), None)
    if serial is not None:
        item["serial"] = serial.partition(":")[2]
    item |= {name: text for name, text in (("make", answer.make), ("model", answer.model)) if text}
    return item


def _field_for(kind: str, booked: Booked) -> str:
    """The column for one more identifier: the next free one for an IMEI."""
    if kind == "serial":
        return "serial"
    if kind != "imei":
        raise CustodyError(f"An {kind} is not read off the phone itself.", "Book a SIM as a part: .sub SIM NUMBER")
    free = next((name for name in ("imei", "imei2", "imei3", "imei4") if name not in booked.item), None)
    if free is None:
        raise CustodyError("Four IMEIs are recorded already.", "Check what was scanned.")
    return free


def _by_officer(count: Reconciliation) -> tuple[str, ...]:
    shares = ", ".join(f"{name} {number}" for name, number in count.by_officer.items())
    return (f"By officer: {shares}.",) if shares else ()


def _unsealed(count: Reconciliation) -> tuple[str, ...]:
    if not count.unsealed:
        return ()
    shown = ", ".join(count.unsealed[:20]) + (" …" if len(count.unsealed) > 20 else "")
    return (f"Not sealed ({len(count.unsealed)}): {shown}",)
