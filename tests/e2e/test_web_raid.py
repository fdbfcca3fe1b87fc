"""A raid on a tablet: each scan is booked once whatever becomes of the network, the tablet or the server."""

from __future__ import annotations

import io
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from tracer_command import Tracer
from web_browser import PHONE, TABLET, Visit, barriers, too_wide, visiting, wait_until
from web_site import FORCE, Site, csrf_of

from api.access import Actor, permissions_of
from api.desk import desk
from api.settings import read_settings
from api.usecases.custody_web.raid_scanning import Scan, take_scan
from tracer.demo import CASE
from tracer.identifiers.imei import check_digit
from tracer.records.raids import Raids

POWER = "search warrant, PACE 1984 s8"
OFFICER = "custody officer"
Answer = dict[str, Any]


def imei(number: int) -> str:
    """A made-up valid IMEI of a test TAC."""
    body = f"00199901{number:06d}"
    return body + check_digit(body)


def officers(tracer: Tracer, *initials: str) -> None:
    for each in initials:
        tracer("custody", "officer", "add", each, "--name", f"Officer {each}")


def client_of(site: Site, role: str = OFFICER) -> httpx.Client:
    client = site.signed_in(role)
    client.headers["x-csrf-token"] = csrf_of(client)
    return client


def opened(client: httpx.Client, reference: str, expected: int = 20, **more: str) -> str:
    """The address of a new raid in the API."""
    said = {"seizure": reference, "place": "unit-4-phones", "power": POWER, "expected": expected, **more}
    answer = client.post("/api/v1/custody/raids", json=said)
    assert answer.status_code == 201, answer.text
    return f"/api/v1/custody/raids/{quote(reference)}"


def scanned(
    client: httpx.Client, raid: str, text: str, key: str = "", act: str = "scan", **more: str
) -> dict[str, object]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(f"{raid}/scans", json={"act": act, "text": text, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    return Answer(answer.json())


@pytest.fixture(scope="module")
def raiding_site(heron_site: Site) -> Site:
    officers(heron_site.tracer, "AB", "SP")
    return heron_site


def test_a_scan_sent_again_is_booked_once_and_answered_the_same(raiding_site: Site) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "ONCE/1")
    first = scanned(client, raid, imei(1), "key-number-1")
    assert (first["did"], first["reference"]) == ("booked", "AB/1")
    assert scanned(client, raid, imei(1), "key-number-1") == first
    part = scanned(client, raid, "SIM 8944", "key-number-2", "part", after="key-number-1")
    assert part["reference"] == "AB/1/1"
    assert scanned(client, raid, "SIM 8944", "key-number-2", "part", after="key-number-1") == part
    assert scanned(client, raid, imei(1))["word"] == "DUPLICATE"
    standing = client.get(raid).json()
    assert (standing["booked"], standing["of"]) == (1, 2)
    assert {one["reference"]: one["word"] for one in standing["items"]} == {"AB/1": "NOT REPORTED", "AB/1/1": "PART"}


def test_a_sim_that_is_scanned_by_its_number_alone_is_booked_once_and_listed_with_it(raiding_site: Site) -> None:
    client, sim, other = client_of(raiding_site), "8944110068256270054", "8944110068256270062"
    raid = opened(client, "SIM/1")
    scanned(client, raid, imei(31))

    def out_of_it(text: str) -> tuple[object, object]:
        told = scanned(client, raid, text, act="part", about="AB/1")
        return told["word"], told["reference"]

    assert out_of_it(sim) == ("PART", "AB/1/1")
    for again in (sim, f"SIM {sim}", "sim 8944 1100 6825 6270 054", f"{sim}F", f"{sim} SIM"):
        assert out_of_it(again) == ("DUPLICATE", "AB/1/1"), again
    assert out_of_it(f"SIM {other}") == ("PART", "AB/1/2")
    assert out_of_it(other) == ("DUPLICATE", "AB/1/2")
    what = scanned(client, raid, "12345678", act="part", about="AB/1")
    assert (what["word"], what["did"], what["reference"]) == ("WHAT IS IT?", "refused", None)
    assert "memory 12345678" in str(what["details"])
    assert out_of_it("memory 12345678") == ("PART", "AB/1/3")
    assert out_of_it("case") == ("PART", "AB/1/4")
    models = {one["reference"]: one["model"] for one in client.get(raid).json()["items"]}
    assert models["AB/1/1"] == f"SIM {sim}"
    assert (models["AB/1/3"], models["AB/1/4"]) == ("memory 12345678", "case")
    assert f"SIM {sim}" in client.get("/raids/SIM%2F1").text


def test_a_key_stands_for_one_scan_of_one_raid(raiding_site: Site) -> None:
    client = client_of(raiding_site)
    here, there = opened(client, "KEY/1"), opened(client, "KEY/2")
    scanned(client, here, imei(2), "key-number-3")
    answer = client.post(
        f"{there}/scans", json={"act": "scan", "text": imei(3)}, headers={"Idempotency-Key": "key-number-3"}
    )
    assert answer.status_code == 422
    assert "another scan" in answer.json()["detail"]


def test_a_misread_digit_is_picked_and_a_seal_is_never_used_twice(raiding_site: Site) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "PICK/1")
    wrong = CASE.a.imei[:-1] + str((int(CASE.a.imei[-1]) + 1) % 10)
    told = scanned(client, raid, wrong)
    assert told["word"] == "READ AGAIN"
    assert {"identifier": f"imei:{CASE.a.imei}", "slip": told["candidates"][0]["slip"]} in told["candidates"]
    booked = scanned(client, raid, wrong, act="pick", identifier=f"imei:{CASE.a.imei}")
    assert (booked["word"], booked["did"], booked["reference"]) == ("STOLEN", "booked", "AB/1")
    assert scanned(client, raid, imei(4), act="pick", identifier=f"imei:{CASE.b.imei}")["did"] == "refused"
    assert scanned(client, raid, "PICK 1", act="seal", about="AB/1")["word"] == "SEALED"
    scanned(client, raid, imei(5))
    assert scanned(client, raid, "PICK 1", act="seal", about="AB/2")["word"] == "SEAL USED"


