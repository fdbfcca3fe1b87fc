"""The network page and its API: counts first, steps, filters, undo, views reopened exactly, and what is closed."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import httpx
import pytest
from hostile_texts import HOSTILE
from playwright.sync_api import Browser, Page, expect
from tracer_command import Tracer
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_case import make_case
from web_site import Site, csrf_of, serving

from tracer.demo import CASE

API = "/api/v1/network"
HUB = 1_200
PICTURE = {"subject": "handler:fonez", "spots": [{"id": "handler:fonez", "x": 1.5, "y": -2.25, "pinned": True}]}


def luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{body}{-total % 10}"


def links_file(folder: Path) -> Path:
    """A hub of many handsets, and handlers with names that would run if they were more than text."""
    text = io.StringIO()
    write = csv.writer(text).writerow
    write(["from_kind", "from_id", "relation", "to_kind", "to_id", "from_name", "grade"])
    for number in range(HUB):
        write(["handler", "hub", "HELD", "handset", luhn(f"35690110{number:06}"), "Hub", "2BP"])
    for number, name in enumerate(HOSTILE[::10]):
        shown = name.replace("\x00", "").encode("utf-8", "replace").decode()
        write(["handler", f"bad{number}", "ASSOCIATES_WITH", "handler", "badhub", shown, "1AP"])
    file = folder / "hub.csv"
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    return file


@pytest.fixture(scope="module")
def hub_site(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The case with a supernode and hostile names, of which the hub's file belongs to a case."""
    folder = tmp_path_factory.mktemp("hub")
    shutil.copytree(heron.home, folder / "home")
    tracer = Tracer(folder)
    tracer("load", links_file(folder), "--as", "links")
    with serving(tracer) as site:
        mine = site.add_person("detective", "n.mine")
        site.add_person("detective", "n.other")
        make_case(site, ["hub.csv"], [mine])
        yield site


def sent(client: httpx.Client, method: str, path: str, said: object = None, **headers: str) -> httpx.Response:
    return client.request(method, f"{API}{path}", json=said, headers={"X-CSRF-Token": csrf_of(client), **headers})


def opened(page: Page) -> Page:
    page.wait_for_selector("#net-canvas[data-ready]")
    return page


def shown(page: Page) -> str:
    return page.inner_text("#net-shown")


def placed(page: Page, thing: str, how: str) -> dict[str, float]:
    """Where a thing is in the picture, or (`renderedPosition`) in its frame."""
    cy = "document.querySelector('#net-canvas')._cyreg.cy"
    found: dict[str, float] = page.evaluate(f"([id, how]) => ({{...{cy}.getElementById(id)[how]()}})", [thing, how])
    return found


