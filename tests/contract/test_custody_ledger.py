"""The ledger on both engines: every event once, in order, provable; what is refused is said and noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from custody_ledgers import LABORATORY, ORIGIN, STORE, event, exhibit, open_ledger, reason, record, seizure
from records_databases import ENGINES, VAULT, fresh_url
from sqlalchemy import select

from tracer import merkle
from tracer.custody import checkpoint, note
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.events import (
    ConflictError,
    CustodyPlace,
    FlagCode,
    KeyReusedError,
    LedgerError,
    Officer,
    PlaceKind,
    RefusedError,
    Status,
    Wanted,
    exhibit_id,
)
from tracer.custody.ledger import Ledger
from tracer.custody.note import Signer
from tracer.custody.openings import commitment_to
from tracer.errors import IdentifierError, NotFoundError, RecordsError, UsageError
from tracer.records.custody_reference import ReferencePart
from tracer.records.custody_tables import head
from tracer.records.records import Records
from tracer.records.values import Asked

ASKED = Asked("officer:KM", "the owner asked")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = Records.open(url, VAULT)
    yield opened
    opened.close()


@pytest.fixture
def ledger(records: Records) -> Ledger:
    return open_ledger(records)


def test_an_event_becomes_an_entry_that_is_there_again(ledger: Ledger) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    (entry,) = record(ledger, seizure(private=reason("in a drawer")))
    assert (entry.index, entry.sequence, entry.event.private, entry.flags) == (0, 1, {}, ())
    assert before < entry.recorded_at <= datetime.now(UTC)
    assert ledger.entry(0) == ledger.entry_of_event(entry.id) == entry
    assert ledger.history(exhibit(12)) == tuple(ledger.entries()) == (entry,)
    assert merkle.leaf_hash(entry.leaf) == entry.leaf_hash == ledger.root()
    assert ORIGIN.encode() in entry.leaf
    assert b"drawer" not in entry.leaf


def test_an_empty_ledger_has_the_empty_root_and_no_exhibit(ledger: Ledger) -> None:
    assert (ledger.size(), ledger.root(), tuple(ledger.entries())) == (0, merkle.EMPTY_ROOT, ())
    assert (ledger.state(exhibit(1)).sequence, ledger.history(exhibit(1)), ledger.exhibits()) == (0, (), ())
    assert ledger.verify().good
    for ask in (lambda: ledger.entry(0), lambda: ledger.entry_of_event("a" * 32)):
        with pytest.raises(NotFoundError):
            ask()


def test_the_same_key_and_event_are_recorded_once(ledger: Ledger) -> None:
    asked = seizure(private=reason("in a drawer", "owner:1"))
    first = ledger.append(asked, "k1", 0)
    moved = ledger.append(event("move", location=STORE), "k2", 1)
    # The first answer may have been lost, and by now the exhibit went on.
    assert ledger.append(asked, "k1", 0) == first
    assert ledger.append_many([Wanted(asked, "k1", 0), Wanted(event("move", location=STORE), "k2", 1)]) == (
        first,
        moved,
    )
    assert ledger.size() == 2


@pytest.mark.parametrize(
    "other",
    [seizure(13), seizure(location=STORE), seizure(), seizure(private=reason("on a shelf", "owner:1"))],
    ids=["exhibit", "place", "no text", "text"],
)
def test_the_same_key_with_another_event_is_refused(ledger: Ledger, other: object) -> None:
    ledger.append(seizure(private=reason("in a drawer", "owner:1")), "k1")
    with pytest.raises(KeyReusedError, match="another event"):
        ledger.append(other, "k1")  # type: ignore[arg-type]
    assert ledger.size() == 1


def test_a_key_and_event_are_known_even_after_the_person_is_erased(ledger: Ledger) -> None:
    asked = seizure(private=reason("in a drawer", "owner:1"))
    first = ledger.append(asked, "k1")
    ledger.erase_person("owner:1", ASKED)
    assert ledger.append(asked, "k1") == first


@pytest.mark.parametrize("key", ["", " ", "a\x00b", "k" * 201])
def test_a_key_that_cannot_be_kept_is_wrong_use(ledger: Ledger, key: str) -> None:
    with pytest.raises(UsageError, match="idempotency key"):
        ledger.append(seizure(), key)


def test_who_was_second_is_told_who_was_first_and_what_they_did(ledger: Ledger) -> None:
    record(ledger, seizure())
    ledger.append(event("hand_over", to="officer:AB"), "k1", 1)
    with pytest.raises(ConflictError, match="JT, hand over to AB, recorded 20") as raised:
        ledger.append(event("hand_over", to="officer:KM"), "k2", 1)
    assert [entry.event.to for entry in raised.value.since] == ["officer:AB"]
    with pytest.raises(ConflictError, match="has 2 events, not 5"):
        ledger.append(event("accept", by="officer:AB"), "k3", 5)
    assert (ledger.size(), ledger.refusals()) == (2, ())


def test_many_are_recorded_in_one_go_or_not_at_all(ledger: Ledger) -> None:
    wanted = [Wanted(seizure(n), f"k{n}", 0) for n in range(1, 40)]
    entries = ledger.append_many(wanted)
    assert [entry.index for entry in entries] == list(range(39))
    same_seal = event("seize", 90, seal_after="S91")
    with pytest.raises(RefusedError, match="S91 was already used, on JT/91") as raised:
        ledger.append_many([Wanted(seizure(91), "k91"), Wanted(same_seal, "k90"), Wanted(seizure(92), "k92")])
    assert (raised.value.position, ledger.size(), ledger.state(exhibit(91)).sequence) == (1, 39, 0)
    assert ledger.append_many([]) == ()
    assert ledger.verify().good


def test_many_may_be_of_one_exhibit_and_see_each_other(ledger: Ledger) -> None:
    story = [seizure(), event("hand_over", to="officer:AB"), event("accept", by="officer:AB"), event("restrict")]
    entries = ledger.append_many([Wanted(each, f"k{n}", n) for n, each in enumerate(story)])
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4]
    with pytest.raises(ConflictError, match="JT, restrict"):
        ledger.append_many([Wanted(event("restrict"), "a", 4), Wanted(event("restrict"), "b", 4)])
    again = ledger.append_many([Wanted(event("restrict"), "c", 4), Wanted(event("restrict"), "c", 4)])
    assert again[0] == again[1]
    assert ledger.size() == 5


def test_a_refusal_is_noted_with_who_and_why_and_changes_nothing_else(ledger: Ledger) -> None:
    record(ledger, seizure())
    root = ledger.root()
    with pytest.raises(RefusedError, match="never booked"):
        ledger.append(event("move", 77, location=STORE), "k1")
    with pytest.raises(RefusedError, match="cannot be read"):
        ledger.append(event("move", by="officer:\x00", location=STORE), "k2")
    noted = ledger.refusals()
    assert (noted[0].by, noted[0].exhibit, noted[0].kind) == ("officer:JT", exhibit(77), "move")
    assert [each.code for each in noted] == ["unknown_exhibit", "unreadable"]
    assert (ledger.root(), ledger.size()) == (root, 1)
    # The key of a refused event is free again.
    assert ledger.append(event("move", location=STORE), "k1").index == 1
    assert ledger.verify().good


def test_flags_come_with_the_entry_that_raised_them(ledger: Ledger) -> None:
    _, doubtful, _ = record(ledger, seizure(), event("seal", by="officer:AB", seal_after="S13"), event("restrict"))
    assert [flag.code for flag in doubtful.flags] == [FlagCode.GAP, FlagCode.SEAL_MISMATCH]
    assert ledger.entry(1).flags == doubtful.flags
    (explained,) = record(ledger, event("explain", explains=("gap",), private=reason("AB had the bag.")))
    assert [flag.explained_by for flag in ledger.entry(1).flags] == [explained.id, None]
    assert [entry.flags for entry in ledger.history(exhibit(12))][2:] == [(), ()]
    assert [flag.code for flag in ledger.state(exhibit(12)).unexplained] == [FlagCode.SEAL_MISMATCH]


def test_exhibits_are_found_by_seizure_holder_place_and_standing(ledger: Ledger) -> None:
    record(
        ledger, *(seizure(n) for n in range(1, 5)), event("move", 2, location=STORE), event("return", 3, to="owner:1")
    )
    record(ledger, event("lend", 4, to=LABORATORY))
    by = [
        ledger.exhibits(seizure="HERON/1"),
        ledger.exhibits(holder="officer:JT"),
        ledger.exhibits(location=STORE),
        ledger.exhibits(status=Status.RETURNED),
        ledger.exhibits(seizure="HERON/1", holder=LABORATORY, status=Status.ON_LOAN),
        ledger.exhibits(seizure="OTHER"),
        ledger.exhibits(seizure=" heron/1", holder="officer:JT"),
    ]
    found = [[int(state.exhibit.rsplit("/", 1)[1]) for state in some] for some in by]
    assert found == [[1, 2, 3, 4], [1], [2], [3], [4], [], [1]]
    assert ledger.exhibit_of_seal(" s3") == exhibit(3)
    assert ledger.exhibit_of_seal("S77") is None


def test_an_exhibit_is_found_by_its_bare_reference_in_every_seizure(ledger: Ledger) -> None:
    ids = [exhibit_id(seized, "JT/12") for seized in ("HERON/1", "A:B%", "Z")]
    others = [exhibit_id("HERON/1", reference) for reference in ("JT/1", "JT/121", "12", "a:jt/12", "JT/12/1")]
    for made in (*ids, *others):
        record(ledger, replace(event("seize"), exhibit=made))
    for text in ("JT/12", "jt12", " JT 012"):
        assert [state.exhibit for state in ledger.exhibits_called(text)] == sorted(ids)
    assert [state.exhibit for state in ledger.exhibits_called("A:JT/12")] == [exhibit_id("HERON/1", "A:JT/12")]
    for text in ("JT/13", "HERON/1", "exhibit:HERON/1:JT/12", "\x00", "\ud800", "%", "'"):
        assert ledger.exhibits_called(text) == ()
    with pytest.raises(IdentifierError):
        ledger.exhibits_called(" ")


def test_the_index_answers_and_not_the_whole_table(records: Records) -> None:
    with records.custody().reading() as reader:
        connection = reader._connection
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        asked = select(head.c.state).where(ReferencePart(head.c.exhibit) == "JT/12")
        said = str(asked.compile(connection, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        plan = connection.exec_driver_sql(f"{explain} {said}").all()
    assert "custody_head_by_reference" in str(plan)


def test_seals_are_unique_within_a_force_and_each_force_has_its_ledger(
    ledger: Ledger, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    record(ledger, event("seize", 1, seal_after="S 0001"))
    elsewhere = replace(event("seize", 2, seal_after="s 0001"), exhibit=exhibit_id("OTHER/7", "AB/1"))
    with pytest.raises(RefusedError, match="already used, on JT/1"):
        record(ledger, elsewhere)
    with fresh_url("sqlite", tmp_path / "other force", request) as url:
        other = Records.open(url, VAULT)
        record(open_ledger(other), elsewhere)
        other.close()


def test_every_proof_holds_against_every_root(ledger: Ledger) -> None:
    ledger.append_many([Wanted(seizure(n), f"k{n}") for n in range(1, 14)])
    hashes = [entry.leaf_hash for entry in ledger.entries()]
    roots = [merkle.root(hashes[:size]) for size in range(14)]
    for size in range(14):
        assert ledger.root(size) == roots[size]
        for index in range(size):
            proof = ledger.inclusion_proof(index, size)
            assert merkle.verify_inclusion(hashes[index], index, size, proof, roots[size])
    for old, new in pairwise((0, 1, 3, 8, 13, 13)):
        proof = ledger.consistency_proof(old, new)
        assert merkle.verify_consistency(old, new, roots[old], roots[new], proof)
    for ask in (
        lambda: ledger.root(14),
        lambda: ledger.inclusion_proof(13),
        lambda: ledger.inclusion_proof(-1, 3),
        lambda: ledger.consistency_proof(3, 14),
        lambda: ledger.consistency_proof(5, 3),
    ):
        with pytest.raises(LedgerError):
            ask()


def test_entries_are_read_from_anywhere_in_pages(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.custody.ledger._PAGE", 4)
    ledger.append_many([Wanted(seizure(n), f"k{n}") for n in range(1, 12)])
    assert [entry.index for entry in ledger.entries()] == list(range(11))
    assert [entry.index for entry in ledger.entries(3, 9)] == list(range(3, 9))
    assert tuple(ledger.entries(9, 3)) == tuple(ledger.entries(99)) == tuple(ledger.entries(0, 0)) == ()


def test_private_texts_open_and_are_what_was_committed_to(ledger: Ledger, records: Records) -> None:
    (entry,) = record(ledger, seizure(private={**reason("in a drawer"), **{"name": reason("Jo", "owner:1")["reason"]}}))
    openings = ledger.openings(entry)
    assert [(each.field, each.person, each.text) for each in openings] == [
        ("name", "owner:1", "Jo"),
        ("reason", "case:HERON/1", "in a drawer"),
    ]
    assert {each.field: commitment_to(each) for each in openings} == dict(entry.commitments)
    assert records.audit() == ()
    assert ledger.openings(entry, ASKED) == openings
    assert [(each.act, each.subject) for each in records.audit()] == [
        ("consulted", "case:HERON/1"),
        ("consulted", "owner:1"),
    ]
    with pytest.raises(RecordsError, match="for what purpose"):
        ledger.openings(entry, Asked("", ""))


def test_erasing_a_person_leaves_root_and_proofs_as_they_were(ledger: Ledger, records: Records) -> None:
    first, second = record(
        ledger, seizure(private=reason("Jo's", "owner:1")), event("restrict", private=reason("not hers"))
    )
    root, proof = ledger.root(), ledger.inclusion_proof(0)
    ledger.erase_person("owner:1", ASKED)
    assert (ledger.root(), ledger.inclusion_proof(0)) == (root, proof)
    assert (ledger.openings(first), len(ledger.openings(second))) == ((), 1)
    report = ledger.verify()
    assert (report.problems, report.opened, report.erased) == ((), 1, 1)
    assert [each.act for each in records.audit("owner:1")] == ["erased"]
    with pytest.raises(NotFoundError):
        ledger.erase_person("owner:1", ASKED)
    with pytest.raises(RefusedError, match="was erased"):
        ledger.append(event("restrict", private=reason("again", "owner:1")), "k")


def test_officers_and_places_are_registered_changed_and_erased(ledger: Ledger) -> None:
    ledger.add_officer(Officer("officer:AB", "A. Brook", active=False))
    ledger.add_place(CustodyPlace("store:ATTIC", PlaceKind.STORE, "Attic", active=False))
    assert {each.id: each.active for each in ledger.officers()}["officer:AB"] is False
    assert [each.name for each in ledger.officers()] == ["A. Brook", "Officer JT", "Officer KM"]
    assert [(each.id, each.kind, each.active) for each in ledger.places()] == [
        (LABORATORY, PlaceKind.LABORATORY, True),
        ("store:ATTIC", PlaceKind.STORE, False),
        (STORE, PlaceKind.STORE, True),
    ]
    ledger.erase_person("officer:AB", ASKED)
    assert ledger.officers()[0] == Officer("officer:AB", None, active=False)
    with pytest.raises(UsageError, match="erased"):
        ledger.add_officer(Officer("officer:AB", "A. Brook"))
    for bad in ("", " \n", "a\x00", "n" * 201):
        with pytest.raises(UsageError, match="name"):
            ledger.add_officer(Officer("officer:NN", bad))


def test_the_outbox_holds_what_was_not_projected(ledger: Ledger) -> None:
    record(ledger, seizure(1), seizure(2), seizure(3))
    assert [entry.index for entry in ledger.pending()] == [0, 1, 2]
    ledger.projected([0, 2])
    assert [entry.index for entry in ledger.pending()] == [1]
    assert ledger.pending(after=1) == ()
    assert ledger.pending_among([0, 1, 7]) == {1}
    ledger.projected([1])
    ledger.projected([])
    assert ledger.pending() == ()


def test_signed_checkpoints_and_answers_are_kept(ledger: Ledger) -> None:
    signer = Signer("custody.example.org/heron", Ed25519PrivateKey.generate())
    record(ledger, seizure(1))
    signed = checkpoint.signed(Checkpoint(ORIGIN, 1, ledger.root()), [signer])
    record(ledger, seizure(2))
    kept = ledger.keep_checkpoint(signed)
    assert ledger.checkpoints() == (kept,)
    assert (kept.size, kept.root, kept.note) == (1, ledger.root(1), signed)
    answer = ledger.keep_answer(1, "folder", b"\x00answer")
    assert ledger.answers() == ledger.answers(1) == (answer,)
    assert ledger.answers(2) == ()
    assert ledger.verify([signer.verifier.vkey]).problems == ()
    stranger = Signer("stranger", Ed25519PrivateKey.generate())
    assert "unknown key" in ledger.verify([stranger.verifier.vkey]).problems[0].what


def test_a_checkpoint_that_does_not_fit_is_refused(ledger: Ledger) -> None:
    signer = Signer("custody.example.org/heron", Ed25519PrivateKey.generate())
    record(ledger, seizure(1))
    for wrong in (
        Checkpoint(ORIGIN, 1, b"\x01" * 32),
        Checkpoint(ORIGIN, 2, ledger.root()),
        Checkpoint("other.example.org", 1, ledger.root()),
    ):
        with pytest.raises(LedgerError):
            ledger.keep_checkpoint(checkpoint.signed(wrong, [signer]))
    with pytest.raises(note.NoteError):
        ledger.keep_checkpoint(b"not a note")
    with pytest.raises(LedgerError, match="no checkpoint"):
        ledger.keep_answer(1, "folder", b"")


@pytest.mark.usefixtures("ledger")
def test_a_ledger_keeps_its_name(records: Records) -> None:
    assert Ledger.open(records, ORIGIN, allow_unsafe_disk=True).size() == 0
    with pytest.raises(LedgerError, match="keeps its name"):
        Ledger.open(records, "other.example.org", allow_unsafe_disk=True)


def test_what_was_recorded_is_there_when_it_is_opened_again(url: str) -> None:
    records = Records.open(url, VAULT)
    entries = record(open_ledger(records), seizure(1), seizure(2))
    root = open_ledger(records).root()
    records.close()
    again = Records.open(url, VAULT)
    ledger = open_ledger(again)
    assert (tuple(ledger.entries()), ledger.root()) == (entries, root)
    assert ledger.append(seizure(3), str(uuid4())).index == 2
    again.close()