def listed_as(client: httpx.Client, reference: str) -> str:
    """What the list of raids says of one."""
    (said,) = [one for one in client.get("/raids").text.split("<li>") if f">{reference}<" in one]
    return said.partition("</li>")[0]


def test_it_is_counted_before_leaving(raiding_site: Site) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "COUNT/1", 2)
    scanned(client, raid, imei(6))
    short = scanned(client, raid, "", act="finish")
    assert (short["word"], short["did"]) == ("1 MISSING", "told")
    scanned(client, raid, "SIM 8944", "count-key-1", "part", about="AB/1")
    scanned(client, raid, imei(8))
    assert scanned(client, raid, "", "count-key-2", "undo", about="AB/2")["word"] == "TAKEN BACK"
    assert "1 of 2 counted are booked" in listed_as(client, "COUNT/1")
    assert not any(".finish" in detail for detail in short["details"])
    scanned(client, raid, imei(7))
    assert scanned(client, raid, "", act="finish")["word"] == "RECONCILED"
    standing = client.get(raid).json()
    assert standing["finishedAt"] is not None
    assert "2 of 2 counted are booked" in listed_as(client, "COUNT/1")
    assert standing["byOfficer"] == {"AB": 2}
    label = client.get("/api/v1/custody/papers/label", params={"seizure": "COUNT/1"})
    assert label.content.startswith(b"%PDF")


