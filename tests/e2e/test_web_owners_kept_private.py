"""Who took a phone is for those who return phones: on no page, paper, bundle or history of anybody else's."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pypdfium2
import pytest
from custody_ledgers import exhibit, record, seizure
from recovery_case import ADA, ASKED, decision, report_fact
from web_house import House, opened_house, shown

from api.cli import run
from api.usecases.custody.keyring import new_key
from api.usecases.custody.record import Statement
from api.usecases.recovery.hand_back import HandingBack, hand_back
from tracer.custody.events import Officer, officer_id
from tracer.kinds._cells import Cells, RowFaultError
from tracer.kinds.reports import MASKED, Reports
from tracer.model import ParsedBatch, Refusal
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.values import NewSource

DETECTIVE, LIAISON, ADMINISTRATOR, SUPERVISOR = "detective", "victim liaison", "administrator", "supervisor"
API = "/api/v1/custody"
NAME, CHECK, DESPITE = "Ada Fenn", "passport seen", "the maker lifts it in the shop"
BACK, FREE = 12, 13
OF_HERS = (NAME, CHECK, DESPITE)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Ada's phone went back to her."""
    with opened_house(tmp_path_factory.mktemp("nothing"), tmp_path_factory.mktemp("private")) as made:
        records, ledger = made.desk.records, made.desk.ledger
        records.begin(NewSource("s1", "ab" * 32, "s1.csv", 10, "reports", "csv"))
        records.commit("s1", 0, 1, ParsedBatch(facts=(report_fact(ADA, 2, "ada@example.org"),)))
        shown(made, "s1")
        new_key(made.desk.custody)
        ledger.add_officer(Officer(officer_id("KM"), "Kit Moor"))
        record(ledger, seizure(BACK), seizure(FREE))
        told = records.part(Confirmations).confirm(decision(number=BACK), ASKED)
        said = Statement(by="JT", key="back-1")
        hand_back(made.desk.custody, HandingBack(told.confirmation.id, said, CHECK, NAME, None, DESPITE), ASKED)
        yield made


def words(answer: httpx.Response) -> str:
    """What a PDF says."""
    assert answer.status_code == 200, answer.text[:300]
    return " ".join(pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range().split())


def receipt(house: House, name: str, purpose: str = "") -> str:
    way = f"{API}/papers/receipt?exhibit={exhibit(BACK)}&purpose={purpose}"
    return words(house.ask("GET", way, name))


def kept(house: House) -> str:
    """The SHA-256 of the receipt that was kept."""
    return house.desk.ledger.history(exhibit(BACK))[-1].event.attachments[0].sha256