def on_screen(page: Page, thing: str) -> tuple[float, float]:
    """Where somebody would point at it, who first waits for what is asked, and for the picture to stand still."""
    page.wait_for_selector("body:not([aria-busy])")
    page.locator("#net-canvas").scroll_into_view_if_needed()
    page.evaluate("() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    box, at = page.locator("#net-canvas").bounding_box(), placed(page, thing, "renderedPosition")
    assert box is not None
    return box["x"] + at["x"] + 1, box["y"] + at["y"] + 1


# What programs ask.


def test_counts_come_before_things_and_things_in_pages(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    counts = client.get(f"{API}/counts", params={"q": "fonez"}).json()
    near = {one["kind"]: one["things"] for one in counts["items"]}
    assert (counts["subject"]["id"], counts["subject"]["href"]) == ("handler:fonez", "/handler?id=handler%3Afonez")
    assert counts["of"] == sum(near.values())
    every: list[str] = []
    cursor: str | None = "0"
    while cursor is not None:
        asked = {"q": "handler:fonez", "kind": "Handset", "limit": "10", "cursor": cursor}
        answer = client.get(f"{API}/expand", params=asked).json()
        every += [one["id"] for one in answer["things"]]
        assert all(tie["source"]["row"] and tie["basis"] for tie in answer["ties"])
        assert all(tie["source"]["file"].endswith(".csv") for tie in answer["ties"])
        cursor = answer["next"]
    assert len(every) == len(set(every)) == near["Handset"] == answer["of"]


@pytest.mark.parametrize("said", ["handler:fonez", "Fonez", "Unit 4 Phones", "JT/12", "marketo:fonez_n4"])
def test_a_subject_is_named_as_people_name_it(heron_site: Site, said: str) -> None:
    assert heron_site.signed_in("detective").get(f"{API}/counts", params={"q": said}).json()["of"] > 0


def test_an_exhibit_that_is_known_by_a_file_alone_leads_to_its_handset(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    found = client.get(f"{API}/expand", params={"q": "JT/12", "kind": "Exhibit"}).json()["things"]
    assert found
    for href in [one["href"] for one in found]:
        assert client.get(href).status_code == 200, href


def test_what_makes_no_sense_is_refused(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    refused = {
        f"{API}/counts?q=nobody-of-that-name": 404,
        f"{API}/counts?q=": 404,
        f"{API}/expand?q=fonez&kind=Beauty": 422,
        f"{API}/expand?q=fonez&kind=Handset&limit=100000": 422,
        f"{API}/expand?q=fonez&kind=Handset&basis=rumour": 422,
        f"{API}/path?a=fonez&b=nobody-of-that-name": 404,
        f"{API}/views/view:nothing": 404,
        "/network?q=fonez&since=2023-10-05&until=2023-10-01": 422,
        "/network?q=fonez&since=2023-13-05": 422,
        "/network?q=fonez&until=yesterday": 422,
    }
    assert {path: client.get(path).status_code for path in refused} == refused
    assert client.get("/network?q=fonez&since=2023-10-05&until=2023-10-05").status_code == 200
    backwards = {"ids": ["handler:fonez"], "since": "2023-10-05T00:00:00Z", "until": "2023-10-01T00:00:00Z"}
    client.headers["x-csrf-token"] = csrf_of(client)
    assert "From (5 Oct 2023) is after To" in client.post(f"{API}/links", json=backwards).json()["detail"]
    for role in ("auditor", "administrator"):
        assert heron_site.signed_in(role).get(f"{API}/counts", params={"q": "fonez"}).status_code == 403
    assert httpx.get(f"{heron_site.url}{API}/counts", params={"q": "fonez"}).status_code == 401


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2023-10-05", "2023-10-01", "From (5 Oct 2023) is after To (1 Oct 2023). Change one of the two."),
        ("5/10/2023", "2023-10-01", "'5/10/2023' is no day. Write it as 2026-03-31."),
        ("2023-13-05", "2023-10-01", "'2023-13-05' is no day. Write it as 2026-03-31."),
    ],
)
def test_days_that_make_no_sense_are_put_right_in_the_form_itself(
    heron_site: Site, web_browser: Browser, since: str, until: str, said: str
) -> None:
    path = f"/network?q=fonez&since={since}&until={until}"
    assert heron_site.signed_in("detective").get(path).status_code == 422
    with visiting(web_browser, heron_site, "detective", scripts=False) as visit:
        page = visit.open(path)
        wrong = page.locator("#net-choose #net-wrong")
        assert wrong.inner_text() == f"{said} What is shown is of any time."
        # What is no day, a field for days cannot have.
        for name, given in (("since", since if since == "2023-10-05" else ""), ("until", until)):
            field = page.locator(f"#net-choose [name={name}]")
            assert field.get_attribute("value") == given
            assert field.get_attribute("aria-describedby") == "net-wrong"
        page.click("#net-things >> text=Expand >> nth=0")
        assert page.locator("#net-wrong").count() == 0
    with visiting(web_browser, heron_site, "detective") as visit:
        page = visit.open(path)
        expect(page.locator("#net-wrong")).to_contain_text(said)
        page.fill("#net-choose [name=since]", "2023-10-01")
        page.locator("#net-choose [name=since]").dispatch_event("change")
        expect(page.locator("#net-wrong")).to_have_count(0)


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("q=nobody-of-that-name", 404, "answers to &#39;nobody-of-that-name&#39;"),
        ("q=fonez&to=nobody-of-that-name", 404, "Path to: Nothing known answers to"),
        ("q=fonez&score=7", 422, "&#39;7&#39; is no score. Give a number from 0 to 1. What is shown is of any score."),
        ("q=fonez&score=nan", 422, "Give a number from 0 to 1."),
    ],
)
def test_what_cannot_be_drawn_is_told_on_the_page_that_draws_the_rest(
    heron_site: Site, asked: str, status: int, said: str
) -> None:
    answer = heron_site.signed_in("detective").get(f"/network?{asked}")
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert 'id="q" name="q"' in answer.text
    assert ('id="net-canvas"' in answer.text) == ("fonez" in asked)
    assert "Go to the start" not in answer.text