def test_what_is_booked_after_the_finish_says_so_until_somebody_goes_on(raiding_site: Site) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "OVER/1", 1)
    assert scanned(client, raid, "", act="resume")["details"] == ["It is not finished."]
    assert "Go on with it" in client.get("/raids/OVER%2F1").text
    scanned(client, raid, imei(820))
    scanned(client, raid, "", act="finish")
    assert "✓ 1 of 1 counted are booked" in listed_as(client, "OVER/1")
    page = client.get("/raids/OVER%2F1").text
    assert re.search(r"Finished <time.*: ✓ 1 of 1 counted are booked", page)
    assert "Ready to scan" not in page
    # A tablet that had no network sends what was scanned before the finish: it is booked, and says so.
    late = scanned(client, raid, imei(821))
    assert (late["did"], late["booked"]) == ("booked", 2)
    assert re.match(r"The raid was finished .*, and 2 of 1 are booked now. Count it again.", late["details"][0])
    assert '<span class="bad">!</span> 2 of 1 counted are booked' in listed_as(client, "OVER/1")
    assert '<span class="bad">!</span> 2 of 1 counted are booked' in client.get("/raids/OVER%2F1").text
    resumed = scanned(client, raid, "", act="resume")
    assert (resumed["word"], client.get(raid).json()["finishedAt"]) == ("GOING ON", None)
    assert "It was finished" in resumed["details"][0]
    assert "finished" not in scanned(client, raid, imei(822))["details"][0]
    assert '<span class="bad">!</span> 3 of 1' in listed_as(client, "OVER/1"), "more than counted is never in order"


def test_a_search_that_found_nothing_is_counted_as_that(raiding_site: Site) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "NOTHING/1", 0)
    assert "… nothing counted, nothing booked" in listed_as(client, "NOTHING/1")
    assert scanned(client, raid, "", act="finish")["word"] == "RECONCILED"
    assert "✓ nothing counted, nothing booked" in listed_as(client, "NOTHING/1")


def test_a_mistyped_place_is_asked_about_before_it_becomes_a_new_one(raiding_site: Site, web_browser: Browser) -> None:
    client = client_of(raiding_site)
    said = {"seizure": "TYPO/1", "place": "Unit 4 Phone", "power": POWER, "expected": 1}
    answer = client.post("/api/v1/custody/raids", json=said)
    assert (answer.status_code, answer.json()["near"]) == (404, ["place:unit-4-phones"])
    with visiting(web_browser, raiding_site, OFFICER, TABLET) as visit:
        page = visit.open("/raids")
        for name in ("seizure", "place", "power", "expected"):
            page.fill(f"#{name}", str(said[name]))
        page.click("text=Open and scan")
        assert "Unit 4 Phones" in page.inner_text(".which")
        assert barriers(page) == []
        page.check("input[value='place:unit-4-phones']")
        visit.offences.clear()
        page.click("text=Open and scan")
        expect(page.locator("#scene-facts")).to_contain_text("unit-4-phones")
        assert page.locator("#new-place").count() == 0
    told = client.post("/api/v1/custody/raids", json={**said, "seizure": "TYPO/2", "newPlace": True}).json()
    assert (told["place"], told["newPlace"]) == ("Unit 4 Phone", True)
    far = {**said, "seizure": "TYPO/3", "place": "Quarry House"}
    assert client.post("/api/v1/custody/raids", json=far).json()["newPlace"] is True
    assert client.post("/api/v1/custody/raids", json=far).json()["newPlace"] is False, "joined"
    form = {"csrf": csrf_of(client), **far, "seizure": "TYPO/4", "place": "Elm Cottage"}
    opened_there = client.post("/raids", data=form, follow_redirects=True)
    assert "Elm Cottage is a new place" in opened_there.text


def test_whoever_may_only_read_sees_the_raid_without_a_scanner(raiding_site: Site, web_browser: Browser) -> None:
    raid = opened(client_of(raiding_site), "READ/1", 1)
    scanned(client_of(raiding_site), raid, imei(830))
    with visiting(web_browser, raiding_site, "detective", TABLET) as visit:
        page = visit.open("/raids/READ%2F1")
        expect(page.locator("#booked")).to_have_text("1")
        expect(page.locator("#list")).to_contain_text(imei(830))
        for each in ("#box", "#answer", "#leaving", "#recount", "#trouble", "#waiting", "script[src*=raid]"):
            assert page.locator(each).count() == 0, each
        assert barriers(page) == []
        scanned(client_of(raiding_site), raid, "", act="finish")
        assert "1 of 1 counted are booked" in visit.open("/raids/READ%2F1").inner_text("#over")
        assert page.locator("text=Go on with it").count() == 0


