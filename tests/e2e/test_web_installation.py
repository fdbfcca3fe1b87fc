"""How an administrator keeps the installation: officers, stores, keys and the graph, by page and by API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from custody_servers import witnessing
from operated_server import until
from tracer_command import Tracer
from web_house import BY, House, opened_house

from api import worker
from api.usecases.custody.checkpoints import checkpoint
from api.work import graph as graph_work
from tracer.custody.note import Verifier
from tracer.errors import CancelledError
from tracer.records.access.values import Job
from tracer.records.audit import AuditQuery

SCRIPT = "<script>alert(1)</script>"
ADMIN = "administrator"


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("installation")) as made:
        yield made


def api(house: House, method: str, path: str, said: object = None, **headers: str) -> tuple[int, dict[str, object]]:
    answer = house.ask(method, f"/api/v1{path}", ADMIN, headers, json=said)
    return answer.status_code, {**answer.json(), "etag": answer.headers.get("etag")}


def noted(house: House, subject: str) -> list[str]:
    found = house.desk.audit.search(AuditQuery(subject=subject), BY).entries
    return [entry.details.get("what", "") for entry in found]


def test_officers_and_stores_are_registered_changed_and_closed(house: House) -> None:
    status, made = api(house, "PUT", "/registers/officers/zz", {"name": "Zoe Zander"})
    assert (status, made["id"], made["active"]) == (200, "officer:ZZ", True)
    status, closed = api(
        house, "PUT", "/registers/officers/ZZ", {"name": "Zoe Zander", "active": False}, **{"If-Match": made["etag"]}
    )
    assert (status, closed["active"]) == (200, False)
    late = api(house, "PUT", "/registers/officers/ZZ", {"name": "Else"}, **{"If-Match": str(made["etag"])})
    assert late[0] == 412
    assert next(one for one in house.desk.ledger.officers() if one.id == "officer:ZZ").name == "Zoe Zander"
    assert api(house, "PUT", "/registers/stores/cellar", {"name": "The cellar"})[1]["id"] == "store:CELLAR"
    lab = api(house, "PUT", "/registers/stores/glass", {"name": "Glass laboratory", "kind": "laboratory"})[1]
    assert lab["id"] == "laboratory:GLASS"
    assert api(house, "PUT", "/registers/stores/cellar", {"name": "The cellar", "active": False})[1]["active"] is False
    listed = api(house, "GET", "/registers/stores")[1]["items"]
    assert {"id": "store:CELLAR", "kind": "store", "name": "The cellar", "active": False} in listed
    for path, said in (("officers/!", {"name": "X"}), ("stores/ok", {"name": " "}), ("stores/ok", {"nam": "X"})):
        assert api(house, "PUT", f"/registers/{path}", said)[0] == 422


def test_the_page_registers_and_never_writes_over_somebody_in_passing(house: House) -> None:
    def sent(what: str, /, **form: str) -> tuple[int, str]:
        answer = house.ask("POST", f"/admin/registers/{what}", ADMIN, data=form)
        return answer.status_code, answer.text

    assert sent("officers", initials="QQ", name=SCRIPT)[0] == 303
    assert sent("stores", kind="store", short="ATTIC", name="The attic")[0] == 303
    page = house.ask("GET", "/admin/registers", ADMIN).text
    assert SCRIPT not in page
    assert "The attic" in page
    status, told = sent("officers", initials="qq", name="Somebody Else")
    assert (status, "registered already" in told, 'value="Somebody Else"' in told) == (422, True, True)
    status, told = sent("stores", kind="store", short="ATTIC", name="The attic", active="no", seen="0" * 32)
    assert (status, "since you looked" in told) == (412, True)
    assert sent("officers", initials="", name="X")[0] == 422


def test_the_first_key_is_made_once_and_everybody_signed_in_sees_its_public_part(house: House) -> None:
    assert "Make the first key" in house.ask("GET", "/admin", ADMIN).text
    status, made = api(house, "POST", "/custody/keys")
    assert (status, made["number"], made["signs"]) == (201, 1, True)
    assert api(house, "POST", "/custody/keys")[0] == 422
    refused = house.ask("POST", "/admin/key", ADMIN)
    assert (refused.status_code, "keys rotate" in refused.text) == (422, True)
    seen = house.ask("GET", "/api/v1/custody/keys", "auditor").json()["items"]
    assert [one["vkey"] for one in seen] == [made["vkey"]]
    assert noted(house, "custody key") == ["first key made"]


def test_the_page_says_what_each_witness_has_seen(house: House, tmp_path: Path) -> None:
    api(house, "POST", "/custody/keys")
    (key,) = house.ask("GET", "/api/v1/custody/keys", ADMIN).json()["items"]
    with witnessing(tmp_path / "witness", Verifier.from_vkey(key["vkey"])) as running:
        made = checkpoint(house.desk.custody, [f"court={running.address}"])
        assert [one.failed for one in made.given if one.witness == "court"] == [None]
        page = house.ask("GET", "/admin", ADMIN).text
    assert "court (witness.example/w1)" in page
    assert "never answered" not in page
    assert "no date" not in page.partition("Witnesses")[2].partition("Keys of the ledger")[0]


def test_the_page_stands_while_the_ledger_s_signer_is_away(house: House, tmp_path: Path) -> None:
    away = replace(house.desk.settings, custody_signer=f"socket:{tmp_path / 'nobody'}")
    house.app.state.desk = replace(house.desk, settings=away)
    try:
        answer = house.ask("GET", "/admin", ADMIN)
    finally:
        house.app.state.desk = house.desk
    assert answer.status_code == 200
    assert "The signer does not answer" in answer.text
    assert "does not answer" in answer.text.partition("signer <strong")[2].partition("</li>")[0]


def test_the_graph_is_made_anew_as_a_job_that_its_maker_watches_and_stops(house: House) -> None:
    desk = house.desk
    status, before = api(house, "GET", "/graph")
    assert status == 200
    status, job = api(house, "POST", "/graph/jobs", {"what": "rebuild"})
    assert (status, job["kind"], job["state"]) == (202, "graph", "waiting")
    assert api(house, "POST", "/graph/jobs", {"what": "migrate"})[0] == 422
    assert "being worked on already" in house.ask("POST", "/admin/graph", ADMIN, data={"what": "migrate"}).text
    taken = desk.jobs.take()
    assert taken is not None

    def stop(_progress: object) -> None:
        raise CancelledError("The job was cancelled.")

    with pytest.raises(CancelledError):
        graph_work.run(desk.settings, taken, stop)
    told: list[dict[str, object]] = []
    result = graph_work.run(desk.settings, taken, told.append)
    desk.jobs.end(taken.id, "done", result)
    assert told
    after = api(house, "GET", "/graph")[1]
    assert (after["digest"], after["nodes"]) == (before["digest"], before["nodes"])
    assert api(house, "GET", f"/jobs/{taken.id}")[1]["state"] == "done"
    assert house.ask("GET", f"/api/v1/jobs/{taken.id}", "detective").status_code == 403
    assert house.ask("GET", "/api/v1/jobs", "auditor").status_code == 403
    again = api(house, "POST", "/graph/jobs", {"what": "migrate"})[1]
    assert house.ask("POST", f"/admin/graph/{again['id']}/cancel", ADMIN).status_code == 303
    page = house.ask("GET", "/admin", ADMIN).text
    assert "cancelled" in page
    assert "from" in page


def test_a_job_gives_signs_of_life_while_its_work_says_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = house.desk
    job = desk.jobs.add("silent", house.person(ADMIN, ADMIN).id, {})

    def run(_settings: object, job: Job, _tell: object) -> dict[str, object]:
        until(lambda: desk.jobs.find(job.id).changed_at > job.changed_at)
        return {}

    monkeypatch.setenv("TRACER_HOME", str(desk.settings.home))
    monkeypatch.setattr(worker, "_SIGNS_EVERY_S", 0.05)
    monkeypatch.setattr(worker, "_kind", lambda _: SimpleNamespace(run=run))
    taken = desk.jobs.take()
    assert taken is not None
    worker._do(taken.id)
    assert desk.jobs.find(job.id).state == "done"
