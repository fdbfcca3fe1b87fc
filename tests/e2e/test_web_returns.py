"""Bringing a phone back, from the page where it is confirmed whose it is to the receipt and the owner's own page."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pypdfium2
import pytest
from day_steps import Walk
from hostile_texts import HOSTILE
from playwright.sync_api import Browser
from tracer_command import Tracer
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_returns import ADA, CLOSED, Place, body_of, check_code_in, letter, owner_of, returns_site, token_in
from web_site import FORCE, Site, csrf_of
from web_way_back import (
    chooses_a_time,
    is_answered_and_offered_times,
    is_confirmed,
    is_handed_back,
    is_handed_over,
    says_nothing_of_the_case,
    sees_it_returned_and_leaves,
    signs_in,
    waits_for_who_has_it,
    writes_and_checks,
)

from api.settings import read_settings
from graph.ids import seizure_id
from tracer.records.access.cases import Cases
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault
from tracer.times import LONDON

LIAISON = "victim liaison"


@pytest.fixture(scope="module")
def place(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with returns_site(heron, tmp_path_factory.mktemp("returns")) as found:
        yield found


def asked(client: httpx.Client, method: str, path: str, said: object = None, **headers: str) -> httpx.Response:
    return client.request(method, f"/api/v1{path}", json=said, headers={"X-CSRF-Token": csrf_of(client), **headers})


def sent(client: httpx.Client, path: str, **form: object) -> httpx.Response:
    return client.post(path, data={"csrf": csrf_of(client), **form}, follow_redirects=True)


def confirming(number: int, reference: str, **more: object) -> dict[str, object]:
    said = {"exhibit": f"JT/{number}", "reference": reference, "force": FORCE, "because": ["its IMEI is the report's"]}
    return {**said, **more}


def text_of(pdf: bytes) -> str:
    return "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(io.BytesIO(pdf)))


def test_a_phone_goes_back_to_its_owner(place: Place, web_browser: Browser) -> None:
    site, box = place
    walk = Walk("The owner of a phone")
    with (
        visiting(web_browser, site, LIAISON) as desk,
        visiting(web_browser, site, None, PHONE, scripts=False) as home,
        visiting(web_browser, site, "detective") as device,
    ):
        page = desk.open("/returns/confirm?exhibit=JT/12")
        owner = home.open("/your-phone")
        is_confirmed(page)
        way_back = page.url
        walk.step("A liaison officer confirms whose it is")
        told = letter(box, "Your phone has been recovered", "ada.fenn@example.org")
        says_nothing_of_the_case(told)
        walk.step("The owner gets an e-mail")
        signs_in(owner, box)
        walk.step("She asks for a code with her crime reference")
        walk.step("She sees where her phone is")
        writes_and_checks(owner, check_code_in(told))
        walk.step("She says that it is hers")
        is_answered_and_offered_times(page)
        letter(box, "Your phone is ready to return")
        chooses_a_time(owner)
        waits_for_who_has_it(page)
        is_handed_over(device.open("/exhibits/JT/12"), page)
        walk.step("Whoever holds it hands it over, and the liaison accepts it")
        page.goto(way_back)
        is_handed_back(page)
        receipt = desk.context.request.get(f"{site.url}{page.get_attribute('text=The receipt (PDF)', 'href')}")
        assert "Ada Fenn" in text_of(receipt.body())
        walk.step("The officer hands it back in one act")
        letter(box, "Your phone has been returned")
        sees_it_returned_and_leaves(owner)
        walk.step("Her page says that it was returned")
    walk.end()
    assert "returned it to owner:" in site.tracer("custody", "history", "JT/12").out


def test_the_same_by_programs(place: Place) -> None:
    site, box = place
    client = site.signed_in(LIAISON)
    said = confirming(10, "MPS-DEMO-1202/23", enhanced=True)
    made = asked(client, "POST", "/returns", said, **{"Idempotency-Key": "k10"})
    assert (made.status_code, made.json()["untold"], made.json()["enhanced"]) == (201, None, True)
    assert asked(client, "POST", "/returns", said, **{"Idempotency-Key": "k10"}).json() == made.json()
    letter(box, "Your phone has been recovered", "owner060@example.org")
    one = f"/returns/{made.json()['id']}"
    claim = asked(client, "POST", "/returns/claims", {"exhibit": "JT/10", "kind": "insurer", "who": "F", "why": "paid"})
    taken = {"identity": "passport", "name": "Harlow Fictley", "despiteBlock": "the network lifts it"}
    held = asked(client, "POST", f"{one}/hand-back", taken)
    assert [each["code"] for each in held.json()["refusals"]] == ["in_other_hands"]
    assert client.get(f"/api/v1{one}").json()["comesFirst"] == ["The exhibit JT/10 is with JT."]
    way = "/custody/exhibits/exhibit:HERON-S1:JT/10"
    assert asked(site.signed_in("detective"), "POST", f"{way}/transfer", {"to": "VL"}).status_code == 201
    assert asked(client, "POST", f"{way}/accept", {}).status_code == 201
    assert client.get(f"/api/v1{one}").json()["comesFirst"] == []
    back = asked(client, "POST", f"{one}/hand-back", taken)
    assert (back.status_code, "not decided" in back.json()["detail"]) == (422, True)
    decision = {"accept": False, "reason": "it paid for another phone"}
    decided = asked(client, "POST", f"/returns/claims/{claim.json()['id']}/decision", decision)
    assert decided.json()["outcome"] == "refused"
    (listed,) = asked(client, "GET", "/returns/claims?exhibit=JT/10").json()["items"]
    assert listed == {**decided.json(), "inTheWay": [], "untold": [], "notices": [], "handBack": None}
    assert asked(client, "POST", f"{one}/ready").json()["readyAt"]
    begins = datetime.now(UTC) + timedelta(days=2)
    times = [{"begins": begins.isoformat(), "ends": (begins + timedelta(hours=1)).isoformat()}]
    offered = asked(client, "POST", f"{one}/slots", {"times": times, "point": "The front office"})
    assert (offered.status_code, len(offered.json()["items"])) == (201, 1)
    # A block stands on it: it is found in the graph that the server holds open.
    blocked = asked(client, "POST", f"{one}/hand-back", {**taken, "despiteBlock": None})
    assert (blocked.status_code, "cannot go back yet" in blocked.text) == (422, True), blocked.text
    done = asked(client, "POST", f"{one}/hand-back", taken, **{"Idempotency-Key": "b10"})
    assert done.status_code == 201, done.text
    assert asked(client, "POST", f"{one}/hand-back", taken, **{"Idempotency-Key": "b10"}).json() == done.json()
    assert "Harlow Fictley" in text_of(client.get(f"/api/v1{one}/receipt").content)
    found = client.get(f"/api/v1{one}").json()
    assert found["handBack"] == done.json()
    assert {notice["kind"] for notice in found["notices"]} == {"confirmed", "ready", "returned"}
    code = check_code_in(letter(box, "Your phone has been returned", "owner060@example.org"))
    checked = client.get("/api/v1/notices/check", params={"code": code}).json()
    assert (checked["ours"], checked["notice"]["kind"]) == (True, "returned")
    notice = checked["notice"]["id"]
    assert code in client.get(f"/api/v1/notices/{notice}/text").json()["body"]
    assert asked(client, "POST", f"/notices/{notice}/retry", {"reason": "x"}).status_code == 422
    page = client.get("/api/v1/notices", params={"limit": 1}).json()
    assert (len(page["items"]), page["next"]) == (1, "1")


def test_what_could_not_be_sent_is_shown_and_sent_again(place: Place) -> None:
    site, box = place
    client = site.signed_in(LIAISON)
    box.replies_to_rcpt.append("550 no such mailbox")
    made = asked(client, "POST", "/returns", confirming(1, "MPS-DEMO-1138/23")).json()
    page = wait_for(client, "/returns", "Notices that were given up")
    assert "Notices to owners that were given up" in client.get("/").text
    past = len(box.taken)
    again = sent(client, f"/returns/notices/{made['notice']}/retry", reason="the mailbox is there now")
    assert again.status_code == 200
    assert "no such mailbox" not in page
    letter(box, "Your phone has been recovered", "owner031@example.org", past)
    withdrawn = sent(client, f"/returns/of/{made['id']}/withdraw", reason="another phone of the same make")
    assert "is not this owner’s" in withdrawn.text
    letter(box, "A correction about your phone", "owner031@example.org")
    box.replies_to_rcpt.append("550 no such mailbox")
    made = asked(client, "POST", "/returns", confirming(8, "MPS-DEMO-1518/23")).json()
    wait_for(client, f"/returns/of/{made['id']}", "Send it again")
    told, now = f"/returns/notices/{made['notice']}/told", datetime.now(LONDON)
    assert sent(client, told, how="telephone", day="2023-10-20", clock="10:00").status_code == 422
    noted = sent(client, told, how="telephone", day=f"{now:%Y-%m-%d}", clock=f"{now:%H:%M}")
    assert "told by telephone" in noted.text


def test_what_stands_in_the_way_takes_the_place_of_the_button(place: Place) -> None:
    site, box = place
    client, reference, button = site.signed_in(LIAISON), "MPS-DEMO-1629/23", "It may be collected: tell the owner"
    made = asked(client, "POST", "/returns", confirming(3, reference))
    one = made.json()["id"]
    assert button in client.get(f"/returns/of/{one}").text
    with owner_of(place, reference) as owner:
        csrf = token_in(owner.get("/your-phone/mine").text, "csrf")
        said = owner.post("/your-phone/mine", data={"answer": "competing", "text": "", "csrf": csrf})
        assert (said.status_code, said.headers["location"]) == (303, "/your-phone/status?done=mine")
        shown = client.get(f"/returns/of/{one}").text
        assert ("The owner says that somebody else claims the phone." in shown, button in shown) == (True, False)
        assert "Somebody else claims it, waits since" in client.get("/returns").text
        refused = asked(client, "POST", f"/returns/{one}/ready")
        assert (refused.status_code, "Answer the owner first" in refused.text) == (422, True)
        (hindrance,) = client.get(f"/api/v1/returns/{one}").json()["inTheWay"]
        assert "somebody else claims" in hindrance
        letter_id = re.findall(r"/returns/messages/([^/]+)/answer", shown)[-1]
        sent(
            client,
            f"/returns/messages/{letter_id}/answer",
            text="The insurer wants nothing.",
            decision="theirs",
            confirmation=one,
        )
        assert asked(client, "POST", f"/returns/{one}/ready").json()["readyAt"]
        begins = datetime.now(UTC) + timedelta(days=2)
        times = [{"begins": begins.isoformat(), "ends": (begins + timedelta(hours=1)).isoformat()}]
        (slot,) = asked(client, "POST", f"/returns/{one}/slots", {"times": times, "point": "The desk"}).json()["items"]
        assert owner.post("/your-phone/collect", data={"slot": slot["id"], "csrf": csrf}).status_code == 303
        assert "You collect it on" in owner.get("/your-phone/status").text
    assert f"{begins.astimezone(LONDON):%A}" in body_of(
        letter(box, "Your collection time is booked", "owner017@example.org")
    )
    assert "Owners who come to collect on a later day" in client.get("/").text


def wait_for(client: httpx.Client, path: str, words: str) -> str:
    for _ in range(100):
        page = client.get(path).text
        if words in page:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{words!r} is not on {path}")


def test_details_of_an_owner_are_for_a_purpose_that_the_audit_keeps(place: Place) -> None:
    site, _ = place
    client = site.signed_in(LIAISON)
    made = asked(client, "POST", "/returns", confirming(2, "MPS-DEMO-1111/23")).json()
    path = f"/returns/of/{made['id']}"
    assert "owner003@example.org" not in client.get(path).text
    refused = client.get(f"{path}/owner")
    assert (refused.status_code, "owner003@example.org" in refused.text) == (422, False)
    sent(client, "/returns/claims", exhibit="JT/2", kind="insurer", claimant="Fictional Mutual", why="paid out in May")
    assert "Fictional Mutual" not in client.get(path).text
    shown = client.get(f"{path}/owner", params={"purpose": "her address bounces"}).text
    assert {"owner003@example.org", "Fictional Mutual", "paid out in May"} <= set(re.findall(r">([^<>]+)</dd>", shown))
    with kept(site) as records:
        noted = [entry for entry in records.audit() if entry.purpose == "her address bounces"]
    assert noted
    for role in ("detective", "custody officer"):
        assert site.signed_in(role).get(path).status_code == 403
        assert site.signed_in(role).get(f"{path}/owner?purpose=x").status_code == 403


class kept:  # noqa: N801 - read as a word
    """The records of a site, opened beside it."""

    def __init__(self, site: Site) -> None:
        settings = read_settings({"TRACER_HOME": str(site.tracer.home)})
        self._records = Records.open(settings.records_url, Vault.load(settings.data_key_file))

    def __enter__(self) -> Records:
        return self._records

    def __exit__(self, *_: object) -> None:
        self._records.close()


def test_a_case_closes_its_phones_to_others(place: Place) -> None:
    site, _ = place
    client = site.signed_in(LIAISON)
    made = asked(client, "POST", "/returns", confirming(14, "MPS-DEMO-1555/23"))
    assert made.status_code == 201, made.text
    with kept(site) as records:
        cases = records.part(Cases)
        case = cases.add("Other", FORCE, Asked("test", "test"))
        cases.put_seizure(case.id, seizure_id(CLOSED))
    one, notice = made.json()["id"], made.json()["notice"]
    for path in (f"/returns/of/{one}", f"/returns/notices/{notice}", "/returns/confirm?exhibit=JT/14"):
        assert client.get(path).status_code == 403, path
    for path in (f"/api/v1/returns/{one}", f"/api/v1/notices/{notice}/text", "/api/v1/returns/claims?exhibit=JT/14"):
        assert client.get(path).status_code == 403, path
    assert asked(client, "POST", f"/returns/{one}/ready").status_code == 403
    assert one not in client.get("/returns").text + client.get("/api/v1/returns").text
    assert notice not in client.get("/api/v1/notices").text


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_pages_keep_nobody_out(place: Place, web_browser: Browser, size: tuple[int, int]) -> None:
    site, _ = place
    client = site.signed_in(LIAISON)
    ready = asked(client, "POST", "/returns", confirming(4, "MPS-DEMO-1888/23"))
    returns = client.get("/api/v1/returns").json()
    one = ready.json().get("id") or returns["open"][0]["id"]
    notice = client.get(f"/api/v1/returns/{one}").json()["notices"][0]["id"]
    with owner_of(place, "MPS-DEMO-1888/23") as owner:
        csrf = token_in(owner.get("/your-phone/mine").text, "csrf")
        assert owner.post("/your-phone/mine", data={"answer": "not_mine", "csrf": csrf}).status_code == 303
    paths = ["/returns", "/returns/confirm?exhibit=JT/5", f"/returns/of/{one}", f"/returns/notices/{notice}"]
    said = {"exhibit": "JT/5", "kind": "insurer", "who": "F", "why": "paid"}
    claim = f"/returns/claims/{asked(client, 'POST', '/returns/claims', said).json()['id']}"
    asked(client, "POST", f"{claim}/decision", {"accept": True, "reason": "it paid out"})
    asked(client, "POST", f"{claim}/ready")
    paths += ["/returns/claims?exhibit=JT/5", "/returns/claims/who?exhibit=exhibit:HERON-S1:JT/5&purpose=test"]
    paths += [f"/returns/of/{one}/owner?purpose=test", f"/returns/about?force={FORCE}&reference={ADA}"]
    with visiting(web_browser, site, LIAISON, size) as visit:
        for path in [*paths, "/returns/check?code=2222-2222"]:
            page = visit.open(path)
            assert page.locator("[name=decision]").count() > 0 or path != f"/returns/of/{one}"
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
            assert barriers(page) == [], path
            assert (path, too_wide(page)) == (path, [])


def test_texts_stay_texts(place: Place, web_browser: Browser) -> None:
    site, _ = place
    client = site.signed_in(LIAISON)
    hostile = [text for text in HOSTILE[::25] if text.isprintable()][:20]
    because = [text for text in hostile if text.strip()]
    made = asked(client, "POST", "/returns", confirming(6, "MPS-DEMO-1508/23", because=because))
    one = made.json()["id"] if made.status_code == 201 else client.get("/api/v1/returns").json()["open"][0]["id"]
    begins = datetime.now(UTC) + timedelta(days=3)
    for number, text in enumerate(hostile):
        claim = {"exhibit": "JT/6", "kind": "owner", "who": text, "why": text}
        claimed = asked(client, "POST", "/returns/claims", claim).json()
        asked(client, "POST", f"/returns/claims/{claimed['id']}/decision", {"accept": False, "reason": text})
        start = begins + timedelta(hours=number)
        times = [{"begins": start.isoformat(), "ends": (start + timedelta(hours=1)).isoformat()}]
        assert asked(client, "POST", f"/returns/{one}/slots", {"times": times, "point": text}).status_code == 201
    with visiting(web_browser, site, LIAISON) as visit:
        page = visit.open(f"/returns/of/{one}")
        assert hostile[1] in page.inner_text("main")
        visit.open(f"/returns/confirm?exhibit={'%22%3E%3Cimg src=x onerror=alert(1)%3E'}")
        visit.open(f"/returns/about?force={FORCE}&reference=%3Cscript%3Ealert(1)%3C/script%3E")