def test_a_finished_raid_takes_no_scan_on_the_page_before_somebody_goes_on(
    raiding_site: Site, web_browser: Browser
) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "OVER/2", 1)
    with visiting(web_browser, raiding_site, OFFICER, TABLET) as visit:
        page = page_of(visit, "OVER/2")
        type_in(page, imei(840))
        expect(page.locator("#booked")).to_have_text("1")
        page.click("text=Count and finish")
        expect(page.locator("#over-said")).to_contain_text("✓ 1 of 1 counted are booked")
        expect(page.locator("#answer-word")).to_have_text("RECONCILED")
        page.reload()
        expect(page.locator("#over-said")).to_contain_text("✓ 1 of 1 counted are booked")
        expect(page.locator("#box")).to_be_hidden()
        assert barriers(page) == []
        type_in(page, imei(841))
        expect(page.locator("#answer-word")).to_have_text("FINISHED")
        assert client.get(raid).json()["booked"] == 1
        page.click("text=Go on with it")
        expect(page.locator("#answer-word")).to_have_text("GOING ON")
        expect(page.locator("#over")).to_be_hidden()
        type_in(page, imei(841))
        expect(page.locator("#booked")).to_have_text("2")
        # Without a network it goes on at once, and is said to the server later.
        page.click("text=Count and finish")
        expect(page.locator("#answer-word")).to_have_text("1 TOO MANY")
        page.fill("#reason", "one is a toy")
        page.click("text=Count and finish")
        expect(page.locator("#over-said")).to_contain_text("! 2 of 1 counted are booked")
        visit.context.set_offline(True)
        page.click("text=Go on with it")
        expect(page.locator("#box")).to_be_visible()
        type_in(page, imei(842))
        expect(page.locator("#waiting")).to_have_text("… 2 waiting")
        page.reload()
        expect(page.locator("#waiting")).to_have_text("… 2 waiting")
        expect(page.locator("#box")).to_be_visible()
        visit.offences.clear()
        visit.context.set_offline(False)
        expect(page.locator("#booked")).to_have_text("3", timeout=30_000)
        expect(page.locator("#over")).to_be_hidden()
        visit.offences.clear()
    assert client.get(raid).json()["finishedAt"] is None


def test_a_raid_is_open_to_its_case_and_its_force_alone(own_site: Site) -> None:
    officers(own_site.tracer, "AB", "SP", "XX")
    with desk(read_settings({"TRACER_HOME": str(own_site.tracer.home), "TRACER_FORCE": FORCE})) as opened_desk:
        own_site.add_person(OFFICER)
        member = next(one for one in opened_desk.people.every() if one.username == "custody.officer")
        case = opened_desk.cases.add("Operation Heron", FORCE, Actor(member, frozenset()).asked())
        opened_desk.cases.set_members(case.id, [member.id], Actor(member, frozenset()).asked())
    own_site.add_person(OFFICER, "elsewhere", force="Kent Police", initials="XX")
    client = client_of(own_site)
    ours, free = opened(client, "CASE/1", case=case.id, place="Hidden House"), opened(client, "FREE/1")
    scan = {"act": "scan", "text": imei(8)}
    assert client.get(ours).json()["cases"] == ["Operation Heron"]
    supervisor, stranger = client_of(own_site, "supervisor"), client_of(own_site, "elsewhere")
    for other, raid in ((supervisor, ours), (stranger, ours), (stranger, free)):
        assert other.get(raid).status_code == 403
        assert other.post(f"{raid}/scans", json=scan).status_code == 403
        assert other.get("/api/v1/custody/papers/mg12", params={"seizure": raid[-6:]}).status_code == 403
    near = {"seizure": "NEAR/1", "place": "Hidden Hous", "power": POWER, "expected": 1}
    assert client.post("/api/v1/custody/raids", json=near).json()["near"] == ["place:hidden-house"]
    told = supervisor.post("/api/v1/custody/raids", json=near)
    assert (told.status_code, told.json()["newPlace"]) == (201, True), "the place of a closed raid is not named"
    assert supervisor.get(free).status_code == 200
    assert [one["reference"] for one in supervisor.get("/api/v1/custody/raids").json()["items"]] == ["NEAR/1", "FREE/1"]
    assert stranger.get("/api/v1/custody/raids").json()["of"] == 0
    assert httpx.get(f"{own_site.url}{free}").status_code == 401
    detective = client_of(own_site, "detective")
    assert detective.get(free).status_code == 200
    assert detective.post(f"{free}/scans", json=scan).status_code == 403