def test_the_nearest_of_an_identifier_that_is_not_known_are_links(heron_site: Site) -> None:
    imei = CASE.a.imei
    slip = imei[:-1] + str((int(imei[-1]) + 1) % 10)
    page = heron_site.signed_in("detective").get(f"/network?q=imei:{slip}").text
    assert f'href="/network?q=imei%3A{imei}"' in page


def test_what_joins_is_measured_and_taken_away(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    path = client.get(f"{API}/path", params={"a": "fonez", "b": "wrench"}).json()
    assert path["steps"][-1]["end"] in ("handler:wrench", "handler:dray", "handler:fonez")
    ids = [one["id"] for one in path["things"]]
    joined = sent(client, "POST", "/links", {"ids": ids}).json()
    assert {tie["id"] for tie in path["ties"]} == {tie["id"] for tie in joined["ties"]}
    degrees = sent(client, "POST", "/measure", {"ids": ids, "by": "degree"}).json()
    assert degrees["values"]["handler:dray"] == 2
    assert "of what is shown" in degrees["method"]
    assert sent(client, "POST", "/measure", {"ids": ids, "by": "beauty"}).status_code == 422
    assert sent(client, "POST", "/links", {"ids": ["x"] * 3000}).status_code == 422
    lines = sent(client, "POST", "/export/links.csv", {"ids": ids, "bases": ["asserted"]})
    assert "attachment" in lines.headers["content-disposition"]
    assert {row["basis"] for row in csv.DictReader(io.StringIO(lines.text))} == {"asserted"}
    assert len(sent(client, "POST", "/export/network.json", {"ids": ids}).json()["things"]) == len(ids)
    assert sent(client, "POST", "/image").status_code == 204


def test_who_leads_is_listed_before_anything_is_asked(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    for by, address in (("handled", "/network"), ("betweenness", "/network?by=betweenness")):
        page = client.get(address).text
        for what, href in (("handlers", "/handler?id="), ("shops", "/shop?id=")):
            ranked = client.get(f"/api/v1/rank/{what}", params={"by": by, "limit": 10}).json()
            table = page.partition(f'id="first-{what}"')[2].partition("</table>")[0]
            assert f"Showing {len(ranked['items'])} of {ranked['of']}, by {by}" in table
            rows = re.findall(r'<a class="govuk-link" href="([^"]+)">([^<]+)</a></th>(.+?)</tr>', table, re.DOTALL)
            assert [unquote(row[0]) for row in rows] == [href + one["id"] for one in ranked["items"]]
            for (_, _, told), one in zip(rows, ranked["items"], strict=True):
                bases = Counter(handset["basis"] for handset in one["handsets"])
                counts = [len(one["handsets"]), *(bases[name] for name in ("observed", "asserted", "inferred"))]
                assert [int(number) for number in re.findall(r'number">(\d+)</td>', told)][:4] == counts
                assert f"/network?q={quote(one['id'])}" in told
    assert client.get("/network?by=beauty").status_code == 422


def test_each_step_of_a_path_says_what_it_rests_on(heron_site: Site) -> None:
    page = heron_site.signed_in("detective").get("/network?q=handler:fonez&to=marketo:wrench_peckham").text
    steps = page.partition('id="net-path-title"')[2].partition("</section>")[0].split("<li>")[1:]
    assert len(steps) > 1
    for step in steps:
        assert re.search(r"(observed|asserted [123][A-E][CP])</span>, [\w.]+\.csv, row \d+", " ".join(step.split()))


# Views.


def test_a_view_is_kept_once_changed_by_turns_and_erased(heron_site: Site) -> None:
    heron_site.add_person("detective", "n.keeps")
    client = heron_site.signed_in("n.keeps")
    wanted = {"title": "Fonez", "notes": "ask Dray", "picture": PICTURE}
    first = sent(client, "POST", "/views", wanted, **{"Idempotency-Key": "k1"})
    again = sent(client, "POST", "/views", wanted, **{"Idempotency-Key": "k1"})
    assert (first.status_code, again.json()["id"], first.headers["etag"]) == (201, first.json()["id"], '"1"')
    other = {**wanted, "title": "Otherwise"}
    assert sent(client, "POST", "/views", other, **{"Idempotency-Key": "k1"}).status_code in (409, 422)
    path = f"/views/{first.json()['id']}"
    assert sent(client, "PUT", path, other, **{"If-Match": '"1"'}).headers["etag"] == '"2"'
    assert sent(client, "PUT", path, wanted, **{"If-Match": '"1"'}).status_code == 412
    assert sent(client, "PUT", path, wanted).status_code == 422
    found = client.get(f"{API}{path}").json()
    assert (found["title"], found["picture"]["spots"][0]["x"]) == ("Otherwise", 1.5)
    assert found["today"]["things"][0]["name"] == "Fonez"
    assert client.get(f"{API}/views").json()["of"] == 1
    assert sent(client, "DELETE", path).status_code == 204
    assert client.get(f"{API}{path}").status_code == 404


def test_a_view_is_seen_by_those_it_is_for(hub_site: Site) -> None:
    mine, other = hub_site.signed_in("n.mine"), hub_site.signed_in("n.other")
    case = make_case(hub_site, ["no such file"], ["n.mine"], "Views")
    kept = {}
    for seen, of in (("owner", None), ("case", case), ("everybody", None)):
        wanted = {"title": seen, "seenBy": seen, "case": of, "picture": PICTURE}
        kept[seen] = sent(mine, "POST", "/views", wanted).json()["id"]
    assert {seen: other.get(f"{API}/views/{one}").status_code for seen, one in kept.items()} == {
        "owner": 404,
        "case": 403,
        "everybody": 200,
    }
    assert [one["title"] for one in other.get(f"{API}/views").json()["items"]] == ["everybody"]
    wanted = {"title": "mine now", "picture": PICTURE}
    assert sent(other, "PUT", f"/views/{kept['everybody']}", wanted, **{"If-Match": "*"}).status_code == 403
    assert sent(other, "DELETE", f"/views/{kept['everybody']}").status_code == 403
    assert sent(other, "POST", "/views", {**wanted, "seenBy": "case", "case": case}).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "  "},
        {"notes": "x" * 5000},
        {"seenBy": "the world"},
        {"seenBy": "case"},
        {"extra": 1},
        {"picture": {**PICTURE, "spots": [{"id": "handler:fonez", "x": "1e999", "y": 0}]}},
        {"picture": {**PICTURE, "spots": [{"id": "handler:fonez", "x": 0, "y": 0}] * 2001}},
        {"picture": {**PICTURE, "filters": {"without": ["Beauty"]}}},
        {"picture": {**PICTURE, "html": "<b>"}},
    ],
)
def test_a_view_that_is_not_as_it_should_be_is_refused(heron_site: Site, wrong: dict[str, object]) -> None:
    wanted = {"title": "Fonez", "picture": PICTURE, **wrong}
    assert sent(heron_site.signed_in("detective"), "POST", "/views", wanted).status_code == 422


