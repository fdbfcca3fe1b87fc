"""Custody through the API: every act of the commands, once, in order, and for those alone who may."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from PIL import Image
from web_custody import API, OFFICER, SUPERVISOR, acted, booked, case_for, client_of, officers
from web_site import Site

from tracer.custody.verify import main
from tracer.identifiers.imei import check_digit

DUE = (date.today() + timedelta(days=7)).isoformat()


def imei(number: int) -> str:
    """A made-up valid IMEI of a test TAC."""
    body = f"00199902{number:06d}"
    return body + check_digit(body)


@pytest.fixture(scope="module")
def site(heron_site: Site) -> Site:
    officers(heron_site.tracer, "AB", "SP")
    heron_site.tracer("custody", "store", "add", "CUSTODY", "--name", "Custody test store")
    heron_site.tracer("custody", "store", "add", "DIGITAL", "--name", "Digital laboratory", "--laboratory")
    return heron_site


@pytest.fixture(scope="module")
def officer(site: Site) -> httpx.Client:
    return client_of(site)


@pytest.fixture(scope="module")
def supervisor(site: Site) -> httpx.Client:
    return client_of(site, SUPERVISOR)


def test_the_life_of_an_exhibit(officer: httpx.Client, supervisor: httpx.Client) -> None:
    (exhibit,) = booked(officer, "LIFE/1", [imei(1)])
    at = officer.get(f"{API}/exhibits/{exhibit}")
    assert (at.headers["etag"], at.json()["holder"]) == ('"1"', "officer:AB")
    steps = [
        (officer, "seal", {"seal": "LIFE 1"}),
        (officer, "transfer", {"to": "SP", "seal": "LIFE 1", "reason": "to the store"}),
        (supervisor, "accept", {"location": "CUSTODY", "seal": "LIFE 1"}),
        (supervisor, "move", {"to": "store:CUSTODY"}),
        (officer, "lend", {"to": "laboratory:DIGITAL", "due": DUE, "seal": "LIFE 1"}),
        (officer, "accept", {"onBehalf": "laboratory:DIGITAL", "seal": "LIFE 1"}),
        (officer, "unseal", {"found": "LIFE 1", "onBehalf": "laboratory:DIGITAL"}),
        (officer, "examine", {"seal": "LIFE 2", "note": "read out", "onBehalf": "laboratory:DIGITAL"}),
        (officer, "restrict", {"reason": "needed as evidence"}),
        (officer, "lift-restriction", {"reason": "the trial has ended"}),
        (officer, "correct", {"event": "2", "reason": "misread", "seal": "LIFE 1A"}),
        (officer, "split", {"parts": ["AB/1/1=LIFE 3"], "onBehalf": "laboratory:DIGITAL"}),
    ]
    for number, (who, act, said) in enumerate(steps, start=2):
        answer = acted(who, exhibit, act, said, **{"If-Match": f'"{number - 1}"'})
        assert answer.status_code == 201, (act, answer.text)
        assert answer.headers["etag"] == f'"{number}"'
    told = officer.get(f"{API}/exhibits/{exhibit}/history").json()
    assert [event["kind"] for event in told["events"]][:4] == ["seize", "seal", "hand_over", "accept"]
    assert told["withheld"]
    assert told["events"][2]["why"] == "withheld"
    private = officer.get(f"{API}/exhibits/{exhibit}/history", params={"private": True, "purpose": "trial"}).json()
    assert private["events"][2]["why"] == "to the store"
    assert officer.get(f"{API}/exhibits/{exhibit}/history", params={"private": True}).status_code == 422
    assert [one["exhibit"] for one in officer.get(f"{API}/where", params={"q": "LIFE 2"}).json()["items"]] == [exhibit]


def test_somebody_elses_change_in_between_is_told(officer: httpx.Client, supervisor: httpx.Client) -> None:
    (exhibit,) = booked(officer, "BETWEEN/1", [imei(2)])
    seen = officer.get(f"{API}/exhibits/{exhibit}").headers["etag"]
    assert acted(officer, exhibit, "transfer", {"to": "SP"}).status_code == 201
    assert acted(supervisor, exhibit, "accept", {}).status_code == 201
    late = acted(officer, exhibit, "move", {"to": "store:CUSTODY"}, **{"If-Match": seen})
    assert late.status_code == 412
    assert "SP, accept" in late.json()["detail"]
    assert acted(officer, exhibit, "move", {"to": "store:CUSTODY"}, **{"If-Match": "never"}).status_code == 422


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("seal", {"seal": "AGAIN 1"}),
        ("transfer", {"to": "SP"}),
        ("examine", {"note": "looked at"}),
        ("split", {"parts": ["AB/1/1"]}),
        ("return", {"identity": "a passport was seen", "name": "somebody"}),
    ],
)
def test_the_same_key_again_records_nothing_twice(officer: httpx.Client, act: str, said: dict[str, object]) -> None:
    (exhibit,) = booked(officer, f"AGAIN/{act}", [imei(3)])
    first, second = (acted(officer, exhibit, act, said, **{"Idempotency-Key": f"again-{act}"}) for _ in range(2))
    assert first.status_code == second.status_code == 201, first.text + second.text
    assert first.json()["event"] == second.json()["event"]
    assert officer.get(f"{API}/exhibits/{exhibit}").json()["sequence"] == 2


@pytest.mark.parametrize("part", ["back cover", "SIM 8944 10", "board", "AB/1/1; AB/1/2", "9" * 40])
def test_a_part_is_given_a_reference_and_no_description(officer: httpx.Client, part: str) -> None:
    (exhibit,) = booked(officer, f"PART/{len(part)}", [imei(3)])
    answer = acted(officer, exhibit, "split", {"parts": [part]})
    assert (answer.status_code, "is no exhibit's reference" in answer.text) == (422, True)


def test_a_refusal_says_its_code_and_what_to_do(officer: httpx.Client) -> None:
    (exhibit,) = booked(officer, "REFUSED/1", [imei(4)])
    answer = acted(officer, exhibit, "transfer", {"to": "NOBODY"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["code"] for one in answer.json()["refusals"]] == ["unknown_officer"]
    assert acted(officer, exhibit, "transfer", {"to": "SP", "unknown": 1}).status_code == 422
    missing = officer.get(f"{API}/exhibits/NO/99")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


def test_doubts_are_explained(officer: httpx.Client, supervisor: httpx.Client) -> None:
    (exhibit,) = booked(officer, "DOUBT/1", [imei(5)])
    done = acted(supervisor, exhibit, "move", {"to": "store:CUSTODY"})
    assert [flag["code"] for flag in done.json()["flags"]] == ["gap"]
    assert (
        acted(officer, exhibit, "explain", {"codes": ["gap"], "reason": "handed over on the spot"}).status_code == 201
    )
    assert officer.get(f"{API}/exhibits/{exhibit}").json()["unexplained"] == []


def test_doubts_of_several_events_are_explained_one_by_one(officer: httpx.Client, supervisor: httpx.Client) -> None:
    (exhibit,) = booked(officer, "DOUBT/2", [imei(20)])
    for _ in range(2):
        assert acted(supervisor, exhibit, "examine", {}).json()["flags"]
    said = {"codes": ["gap"], "reason": "handed over on the spot"}
    refused = acted(officer, exhibit, "explain", said)
    assert refused.status_code == 422
    assert [f"Event {number}: " in refused.json()["detail"] for number in (2, 3)] == [True, True]
    page = officer.get(f"/exhibits/{exhibit}").text
    assert [f"Explain doubts of event {number}" in page for number in (2, 3)] == [True, True]
    assert acted(officer, exhibit, "explain", {**said, "event": "2"}).status_code == 201
    lines = officer.get(f"{API}/exhibits/{exhibit}/history").json()["events"]
    assert [doubt["explanation"] is None for line in lines for doubt in line["doubts"]] == [False, True]


def test_two_people_dispose_of_an_exhibit(officer: httpx.Client, supervisor: httpx.Client) -> None:
    (exhibit,) = booked(officer, "DISPOSE/1", [imei(6)])
    asked = officer.post(f"{API}/exhibits/{exhibit}/ask-disposal", json={"reason": "dangerous battery"}).json()
    way = f"{API}/disposals/{asked['id']}"
    early = officer.post(f"{way}/dispose", json={})
    assert (early.status_code, early.json()["detail"]) == (422, "This disposal is not approved: it is asked.")
    assert officer.post(f"{way}/decide", json={"approve": True, "reason": "yes"}).status_code == 403
    decided = supervisor.post(f"{way}/decide", json={"approve": True, "reason": "agreed"})
    assert decided.json()["state"] == "approved"
    same = supervisor.post(f"{way}/dispose", json={})
    assert [one["code"] for one in same.json()["refusals"]] == ["same_person"]
    done = officer.post(f"{way}/dispose", json={})
    assert (done.status_code, done.json()["state"]["status"]) == (201, "disposed")
    assert officer.post(f"{way}/dispose", json={}).json()["event"] == done.json()["event"]
    history = officer.get(f"{API}/exhibits/{exhibit}/history").json()["events"]
    assert [event["kind"] for event in history] == ["seize", "authorise_disposal", "dispose"]
    own = supervisor.post(
        f"{API}/exhibits/{booked(officer, 'DISPOSE/2', [imei(7)])[0]}/ask-disposal", json={"reason": "x"}
    )
    mine = supervisor.post(f"{API}/disposals/{own.json()['id']}/decide", json={"approve": True, "reason": "me"})
    assert (mine.status_code, mine.json()["detail"]) == (422, "You asked for this yourself.")


def test_what_happens_between_approval_and_disposal_raises_no_doubt(
    officer: httpx.Client, supervisor: httpx.Client
) -> None:
    for number, moved in ((12, True), (13, False)):
        (exhibit,) = booked(officer, f"DISPOSE/{number}", [imei(number)])
        asked = officer.post(f"{API}/exhibits/{exhibit}/ask-disposal", json={"reason": "dangerous battery"}).json()
        way = f"{API}/disposals/{asked['id']}"
        assert supervisor.post(f"{way}/decide", json={"approve": True, "reason": "agreed"}).status_code == 200
        history = officer.get(f"{API}/exhibits/{exhibit}/history").json()["events"]
        assert [event["what"] for event in history][1:] == ["SP authorised its disposal"]
        if moved:
            assert acted(officer, exhibit, "move", {"to": "store:CUSTODY"}).status_code == 201
        done = officer.post(f"{way}/dispose", json={})
        assert (done.status_code, done.json()["state"]["unexplained"]) == (201, []), done.text
    again = supervisor.post(f"{way}/decide", json={"approve": True, "reason": "twice"})
    assert again.status_code == 422
    assert officer.get(f"{API}/exhibits/{exhibit}").json()["sequence"] == 3


def test_an_approval_that_was_taken_back_disposes_of_nothing(officer: httpx.Client, supervisor: httpx.Client) -> None:
    (exhibit,) = booked(officer, "DISPOSE/9", [imei(19)])

    def approved() -> str:
        asked = officer.post(f"{API}/exhibits/{exhibit}/ask-disposal", json={"reason": "dangerous battery"}).json()
        supervisor.post(f"{API}/disposals/{asked['id']}/decide", json={"approve": True, "reason": "agreed"})
        return f"{API}/disposals/{asked['id']}/dispose"

    first = approved()
    authorised = officer.get(f"{API}/exhibits/{exhibit}").json()
    assert authorised["authorisedBy"]
    acted(officer, exhibit, "restrict", {"reason": "needed at the trial"})
    acted(officer, exhibit, "lift-restriction", {"reason": "the trial has ended"})
    refused = officer.post(first, json={})
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "The authorisation was taken back since it was approved.",
    )
    second = approved()
    number = str(officer.get(f"{API}/exhibits/{exhibit}").json()["sequence"])
    assert acted(supervisor, exhibit, "correct", {"event": number, "reason": "wrong exhibit"}).status_code == 201
    assert officer.post(second, json={}).status_code == 422
    page = officer.get(f"/exhibits/{exhibit}")
    assert "taken back since" in page.text
    assert 'id="dispose-reason"' in page.text
    assert officer.post(approved(), json={}).json()["state"]["status"] == "disposed"


def test_files_are_kept_and_what_acts_is_refused(officer: httpx.Client) -> None:
    (exhibit,) = booked(officer, "FILES/1", [imei(8)])
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    way = f"{API}/exhibits/{exhibit}/attach"
    kept = officer.post(way, params={"name": "front.png"}, content=picture.getvalue())
    assert kept.status_code == 201, kept.text
    for name, data in (
        ("front.svg", b"<svg onload=alert(1)>"),
        ("a.html", b"<script>alert(1)</script>"),
        ("x.png", b"MZ"),
    ):
        assert officer.post(way, params={"name": name}, content=data).status_code == 422
    told = officer.get(f"{API}/exhibits/{exhibit}/history").json()["events"][-1]["attachments"][0]
    sha256 = told.rpartition(" ")[2]
    read = officer.get(f"{API}/attachments/{sha256}", params={"exhibit": exhibit})
    assert read.content == picture.getvalue()
    assert read.headers["content-disposition"].startswith("attachment")
    assert officer.get(f"{API}/attachments/{'0' * 64}", params={"exhibit": exhibit}).status_code == 404


def test_a_bundle_is_checked_by_a_stranger(site: Site, officer: httpx.Client, tmp_path: Path) -> None:
    (exhibit,) = booked(officer, "BUNDLE/1", [imei(9)])
    site.tracer("custody", "keys", "new")
    assert officer.get(f"{API}/verify").json()["verified"]
    assert officer.post(f"{API}/checkpoint").status_code == 201
    refused = officer.post(f"{API}/export", json={"exhibits": [exhibit], "disclose": ["imei"]})
    assert refused.status_code == 422
    given = officer.post(f"{API}/export", json={"exhibits": [exhibit], "disclose": ["imei"], "purpose": "disclosure"})
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(given.content)
    with zipfile.ZipFile(bundle) as archive:
        assert imei(9) in archive.read(next(n for n in archive.namelist() if n.startswith("disclosed/"))).decode()
    assert main([str(bundle)]) == 0
    until = time.monotonic() + 20
    while list((site.tracer.home / "spool").iterdir()) and time.monotonic() < until:
        time.sleep(0.05)  # It is removed once it has been sent, which its receiver may see before.
    assert not list((site.tracer.home / "spool").iterdir())


def test_a_table_is_taken_in_row_by_row(officer: httpx.Client) -> None:
    table = (
        "seizure_ref,at,place,exhibit_ref,imei,seal,power\n"
        f"TABLE/1,2023-10-15T11:00:00+01:00,Yard,AB/1,{imei(10)},TABLE 1,s8\n"
        f"TABLE/1,2023-10-15T11:00:00+01:00,Yard,AB/2,{imei(11)[:-1]}x,TABLE 2,s8\n"
    )
    answer = officer.post(f"{API}/intake", params={"name": "raid.csv"}, content=table.encode())
    assert answer.status_code == 200, answer.text
    (taken,) = answer.json()["tables"]
    assert (taken["rows"], taken["booked"], len(taken["refused"])) == (2, 1, 1)
    again = officer.post(f"{API}/intake", params={"name": "raid.csv"}, content=table.encode()).json()["tables"][0]
    assert (again["booked"], again["unchanged"]) == (0, 1)
    assert officer.get(f"{API}/exhibits", params={"seizure": "table/1"}).json()["of"] == 1


def test_a_store_is_counted(site: Site, officer: httpx.Client) -> None:
    site.tracer("custody", "store", "add", "COUNTED", "--name", "Counted store")
    exhibits = booked(officer, "STOCK/1", [imei(20 + number) for number in range(3)])
    for exhibit in exhibits[:2]:
        assert acted(officer, exhibit, "move", {"to": "store:COUNTED"}).status_code == 201
    store = f"{API}/stores/COUNTED"
    assert officer.get(f"{store}/stock").json()["of"] == 2
    outcomes = [officer.get(f"{store}/scan", params={"text": text}).json()["outcome"] for text in (*exhibits, "what")]
    assert outcomes == ["found", "found", "unexpected", "unknown"]
    said = {"scans": [exhibits[0], exhibits[2], "what"]}
    first, second = (
        officer.post(f"{store}/stock-take", json=said, headers={"Idempotency-Key": "count-1"}) for _ in range(2)
    )
    assert first.json() == second.json()
    taken = first.json()
    assert (taken["found"], [one["exhibit"] for one in taken["missing"]]) == ([exhibits[0]], [exhibits[1]])
    assert [one["exhibit"] for one in taken["unexpected"]] == [exhibits[2]]
    assert taken["unknown"] == ["what"]
    assert officer.get(f"{API}/stale", params={"days": 0}).json()["of"] >= 3


def ways(exhibit: str, disposal: str) -> list[tuple[str, str, dict[str, object] | None]]:
    """Every operation that reaches an exhibit, with a body that it takes."""
    at = f"{API}/exhibits/{exhibit}"
    acts: dict[str, dict[str, object]] = {
        "transfer": {"to": "SP"},
        "accept": {},
        "move": {"to": "store:CUSTODY"},
        "lend": {"to": "laboratory:DIGITAL", "due": DUE},
        "seal": {"seal": "NEVER"},
        "unseal": {},
        "examine": {},
        "return": {"identity": "x"},
        "restrict": {"reason": "x"},
        "lift-restriction": {"reason": "x"},
        "correct": {"event": "1", "reason": "x"},
        "explain": {"codes": ["gap"], "reason": "x"},
        "split": {"parts": ["AB/9"]},
        "ask-disposal": {"reason": "x"},
    }
    papers = [
        f"{API}/papers/{kind}?exhibit={exhibit}&from=x&witness=x"
        for kind in ("label", "receipt", "mg11", "mg12", "case-uco")
    ]
    reads = [
        at,
        f"{at}/history",
        f"{API}/where?q={exhibit}",
        f"{API}/attachments/{'0' * 64}?exhibit={exhibit}",
        *papers,
    ]
    return [
        *(("GET", way, None) for way in reads),
        *(("POST", f"{at}/{act}", said) for act, said in acts.items()),
        ("POST", f"{at}/attach?name=a.txt", None),
        ("POST", f"{API}/export", {"exhibits": [exhibit]}),
        ("POST", f"{API}/disposals/{disposal}/dispose", {}),
        ("POST", f"{API}/disposals/{disposal}/decide", {"approve": True, "reason": "x"}),
    ]


def test_no_exhibit_of_another_case_or_force_is_reached(site: Site, officer: httpx.Client) -> None:
    officers(site.tracer, "OC", "OF")
    site.add_person(OFFICER, "other.case", initials="OC")
    site.add_person(SUPERVISOR, "other.force", force="Kent Police", initials="OF")
    case = case_for(site, "custody.officer")
    (closed,) = booked(officer, "CLOSED/1", [imei(30)], case=case)
    (free,) = booked(officer, "FREE/2", [imei(31)])
    for exhibit, names in ((closed, ("other.case", "other.force")), (free, ("other.force",))):
        asked = officer.post(f"{API}/exhibits/{exhibit}/ask-disposal", json={"reason": "x"}).json()["id"]
        for name in names:
            client = client_of(site, name)
            for method, way, said in ways(exhibit, asked):
                answer = client.request(method, way, json=said) if said is not None else client.request(method, way)
                assert answer.status_code == 403, (name, method, way, answer.status_code, answer.text)
            listed = json.dumps(client.get(f"{API}/exhibits", params={"limit": 500}).json())
            assert exhibit not in listed
            said = {"approve": True, "reason": "x"}
            assert client.post(f"/api/v1/approvals/{asked}/decision", json=said).status_code == 403
            if name == "other.force":
                assert exhibit not in client.get("/api/v1/approvals").text + client.get("/approvals").text
        for method, way, said in ways(exhibit, asked):
            assert httpx.request(method, f"{site.url}{way}", json=said).status_code == 401
    for name in ("auditor", "administrator"):
        assert client_of(site, name).get(f"{API}/exhibits/{free}").status_code == 403
    assert client_of(site, "detective").get(f"{API}/exhibits/{free}").status_code == 200
    assert acted(client_of(site, "detective"), free, "seal", {"seal": "NEVER"}).status_code == 403
    assert officer.get(f"{API}/exhibits/{closed}").json()["sequence"] == 1