def test_somebody_who_is_no_officer_of_the_ledger_is_told_what_to_do(raiding_site: Site) -> None:
    raiding_site.add_person(OFFICER, "new.officer", initials="NEW")
    client = client_of(raiding_site, "new.officer")
    said = {"seizure": "NEW/1", "place": "unit-4-phones", "power": POWER, "expected": 1}
    answer = client.post("/api/v1/custody/raids", json=said)
    assert answer.status_code == 422
    assert answer.json()["detail"] == "NEW is not registered as an officer who may act."
    assert "administrator" in answer.json()["do"]


def test_what_was_booked_and_never_answered_is_answered_from_the_ledger(
    own_heron: Tracer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends between the commit and the answer, at the worst moment there is."""
    officers(own_heron, "AB")
    own_heron("people", "add", "ab", "--role", OFFICER, "--initials", "AB", "--force", FORCE)
    with desk(read_settings({"TRACER_HOME": str(own_heron.home), "TRACER_FORCE": FORCE})) as ours:
        person = next(one for one in ours.people.every() if one.username == "ab")
        who = Actor(person, permissions_of(person.roles))
        from api.usecases.custody_web.raid_opening import NewRaid, open_raid

        open_raid(ours, who, NewRaid("KILL/1", "unit-4-phones", POWER, 3))

        def stops(*_: object) -> None:
            raise ConnectionAbortedError

        with monkeypatch.context() as patched:
            patched.setattr(Raids, "keep", stops)
            for scan in (Scan("key-a", "scan", CASE.a.imei), Scan("key-b", "part", "SIM 1", about="AB/1")):
                with pytest.raises(ConnectionAbortedError):
                    take_scan(ours, who, "KILL/1", scan)
        again = take_scan(ours, who, "KILL/1", Scan("key-a", "scan", CASE.a.imei))
        assert (again["word"], again["did"], again["reference"]) == ("STOLEN", "booked", "AB/1")
        assert take_scan(ours, who, "KILL/1", Scan("key-b", "part", "SIM 1", about="AB/1"))["reference"] == "AB/1/1"
        assert len(ours.ledger.exhibits(seizure="KILL/1")) == 2


def page_of(visit: Visit, reference: str) -> Page:
    page = visit.open(f"/raids/{quote(reference)}")
    expect(page.locator("#expected")).not_to_have_text("–")
    wait_until(page, "navigator.serviceWorker.ready.then((one) => one.active.state === 'activated')")
    wait_until(page, "navigator.serviceWorker.controller !== null")
    return page


def type_in(page: Page, *texts: str) -> None:
    """As a hand scanner types: fast, wherever the focus is, each ended with Enter."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_a_seal_that_follows_at_once_goes_to_the_phone_before_it(raiding_site: Site, web_browser: Browser) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "QUICK/1", 2)
    with visiting(web_browser, raiding_site, OFFICER, TABLET) as visit:
        page = page_of(visit, "QUICK/1")
        page.evaluate(
            """(texts) => {
                for (const text of texts) {
                    document.querySelector(`input[name=act][value=${text === "Q 2" ? "seal" : "scan"}]`).checked = true;
                    document.getElementById("text").value = text;
                    document.getElementById("box").requestSubmit();
                }
            }""",
            [imei(150), imei(151), "Q 2"],
        )
        expect(page.locator("#booked")).to_have_text("2")
        expect(page.locator("#waiting")).to_have_text("")
    by_phone = {item["identifiers"][0]: item["seal"] for item in client.get(raid).json()["items"]}
    assert by_phone == {f"imei:{imei(150)}": None, f"imei:{imei(151)}": "Q 2"}


def test_scans_go_on_without_a_network_and_through_a_reload(raiding_site: Site, web_browser: Browser) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "OFF #1?/É", 20)
    phones = [imei(100 + number) for number in range(20)]
    with visiting(web_browser, raiding_site, OFFICER, TABLET) as visit:
        page = page_of(visit, "OFF #1?/É")
        assert page.inner_text("#scene-facts").startswith("unit-4-phones")
        type_in(page, *phones[:3])
        expect(page.locator("#booked")).to_have_text("3")
        visit.context.set_offline(True)
        type_in(page, *phones[3:10])
        expect(page.locator("#waiting")).to_have_text("… 7 waiting")
        expect(page.locator("#answer-word")).to_have_text("WAITING")
        assert "Not yet checked" in page.inner_text("#answer-details")
        expect(page.locator("#answer-details")).to_contain_text(phones[9])
        page.reload()
        expect(page.locator("#waiting")).to_have_text("… 7 waiting")
        expect(page.locator("#scene-facts")).to_contain_text("unit-4-phones")
        type_in(page, *phones[10:])
        # The seal of a phone whose reference nobody knows yet.
        page.check("input[value=seal]", force=True)
        type_in(page, "OFF 20")
        expect(page.locator("#waiting")).to_have_text("… 18 waiting")
        # Whatever is tried again, the answer stays that to the last scan.
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(200)
        expect(page.locator("#answer-details")).to_contain_text("OFF 20")
        visit.offences.clear()
        visit.context.set_offline(False)
        expect(page.locator("#waiting")).to_have_text("", timeout=30_000)
        expect(page.locator("#booked")).to_have_text("20")
        visit.offences.clear()
    standing = client.get(raid).json()
    assert (standing["booked"], standing["of"]) == (20, 20)
    by_reference = {item["reference"]: item for item in standing["items"]}
    assert [by_reference[f"AB/{n + 1}"]["identifiers"] for n in range(20)] == [[f"imei:{phone}"] for phone in phones]
    assert by_reference["AB/20"]["seal"] == "OFF 20"