# What is closed.


def test_what_is_of_another_case_is_not_counted_brought_in_or_taken_away(hub_site: Site) -> None:
    mine, other = hub_site.signed_in("n.mine"), hub_site.signed_in("n.other")
    counted = mine.get(f"{API}/counts", params={"q": "hub"}).json()
    assert counted["items"] == [{"kind": "Handset", "things": HUB, "links": HUB}]
    some = mine.get(f"{API}/expand", params={"q": "hub", "kind": "Handset", "limit": "3"}).json()
    assert (len(some["things"]), some["of"], some["next"]) == (3, HUB, "3")
    ids = ["handler:hub", *(one["id"] for one in some["things"])]
    assert len(sent(mine, "POST", "/links", {"ids": ids}).json()["ties"]) == 3
    refused = other.get(f"{API}/counts", params={"q": "hub"})
    assert (refused.status_code, len(refused.json()["cases"])) == (403, 1)
    assert other.get("/network", params={"q": "handler:hub"}).status_code == 403
    assert sent(other, "POST", "/links", {"ids": ids}).json() == {"things": [], "ties": [], "of": 0}
    assert sent(other, "POST", "/export/things.csv", {"ids": ids}).status_code == 404
    assert other.get(f"{API}/path", params={"a": "hub", "b": ids[1]}).status_code == 403
    picture = {"subject": "handler:hub", "spots": [{"id": one, "x": 0, "y": 0} for one in ["handler:fonez", *ids]]}
    view = sent(mine, "POST", "/views", {"title": "hub", "seenBy": "everybody", "picture": picture}).json()
    assert len(view["today"]["things"]) == 5
    assert [one["id"] for one in other.get(f"{API}/views/{view['id']}").json()["today"]["things"]] == ["handler:fonez"]


