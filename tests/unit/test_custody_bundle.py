"""What the verifier says of whole bundles: good ones, partial ones, rotated keys, and what people bring along."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from custody_bundles import (
    ORIGIN,
    PHOTOGRAPH,
    SmallLedger,
    contents_of,
    event,
    ledger_of,
    members,
    pack,
    signer,
    witness,
)

from tracer import merkle
from tracer.custody import bundle, canonical, statement
from tracer.custody.bundle import Attachment, BundleError, write_bundle
from tracer.custody.checkpoint import signed
from tracer.custody.checks.signatures import Trust
from tracer.custody.keys import rotate
from tracer.custody.note import sign
from tracer.custody.report import UnreadableError
from tracer.custody.verify import main, verify_bundle

LEDGER = ledger_of(20)
ONE_EXHIBIT = range(1, 20, 4)
FULL = contents_of(LEDGER, range(20), old=7)
PART = contents_of(LEDGER, ONE_EXHIBIT, old=7)
KNOWN = Trust(keys=(signer().verifier,), witness_keys=(witness().verifier,))
GROWN = Path(__file__).parents[1] / "vectors/custody/grown.zip"
FROZEN = Path(__file__).parents[1] / "vectors/custody/bundle.zip"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bundle.zip"


def written(path: Path, contents: bundle.Contents = PART) -> Path:
    write_bundle(path, contents, signer())
    return path


def why(path: Path, trust: Trust | None = None) -> str:
    report = verify_bundle(path, trust)
    assert not report.verified
    assert report.words().startswith("NOT VERIFIED")
    return "\n".join(report.problems)


def test_a_whole_ledger_is_verified(path: Path) -> None:
    report = verify_bundle(written(path, FULL), KNOWN)
    assert report.problems == []
    assert {history.events for history in report.histories} == {5}
    words = report.words()
    assert words.startswith(f"VERIFIED: 4 exhibit(s), from the ledger {ORIGIN}.")
    assert "The bundle holds every entry of the ledger: no later event was left out." in words
    assert "That what was recorded is true" in words
    assert "came with the bundle" not in words


def test_one_exhibit_is_verified_and_its_limits_are_said(path: Path) -> None:
    report = verify_bundle(written(path))
    assert report.verified
    assert [(history.exhibit, history.events) for history in report.histories] == [("exhibit:RAID-1:AB/2", 5)]
    limits = " ".join(report.limits)
    assert "it came with the bundle" in limits
    assert "no later event of these exhibits was left out" in limits
    assert "4 text(s) of these events are not disclosed" in limits
    assert "there is no time stamp" in limits


def test_any_zip_program_reads_a_bundle(path: Path) -> None:
    with zipfile.ZipFile(written(path)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == members(path)


def test_the_same_contents_make_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "a").read_bytes() == written(tmp_path / "b").read_bytes()


def test_bundles_of_earlier_versions_stay_good(path: Path) -> None:
    """`bundle.zip` was made by this product and kept: neither its form nor its verdict may change."""
    assert verify_bundle(FROZEN, KNOWN).verified
    assert verify_bundle(GROWN, KNOWN).verified
    grown = contents_of(ledger_of(6, 2), range(1, 6, 2), old=3, kept=(2, 3, 5))
    assert written(path, grown).read_bytes() == GROWN.read_bytes()


def test_a_ledger_that_only_grew_says_so(path: Path) -> None:
    report = verify_bundle(written(path, contents_of(LEDGER, range(1, 20, 4), kept=(3, 7, 19))), KNOWN)
    assert report.verified, report.problems
    assert any("only grew since it had 3 entries: each of its 3 earlier" in line for line in report.proven)


def test_an_earlier_checkpoint_that_is_not_the_beginning_is_found(path: Path) -> None:
    good = contents_of(LEDGER, range(1, 20, 4), kept=(3, 7))
    other = ledger_of(20, exhibits=5)
    for size, kept, says in (
        (7, signed(other.checkpoint(7), [signer()]), "checkpoints/7.note had another history"),
        (7, signed(LEDGER.checkpoint(3), [signer()]), "checkpoints/7.note is a checkpoint of 3 entries"),
        (7, sign(LEDGER.checkpoint(7).text, [witness()]), "checkpoints/7.note"),
        (7, sign(LEDGER.checkpoint(7).text, [signer(secret="thief")]), "unknown key"),
        (9, signed(LEDGER.checkpoint(9), [signer()]), "no proof of it"),
    ):
        assert says in why(written(path, replace(good, kept={**good.kept, size: kept})))
    swapped = replace(good, consistency={3: good.consistency[7], 7: good.consistency[3]})
    assert "another history" in why(written(path, swapped))


def test_the_published_key_has_to_be_the_one_that_signed(path: Path) -> None:
    thief = Trust(keys=(signer(secret="thief").verifier,))
    assert "not signed by a key you trust" in why(written(path), thief)
    assert verify_bundle(path, Trust(keys=(*thief.keys, signer().verifier))).verified


def test_a_key_of_another_ledger_does_not_count(path: Path) -> None:
    other = signer("other.example", "ledger")
    checkpoint = sign(LEDGER.checkpoint().text, [other])
    contents = replace(PART, checkpoint=checkpoint, keys=(other.verifier.vkey,), witnesses={})
    write_bundle(path, contents, other)
    assert "not signed by a key of the ledger" in why(path)
    assert "not signed by a key you trust" in why(path, Trust(keys=(other.verifier,)))


def test_a_witness_that_was_asked_for_has_to_have_signed(path: Path) -> None:
    stranger = Trust(witness_keys=(witness("witness.example/w2").verifier,))
    assert "witness.example/w2 signed nothing" in why(written(path), stranger)
    unwitnessed = replace(PART, witnesses={}, consistency={}, keys=PART.keys[:1])
    report = verify_bundle(written(path, unwitnessed))
    assert any("no witness signed" in limit for limit in report.limits)
    assert "signed nothing" in why(path, KNOWN)
    earlier = replace(PART, witnesses={"earlier": PART.witnesses["earlier"]})
    assert "only for the first 7 of 20 entries" in why(written(path, earlier), KNOWN)


def test_it_is_said_what_an_earlier_witness_saw(path: Path) -> None:
    first = replace(PART, entries=(LEDGER.entry(1), LEDGER.entry(5)))
    for contents, words in ((first, "all events here are among them"), (PART, "not all events here are among them")):
        report = verify_bundle(written(path, contents))
        assert any("the first 7 entries" in line and f": {words}." in line for line in report.proven)


def test_a_cosigned_checkpoint_counts_as_witnessed(path: Path) -> None:
    both = signed(LEDGER.checkpoint(), [signer(), witness()])
    assert verify_bundle(written(path, replace(PART, checkpoint=both, witnesses={}, consistency={})), KNOWN).verified


@pytest.mark.parametrize("size", [0, 7, 20])
def test_a_kept_checkpoint_joins_the_bundle(path: Path, size: int) -> None:
    kept = Trust(witness_notes=(signed(LEDGER.checkpoint(size), [signer()]),))
    report = verify_bundle(written(path), kept)
    assert report.verified, report.problems
    assert "unaltered" in " ".join(report.proven)


def test_a_whole_ledger_needs_no_proof_of_growth(path: Path) -> None:
    kept = Trust(witness_notes=(signed(LEDGER.checkpoint(9), [signer()]),))
    assert verify_bundle(written(path, FULL), kept).verified
    assert "no proof of it" in why(written(path), kept)


def test_a_kept_checkpoint_shows_roll_back_and_fork(path: Path) -> None:
    newer = ledger_of(21)
    rolled = Trust(witness_notes=(signed(newer.checkpoint(), [signer()]),))
    assert "rolled back" in why(written(path), rolled)
    for size in (7, 20):
        forked = Trust(witness_notes=(signed(ledger_of(20, exhibits=5).checkpoint(size), [signer()]),))
        assert "another history" in why(path, forked)
    other = Trust(witness_notes=(sign(LEDGER.checkpoint().text.replace("north", "south"), [signer()]),))
    assert "another ledger" in why(path, other)
    unknown = Trust(witness_notes=(signed(LEDGER.checkpoint(), [signer(secret="thief")]),))
    assert "unknown key" in why(path, unknown)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_three_lines_that_a_receipt_prints_are_compared(path: Path, line_end: str) -> None:
    def printed(text: str) -> Trust:
        return Trust(witness_notes=(text.replace("\n", line_end).encode(),))

    for size in (7, 20):
        report = verify_bundle(written(path), printed(LEDGER.checkpoint(size).text))
        assert (report.problems, "at the checkpoint you gave" in " ".join(report.proven)) == ([], True)
    forked = ledger_of(20, exhibits=5).checkpoint(7).text
    assert "another history" in why(path, printed(forked))
    assert "rolled back" in why(path, printed(ledger_of(21).checkpoint().text))
    assert "is not the size of a ledger" in why(path, printed("here it stands\n"))


def rotated(at: int, *, by_old: bool = False) -> bundle.Contents:
    """A bundle whose checkpoint the next key signed, after a hand-over at a size."""
    old, new = signer(), signer(secret="next")
    return replace(
        PART,
        checkpoint=signed(LEDGER.checkpoint(), [old if by_old else new]),
        keys=(*PART.keys, new.verifier.vkey),
        rotations=(rotate(ORIGIN, at, old, new),),
    )


def test_trust_in_the_old_key_passes_to_the_new_one(path: Path) -> None:
    write_bundle(path, rotated(10), signer(secret="next"))
    for trust in (None, KNOWN, Trust(keys=(signer(secret="next").verifier,))):
        report = verify_bundle(path, trust)
        assert report.verified, report.problems
    assert "you trust" in why(path, Trust(keys=(signer(secret="thief").verifier,)))


def test_a_key_that_handed_over_signs_no_more(path: Path) -> None:
    write_bundle(path, rotated(10, by_old=True), signer(secret="next"))
    assert "checkpoint is not signed" in why(path, KNOWN)
    write_bundle(path, rotated(20, by_old=True), signer())
    assert verify_bundle(path, KNOWN).verified


def test_a_key_cannot_hand_over_to_itself_what_it_does_not_have(path: Path) -> None:
    thief = signer(secret="thief")
    value = {"ledger": ORIGIN, "new": thief.verifier.vkey, "old": signer().verifier.vkey, "size": 1}
    forged = replace(
        PART,
        checkpoint=signed(LEDGER.checkpoint(), [thief]),
        keys=(*PART.keys, thief.verifier.vkey),
        rotations=(statement.make(statement.NEXT_KEY, value, [thief]),),
    )
    write_bundle(path, forged, thief)
    assert "not signed by both" in why(path, KNOWN)


def test_an_attachment_that_is_another_file_is_not_exported(path: Path) -> None:
    path.write_bytes(b"an earlier bundle")
    sha256 = PART.attachments[0].sha256
    with pytest.raises(BundleError, match="not what was recorded"):
        written(path, replace(PART, attachments=(Attachment(sha256, lambda: (FROZEN).open("rb")),)))
    assert path.read_bytes() == b"an earlier bundle"
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(BundleError, match="cannot be in a bundle"):
        written(path, replace(PART, witnesses={"../../etc/passwd": b""}))


def test_events_may_come_without_their_attachments(path: Path) -> None:
    report = verify_bundle(written(path, replace(PART, attachments=())))
    assert report.verified
    assert "1 attachment(s) that the events name are not in the bundle." in report.limits


def test_what_is_no_bundle_cannot_be_read(tmp_path: Path) -> None:
    for data in (b"", b"PK", b"PK\x05\x06" + bytes(18), PHOTOGRAPH):
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(UnreadableError):
            verify_bundle(tmp_path / "x")
    for missing in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(UnreadableError):
            verify_bundle(missing)


def test_other_zips_are_not_verified(path: Path) -> None:
    files = members(written(path))
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(path, "w", compression) as out:
            for name in sorted(files):
                out.writestr(name, files[name])
        assert "not as it was written" in why(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("entries/0.json", bytes(10**8))
    assert "not as it was written" in why(path)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "entries/01.json", "entries/0.JSON", "extra", "CHECKPOINT"]
)
def test_names_that_no_bundle_has_are_refused(path: Path, name: str) -> None:
    pack(path, members(written(path)) | {name: b"x"})
    assert "does not belong" in why(path)


def test_large_files_are_refused_before_they_are_read(path: Path) -> None:
    pack(path, {"checkpoint": bytes(2_000_000)})
    assert "may have 1000000" in why(path)


def test_a_long_name_and_half_an_archive_are_refused(path: Path) -> None:
    pack(path, {"a" * 300: b""})
    assert "not as it was written" in why(path)
    whole = written(path).read_bytes()
    for end in (5, 29, 31, 200, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:end])
        assert why(path)
    path.write_bytes(whole + b"\0")
    assert "packed anew" in why(path)


def test_the_command_answers_with_its_exit_code(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(path)
    keys = tmp_path / "published.txt"
    keys.write_text(f"{signer().verifier.vkey}\n")
    kept = tmp_path / "receipt.note"
    kept.write_bytes(signed(LEDGER.checkpoint(7), [signer()]))
    good = [str(path), "--key", str(keys), "--witness-key", witness().verifier.vkey, "--witness", str(kept)]
    assert main(good) == 0
    assert capsys.readouterr().out.startswith("VERIFIED")
    assert main([*good, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verified"] is True
    assert main([str(path), "--key", signer(secret="thief").verifier.vkey]) == 1
    assert "NOT VERIFIED" in capsys.readouterr().out
    for wrong in (
        [str(tmp_path / "nothing")],
        [str(path), "--key", "no+key+atall"],
        [str(path), "--key", str(tmp_path / "nothing")],
        [str(path), "--witness", str(tmp_path)],
        [str(path), "--witness-key", str(keys)],
    ):
        assert main(wrong) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2


def test_a_text_in_a_bundle_cannot_forge_the_verdict(path: Path) -> None:
    name = "exhibit:RAID-1:\x1b[2J\r\u202eVERIFIED"
    ledger = SmallLedger.of([canonical.encode(event(0, exhibit=name))])
    write_bundle(path, contents_of(ledger, [0]), signer())
    report = verify_bundle(path)
    assert report.verified
    assert all(line.isprintable() for line in report.words().splitlines())


def test_a_bundle_that_cannot_be_written_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot be written"):
        written(tmp_path / "no such folder" / "bundle.zip")


def test_problems_beyond_the_first_are_counted(path: Path) -> None:
    ledger = ledger_of(60)
    contents = contents_of(ledger, range(60))
    proof = tuple(merkle.inclusion_proof(0, 60, ledger.get))
    wrong = tuple(replace(entry, proof=proof) for entry in contents.entries)
    write_bundle(path, replace(contents, entries=wrong), signer())
    report = verify_bundle(path)
    assert len(report.problems) == 59
    assert "and 39 more" in report.words()