def test_what_needs_a_decision_waits_for_it_whatever_is_answered_after(
    raiding_site: Site, web_browser: Browser
) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "DECIDE/1", 3)
    wrong = CASE.a.imei[:-1] + str((int(CASE.a.imei[-1]) + 1) % 10)
    with visiting(web_browser, raiding_site, OFFICER, TABLET) as visit:
        page = page_of(visit, "DECIDE/1")
        visit.context.set_offline(True)
        type_in(page, imei(800), imei(800), wrong, imei(801))
        expect(page.locator("#waiting")).to_have_text("… 4 waiting")
        visit.offences.clear()
        visit.context.set_offline(False)
        page.reload()
        expect(page.locator("#booked")).to_have_text("2", timeout=30_000)
        troubles = page.locator("#trouble-list li")
        expect(troubles).to_have_count(2)
        expect(troubles.nth(0)).to_contain_text(f"[=] DUPLICATE: {imei(800)}")
        page.reload()
        expect(troubles).to_have_count(2)
        troubles.nth(0).get_by_text("It is another phone").click()
        expect(page.locator("#answer-word")).to_have_text("CLONED")
        expect(troubles).to_have_count(1)
        troubles.get_by_text("Put aside").click()
        expect(page.locator("#trouble")).to_be_hidden()
        visit.offences.clear()
    assert client.get(raid).json()["booked"] == 3