# What people do.


def test_a_handler_is_expanded_filtered_hidden_and_undone(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = opened(visit.open("/network?q=fonez"))
        assert "31 handsets" in page.inner_text("#net-summary")
        begun = shown(page)
        page.click("#net-side button:has-text('12 more')")
        expect(page.locator("#net-shown")).not_to_have_text(begun)
        more = shown(page)
        page.click("text=Undo")
        assert shown(page) == begun
        page.click("text=Redo")
        assert shown(page) == more
        page.uncheck("[name=basis][value=asserted]")
        expect(page.locator("#net-shown")).not_to_have_text(more)
        assert "asserted" not in page.inner_text("#net-links tbody")
        page.check("[name=basis][value=asserted]")
        page.uncheck("[name=kind][value=Exhibit]")
        expect(page.locator("#net-things tbody")).not_to_contain_text("JT/")
        page.click("#net-things [aria-label='Hide Dray']")
        assert "Dray" not in page.inner_text("#net-things tbody")
        page.click("text=Show hidden")
        assert "Dray" in page.inner_text("#net-things tbody")
        before = shown(page)
        page.fill("[name=since]", "2023-10-05")
        page.fill("[name=until]", "2023-10-01")
        expect(page.locator("#net-said")).to_contain_text("From is after To")
        expect(page.locator("#net-said")).to_be_in_viewport()
        page.fill("[name=since]", "2000-01-01")
        page.fill("[name=until]", "2100-01-01")
        expect(page.locator("[name=until]")).to_have_attribute("aria-invalid", "false")
        assert shown(page) == before


def test_the_picture_by_keyboard_and_by_double_click(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = opened(visit.open("/network?q=handler:fonez&kind=Handler"))
        begun = shown(page)
        page.focus("#net-canvas")
        page.keyboard.press("p")
        page.wait_for_selector("#net-side button:has-text('Unpin')")
        page.keyboard.press("Enter")
        page.wait_for_selector("#net-side .net-side__near li")
        page.mouse.dblclick(*on_screen(page, "handler:dray"))
        expect(page.locator("#net-side h2").first).to_have_text("Dray")
        expect(page.locator("#net-shown")).to_contain_text("Showing 3 of")
        page.click("#net-side button:has-text('Bring in 12')")
        expect(page.locator("#net-shown")).not_to_have_text(begun)
        box = page.locator("#net-canvas").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 3, box["y"] + 3)
        page.keyboard.down("Shift")
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3, steps=4)
        page.mouse.up()
        page.keyboard.up("Shift")
        page.wait_for_selector("#net-side h2:has-text('things are selected')")


def test_a_thing_is_moved_and_put_back(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = opened(visit.open("/network?q=fonez&kind=Handler"))
        before = placed(page, "handler:dray", "position")
        x, y = on_screen(page, "handler:dray")
        page.mouse.click(x, y)
        expect(page.locator("#net-side h2").first).to_have_text("Dray")
        expect(page.locator("[data-act=undo]")).to_be_disabled()
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y + 30, steps=5)
        page.mouse.up()
        expect(page.locator("[data-act=undo]")).to_be_enabled()
        assert placed(page, "handler:dray", "position") != before
        page.click("[data-act=undo]")
        assert placed(page, "handler:dray", "position") == before