def inside(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def names_her(files: dict[str, bytes]) -> bool:
    return any(text.encode() in data for data in files.values() for text in OF_HERS) or any(
        name.startswith("attachments/") for name in files
    )


def test_a_receipt_names_who_took_it_to_those_alone_who_return_phones(house: House) -> None:
    for who, purpose in ((DETECTIVE, ""), (DETECTIVE, "curious"), (SUPERVISOR, "curious"), (LIAISON, "")):
        assert NAME not in receipt(house, who, purpose)
    assert NAME in receipt(house, LIAISON, "a second copy for her")
    way = f"{API}/attachments/{kept(house)}?exhibit={exhibit(BACK)}"
    assert house.ask("GET", f"{way}&purpose=curious", DETECTIVE).status_code == 403
    assert house.ask("GET", way, LIAISON).status_code == 422
    assert NAME in words(house.ask("GET", f"{way}&purpose=her%20copy%20is%20lost", LIAISON))
    noted = house.desk.records.audit(ADA.owner)[-1]
    assert (noted.act, noted.purpose) == ("disclosed", "her copy is lost")


def test_the_history_says_what_is_for_another_role(house: House) -> None:
    page, told = f"/exhibits/{exhibit(BACK)}?purpose=curious", f"{API}/exhibits/{exhibit(BACK)}/history"
    private = house.ask("GET", f"{told}?private=true&purpose=look", DETECTIVE).json()["events"][-1]["private"]
    assert private == dict.fromkeys(("despite_block", "identity", "name"), "not shown to your role")
    html = house.ask("GET", page, DETECTIVE).text
    assert [text in html for text in OF_HERS] == [False] * 3
    assert html.count("not shown to your role") == 4
    assert kept(house) not in html.partition("Files kept with it")[2]
    html = house.ask("GET", page, LIAISON).text
    assert [text in html for text in OF_HERS] == [True] * 3
    assert f"{kept(house)}?exhibit=" in html
    noted = house.desk.records.audit(ADA.owner)[-1]
    assert (noted.act, noted.purpose, noted.details) == ("consulted", "curious", {"exhibit": exhibit(BACK)})


def test_a_bundle_names_her_only_where_one_who_may_discloses_it(house: House, tmp_path: Path) -> None:
    def made(who: str, *disclose: str) -> httpx.Response:
        said = {"exhibits": [exhibit(BACK)], "disclose": disclose, "purpose": "the defence asks"}
        return house.ask("POST", f"{API}/export", who, json=said)

    refused = made(DETECTIVE, "name")
    assert (refused.status_code, "not shown to your role" in refused.json()["detail"]) == (403, True)
    for answer in (made(DETECTIVE), made(DETECTIVE, "all"), made(LIAISON), made(LIAISON, "note")):
        if answer.status_code != 422:
            assert not names_her(inside(answer.content))
    page = house.ask("POST", f"/exhibits/{exhibit(BACK)}/bundle", DETECTIVE, data={"disclose": "all", "purpose": "x"})
    assert not names_her(inside(page.content))
    assert f"attachments/{kept(house)}" in inside(made(LIAISON, "name").content)
    assert not names_her(commanded(house, tmp_path / "a.zip"))
    assert names_her(commanded(house, tmp_path / "b.zip", "--disclose", "name", "--by", "KM", "--purpose", "asked for"))


def commanded(house: House, out: Path, *more: str) -> dict[str, bytes]:
    with redirect_stdout(io.StringIO()), pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACER_HOME", str(house.desk.settings.home))
        assert run(["custody", "export", exhibit(BACK), "--out", str(out), *more]) == 0
    return inside(out.read_bytes())


def test_the_audit_says_what_was_looked_at_and_names_nobody(house: House) -> None:
    sent = {"exhibits": [exhibit(FREE), exhibit(BACK)]}
    house.ask("POST", f"{API}/export", DETECTIVE, json={**sent, "disclose": ["name"], "purpose": "x"})
    house.ask("GET", f"{API}/papers/receipt?exhibit={exhibit(FREE)}&from={NAME}", DETECTIVE)
    form = {"exhibit": exhibit(FREE), "reference": "01/0/23", "force": ADA.force, "reasons": NAME}
    house.ask("POST", "/returns/confirm", LIAISON, data=form)
    claim = {"exhibit": exhibit(99), "kind": "insurer", "who": NAME, "why": NAME, "email": "a@example.org"}
    house.ask("POST", "/api/v1/returns/claims", LIAISON, json=claim)
    house.ask("GET", "/shop?id=place:unit-4", DETECTIVE)
    noted = [(one.subject.rpartition("/")[2], one.details) for one in house.desk.records.audit()]
    assert ("export", {"exhibits": f"{exhibit(FREE)}, {exhibit(BACK)}", "by": "page"}) in noted
    assert ("{kind}", {"kind": "receipt", "exhibit": exhibit(FREE), "by": "page"}) in noted
    asked = {name: form[name] for name in ("exhibit", "reference", "force")}
    assert ("confirm", {**asked, "by": "page"}) in noted
    assert ("claims", {"exhibit": exhibit(99), "kind": "insurer", "by": "page"}) in noted
    assert ("shop", {"id": "place:unit-4", "by": "page"}) in noted
    assert NAME not in str([details for _, details in noted])


def test_who_read_private_texts_is_found_by_account_and_by_initials(house: House) -> None:
    why = {"reason": "needed at the trial"}
    assert house.ask("POST", f"{API}/exhibits/{exhibit(FREE)}/restrict", SUPERVISOR, json=why).status_code == 201
    assert why["reason"] in house.ask("GET", f"/exhibits/{exhibit(FREE)}?purpose=looking", DETECTIVE).text
    person = house.people[DETECTIVE]
    for who in (person.id, person.username, "JT", "jt", "officer:JT"):
        told = house.ask("GET", f"/api/v1/audit?purpose=check&limit=500&who={who}", "auditor").json()
        assert {"officer:JT", person.id} <= {one["actor"] for one in told["items"]}, who


def test_a_refused_row_names_its_owner_to_whoever_loaded_it_and_who_returns_phones(house: House) -> None:
    records, jobs = house.desk.records, house.desk.jobs
    records.begin(NewSource("s2", "cd" * 32, "odd.csv", 10, "reports", "csv"))
    cells = {"reference": "01/1/23", "owner_name": NAME, "owner_email": "a@example.org", "Victim tel": "07700 900123"}
    records.commit("s2", 0, 1, ParsedBatch(refusals=(Refusal(2, "no force", {**cells, "make": "Fonez"}),)))
    records.finish("s2")
    shown(house, "s2")
    both = house.person("both", DETECTIVE, LIAISON, initials="BO")
    job = jobs.add("load", house.people[SUPERVISOR].id, {})
    jobs.end(job.id, "done", {"files": [{"source": "s2"}]})

    def row(who: str) -> dict[str, str]:
        answer = house.ask("GET", "/api/v1/rejects.csv?source=s2", who)
        (found,) = csv.DictReader(io.StringIO(answer.text, newline=""))
        return found

    assert [row(who)["owner_name"] for who in (SUPERVISOR, both.username)] == [NAME, NAME]
    mine = row(DETECTIVE)
    assert [mine[name] for name in cells] == ["01/1/23", *([MASKED] * 3)]
    assert mine["make"] == "Fonez"
    assert "masked for your role" in house.ask("GET", "/load/sources/s2", DETECTIVE).text
    noted = [one for one in records.audit() if one.subject.endswith("rejects.csv")]
    assert {one.details["source"] for one in noted} == {"s2"}


def test_a_masked_row_is_not_loaded_as_if_that_were_a_name() -> None:
    cells = {"reference": "01/1/23", "force": "Kent", "owner_name": MASKED}
    with pytest.raises(RowFaultError, match="it was masked"):
        Reports().fact(Cells(cells, frozenset(cells), datetime.now(UTC)), 2)


def test_nobody_is_erased_unawares_while_their_phone_waits(house: House) -> None:
    said = {"act": "erase owner", "subject": ADA.owner, "reason": "she asked"}
    ask = "/api/v1/approvals"
    unknown = house.ask("POST", ask, ADMINISTRATOR, json={**said, "subject": "owner:nobody"})
    assert (unknown.status_code, "Nobody is known by this id" in unknown.json()["detail"]) == (404, True)
    # She was told of the first phone, and that it went back; then nothing is open but that.
    first = house.ask("POST", ask, ADMINISTRATOR, json=said).json()
    assert ("Open of theirs: " in first["details"], "not sent" in first["details"]) == (True, True)
    told = house.desk.records.part(Confirmations).confirm(decision(number=FREE, key="k2"), ASKED)
    late = house.ask("POST", f"{ask}/{first['id']}/decision", SUPERVISOR, json={"approve": True, "reason": "agreed"})
    assert (late.status_code, "1 phone confirmed as theirs" in late.json()["detail"]) == (422, True)
    refused = house.ask("POST", "/admin/approvals", ADMINISTRATOR, data=said)
    assert refused.status_code == 422
    assert "1 phone confirmed as theirs and still in custody" in refused.text
    assert ("s47(2)" in refused.text, f'value="{ADA.owner}"' in refused.text) == (True, True)
    despite = {**said, "despite": "a court ordered it"}
    assert house.ask("POST", "/admin/approvals", ADMINISTRATOR, data=despite).status_code == 303
    for page, who in (("/admin", ADMINISTRATOR), ("/approvals", SUPERVISOR)):
        text = house.ask("GET", page, who).text
        assert ("still in custody" in text, "all the same, since: a court ordered it" in text) == (True, True)
    (asked,) = [one for one in house.desk.approvals.every("asked") if "a court" in one.details]
    no = {"approve": False, "reason": "restrict instead"}
    for one in (asked.id, first["id"]):
        assert house.ask("POST", f"{ask}/{one}/decision", SUPERVISOR, json=no).status_code == 200
    house.desk.records.part(Confirmations).withdraw(told.confirmation.id, ASKED)


def test_once_she_is_erased_nothing_names_her(house: House) -> None:
    """The last of these: she stays erased."""
    said = {"act": "erase owner", "subject": ADA.owner, "reason": "she asked"}
    asked = house.ask("POST", "/api/v1/approvals", ADMINISTRATOR, json=said).json()["id"]
    yes = {"approve": True, "reason": "agreed"}
    assert house.ask("POST", f"/api/v1/approvals/{asked}/decision", SUPERVISOR, json=yes).status_code == 200
    assert house.ask("POST", f"/api/v1/approvals/{asked}/do", ADMINISTRATOR).status_code == 200
    gone = house.ask("GET", f"{API}/attachments/{kept(house)}?exhibit={exhibit(BACK)}&purpose=again", LIAISON)
    assert (gone.status_code, "was erased" in gone.json()["detail"]) == (404, True)
    assert NAME not in receipt(house, LIAISON, "again")
    bundle = {"exhibits": [exhibit(BACK)], "disclose": ["all"], "purpose": "again"}
    assert not names_her(inside(house.ask("POST", f"{API}/export", LIAISON, json=bundle).content))
    found = house.ask("GET", f"{API}/verify", DETECTIVE).json()
    assert (found["verified"], found["attachments"], found["attachmentsErased"]) == (True, 0, 1)