@contextmanager
def server_on(tracer: Tracer, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with (tracer.folder / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            tracer.command("serve", "--port", str(port)),
            cwd=tracer.folder,
            env=tracer.environment(),
            stdout=log,
            stderr=log,
        )
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                try:
                    if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield process
        finally:
            process.kill()
            process.wait()


def test_a_server_killed_after_the_commit_and_before_the_answer_books_each_once(
    own_heron: Tracer, web_browser: Browser
) -> None:
    officers(own_heron, "AB")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tracer = own_heron.set(TRACER_PUBLIC_URL=f"http://127.0.0.1:{port}", TRACER_FORCE=FORCE)
    site = Site(f"http://127.0.0.1:{port}", tracer)
    phones = [imei(200 + number) for number in range(6)]
    with server_on(tracer, port) as first:
        raid = opened(client_of(site), "KILLED/1", 6)
        with visiting(web_browser, site, OFFICER, TABLET) as visit:
            page = page_of(visit, "KILLED/1")
            type_in(page, *phones[:2])
            expect(page.locator("#booked")).to_have_text("2")

            def kill(route: Route) -> None:
                if first.poll() is None:
                    # The whole answer is there, so the booking is on the disk; the tablet never sees it.
                    assert route.fetch().ok
                    first.kill()
                    first.wait()
                route.abort()

            visit.context.route("**/scans", kill)
            type_in(page, *phones[2:4])
            expect(page.locator("#waiting")).to_have_text("… 2 waiting")
            page.reload()
            expect(page.locator("#waiting")).to_have_text("… 2 waiting")
            type_in(page, *phones[4:])
            visit.context.unroute("**/scans")
            with server_on(tracer, port):
                expect(page.locator("#waiting")).to_have_text("", timeout=30_000)
                expect(page.locator("#booked")).to_have_text("6")
                standing = client_of(site).get(raid).json()
                page.close()  # it asks on for as long as it is open, also of a server that ends
            visit.offences.clear()
    assert standing["of"] == 6
    found = {item["reference"]: item["identifiers"] for item in standing["items"]}
    assert [found[f"AB/{n + 1}"] for n in range(6)] == [[f"imei:{phone}"] for phone in phones]


def test_an_officer_picks_takes_back_and_finishes_on_the_page(raiding_site: Site, web_browser: Browser) -> None:
    opened(client_of(raiding_site), "PAGE/1", 1)
    wrong = CASE.a.imei[:-1] + str((int(CASE.a.imei[-1]) + 1) % 10)
    with visiting(web_browser, raiding_site, OFFICER, TABLET) as visit:
        page = page_of(visit, "PAGE/1")
        type_in(page, wrong)
        expect(page.locator("#answer-word")).to_have_text("READ AGAIN")
        page.click(f"#answer-choices >> text={CASE.a.imei}")
        expect(page.locator("#answer-word")).to_have_text("STOLEN")
        expect(page.locator("#trouble")).to_be_hidden()
        page.check("input[value=describe]", force=True)
        type_in(page, "<b>a toy</b>")
        expect(page.locator("#answer-reference")).to_have_text("AB/2")
        expect(page.locator("#list")).to_contain_text("<b>a toy</b>")
        page.click("#undo")
        expect(page.locator("#answer-word")).to_have_text("TAKEN BACK")
        page.click("text=Count and finish")
        expect(page.locator("#answer-word")).to_have_text("RECONCILED")
        assert barriers(page) == []


def film_of(folder: Path, *codes: tuple[zxingcpp.BarcodeFormat, str]) -> Path:
    """A second of a camera that is held still over the codes of a box, one above the other."""
    picture = Image.new("L", (640, 480), 255)
    for number, (kind, text) in enumerate(codes):
        drawn = np.asarray(zxingcpp.create_barcode(text, kind).to_image(scale=3))
        picture.paste(Image.fromarray(drawn), (40, 10 + 155 * number))
    frame = io.BytesIO()
    picture.convert("RGB").save(frame, "JPEG", quality=95)
    film = folder / "film.mjpeg"
    film.write_bytes(frame.getvalue() * 30)
    return film


def test_the_camera_books_the_two_imeis_of_a_box_as_one_phone_and_once(
    raiding_site: Site, web_browser: Browser, chromium: str, tmp_path: Path
) -> None:
    """Real barcodes before a camera that is a file, read by the reader that is served here."""
    client = client_of(raiding_site)
    raid = opened(client, "CAMERA/1", 1)
    bars, till = zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.EAN13
    film = film_of(tmp_path, (bars, imei(400)), (till, "4006381333931"), (bars, imei(401)))
    camera = [
        "--no-sandbox",
        "--disable-gpu",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = web_browser.browser_type.launch(executable_path=chromium, args=camera)
    try:
        with visiting(browser, raiding_site, OFFICER, TABLET) as visit:
            page = page_of(visit, "CAMERA/1")
            page.click("#camera")
            expect(page.locator("#answer-reference")).to_have_text("AB/1", timeout=20_000)
            for each in ("#video", "#answer-word", "#viewer-close"):
                expect(page.locator(each)).to_be_in_viewport(ratio=1)
            page.wait_for_timeout(3_000)  # It is held there for a while longer, as a person holds it.
            expect(page.locator("#answer-word")).to_have_text("NOT REPORTED")
            page.click("#viewer-close")
            expect(page.locator("#viewer")).to_be_hidden()
            expect(page.locator("#trouble")).to_be_hidden()
    finally:
        browser.close()
    booked = client.get(raid).json()["items"]
    assert [set(item["identifiers"]) for item in booked] == [{f"imei:{imei(400)}", f"imei:{imei(401)}"}]


def test_two_officers_scan_the_same_raid_at_once(raiding_site: Site) -> None:
    clients = [client_of(raiding_site), client_of(raiding_site, "supervisor")]
    raid = opened(clients[0], "TWO/1", 12)
    phones = [imei(500 + number) for number in range(12)]

    def scan(client: httpx.Client) -> list[Answer]:
        return [scanned(client, raid, phone) for phone in phones]

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(scan, clients)
    assert sorted(each["did"] for each in (*one, *two)) == ["booked"] * 12 + ["told"] * 12
    assert [each["reference"] for each in one] == [each["reference"] for each in two]
    standing = clients[0].get(raid).json()
    assert (standing["of"], sum(standing["byOfficer"].values())) == (12, 12)


def test_one_scan_sent_several_times_at_once_is_booked_once(raiding_site: Site) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "ATONCE/1", 1)
    scanned(client, raid, imei(600))
    with ThreadPoolExecutor(5) as pool:
        parts = list(pool.map(lambda _: scanned(client, raid, "SIM 1", "at-once-1", "part", about="AB/1"), range(5)))
        scans = list(pool.map(lambda _: scanned(client, raid, imei(601), "at-once-2"), range(5)))
    assert {each["reference"] for each in parts} == {"AB/1/1"}
    assert [(each["did"], each["reference"]) for each in scans] == [("booked", "AB/2")] * 5
    assert client.get(raid).json()["of"] == 3


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_the_pages_keep_nobody_out(raiding_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    client = client_of(raiding_site)
    scanned(client, opened(client, "WIDE/1"), CASE.a.imei)
    with visiting(web_browser, raiding_site, OFFICER, size) as visit:
        for path in ("/raids", "/raids/WIDE/1"):
            page = visit.open(path)
            assert barriers(page) == []
            assert too_wide(page) == []
        # Where something is scanned, its answer is in sight.
        type_in(page, imei(700 + size[0]))
        expect(page.locator("#answer-word")).to_have_text("NOT REPORTED")
        expect(page.locator("#text")).to_be_in_viewport(ratio=1)
        expect(page.locator("#answer-word")).to_be_in_viewport(ratio=1)
        expect(page.locator("#booked")).to_be_in_viewport(ratio=1)


def test_without_scripts_a_form_books_once_however_often_it_is_sent(raiding_site: Site, web_browser: Browser) -> None:
    client = client_of(raiding_site)
    raid = opened(client, "FORM/1")
    with visiting(web_browser, raiding_site, OFFICER, TABLET, scripts=False) as visit:
        page = visit.open("/raids/FORM/1")
        page.fill("#text", imei(300))
        page.press("#text", "Enter")
        assert page.inner_text("#answer-word") == "NOT REPORTED"
        assert page.inner_text("#answer-reference") == "AB/1"
    found = re.search(r'name="key" value="([0-9a-f]+)"', client.get("/raids/FORM/1").text)
    assert found is not None
    form = {"csrf": csrf_of(client), "key": found[1], "act": "scan", "text": imei(301)}
    assert {client.post("/raids/FORM/1", data=form).status_code for _ in range(2)} == {303}
    assert client.get(raid).json()["booked"] == 2