def test_the_links_of_a_path_are_drawn_and_told(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = opened(visit.open("/network?q=fonez&kind=Account"))
        page.fill("[name=to]", "wrench")
        page.press("[name=to]", "Enter")
        said = page.locator("#net-said")
        expect(said).to_contain_text("A path of 2 steps, drawn thick: ")
        expect(said).to_contain_text("Dray associates with Fonez (◆ asserted 1BP)")
        expect(said).to_be_in_viewport()
        assert "Wrench" in page.inner_text("#net-things tbody")
        page.click("#net-links tbody tr:nth-child(1) button")
        told = page.inner_text("#net-side")
        assert "rests on" in told
        assert re.search(r"\.csv, row \d+ [0-9a-f]{12}…", told)
        assert re.search(r"\.csv, row \d+ [0-9a-f]{12}…", page.inner_text("#net-links tbody"))
        page.fill("[name=to]", "nobody at all")
        page.press("[name=to]", "Enter")
        expect(said).to_contain_text("Nothing known answers to 'nobody at all'")
        assert page.evaluate("document.querySelector('#net-canvas')._cyreg.cy.edges('.path').length") == 0


def test_a_view_is_reopened_exactly(heron_site: Site, web_browser: Browser) -> None:
    heron_site.add_person("detective", "n.views")
    with visiting(web_browser, heron_site, "n.views") as visit:
        page = opened(visit.open("/network?q=fonez&by=degree&basis=observed&basis=asserted"))
        page.click("#net-things [aria-label='Hide Dray']")
        page.click("#net-things tbody tr:nth-child(2) .net-table__name")
        page.click("#net-side button:has-text('Pin')")
        spots = []
        for title in ("first", "second"):
            page.fill("#net-keep [name=title]", title)
            with page.expect_navigation():
                page.click("text=Keep as a new view")
            opened(page)
            view_id = page.url.rpartition("view=")[2]
            found = heron_site.signed_in("n.views").get(f"{API}/views/{view_id}").json()
            spots.append((sorted(json.dumps(one) for one in found["picture"]["spots"]), found["picture"]["filters"]))
            assert found["title"] == title
            page.goto(f"{heron_site.url}/network?view={view_id}")
            opened(page)
        assert spots[0] == spots[1]
        assert any('"hidden": true' in one for one in spots[0][0])
        assert any('"pinned": true' in one for one in spots[0][0])
        assert spots[0][1]["by"] == "degree"
        assert "Dray" not in page.inner_text("#net-things tbody")


def test_what_is_shown_is_taken_away(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = opened(visit.open("/network?q=fonez"))
        for name, begins in (("image", b"\x89PNG"), ("things.csv", b"id,kind"), ("network.json", b"{")):
            with page.expect_download() as taken:
                page.click(f"[data-file='{name}']")
            assert Path(taken.value.path()).read_bytes().startswith(begins)


def test_a_supernode_is_counted_and_comes_in_parts(hub_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, hub_site, "n.mine") as visit:
        page = opened(visit.open("/network?q=hub"))
        assert f"{HUB:,} handsets" in page.inner_text("#net-summary")
        assert shown(page).startswith(f"Showing 13 of {HUB + 1:,} things")
        page.click("#net-side button:has-text('12 more')")
        expect(page.locator("#net-shown")).to_contain_text("Showing 25 of")


def test_hostile_names_are_text(hub_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, hub_site, "n.mine") as visit:
        page = opened(visit.open("/network?q=handler:badhub&per=500"))
        assert shown(page).startswith(f"Showing {len(HOSTILE[::10]) + 1} of")
        assert page.evaluate("document.querySelectorAll('main img, main iframe, main style, main base').length") == 0
        page.click("#net-things tbody tr:nth-child(3) button:has-text('Expand')")
        page.wait_for_selector("#net-side .net-side__near li")
    client = hub_site.signed_in("n.mine")
    text = client.get("/network/export/things.csv", params={"q": "handler:badhub", "per": "500"}).text
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@", "\t", "\r")]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_page_keeps_nobody_out(heron_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    with visiting(web_browser, heron_site, "detective", size) as visit:
        for path in ("/network", "/network?q=fonez&by=handled&to=wrench"):
            page = visit.open(path)
            if "q=" in path:
                opened(page)
            assert (path, barriers(page)) == (path, [])
            assert too_wide(page) == []


def test_without_scripts_the_tables_say_it_and_lead_on(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective", PHONE, scripts=False) as visit:
        page = visit.open("/network?q=fonez")
        assert "31 handsets" in page.inner_text("#net-summary")
        begun = page.locator("#net-things tbody tr").count()
        page.click("#net-things tbody a:has-text('Expand Dray')")
        assert page.locator("#net-things tbody tr").count() > begun
        page.uncheck("[name=kind][value=Exhibit]")
        page.click(".net-choose__go")
        assert "JT/" not in page.inner_text("#net-things tbody")
        assert page.locator("#net-links tbody tr").count() > 10
        assert re.search(r"\.csv, row \d+ [0-9a-f]{12}…", page.inner_text("#net-links tbody"))
        assert too_wide(page) == []
