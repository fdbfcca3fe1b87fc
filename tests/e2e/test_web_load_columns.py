"""A file is tried before it is loaded, and one with columns of its own is loaded as somebody says, and so again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tracer_command import Tracer
from web_house import House, opened_house

from api.work import load as work

DETECTIVE, ANOTHER = "detective", "another"
ODD = "Phone,When,North,East,Remark\n356938035643809,2023-10-02T18:00:00Z,51.5,-0.1,<b>seen</b>\n"
TOML = 'kind = "pings"\n[columns]\n"imei" = "Phone"\n"at" = "When"\n"lat" = "North"\n"lon" = "East"\n'
BAD = "imei,at,lat,lon\n356938035643809,2023-10-02T18:00:00Z,51.5,-0.1\n12,2023-10-02T18:00:00Z,51.5,-0.1\n13,x,1,1\n"


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("columns")) as made:
        made.person(ANOTHER, DETECTIVE, initials="ZZ")
        yield made


def done(house: House, answer: httpx.Response) -> tuple[str, dict[str, Any]]:
    """The job that an answer began, once it is done."""
    at = answer.headers["location"]
    assert answer.status_code in (202, 303), answer.text
    job = house.desk.jobs.find(at.rpartition("/")[2])
    house.desk.jobs.end(job.id, "done", work.run(house.desk.settings, job, lambda _: None))
    result = house.desk.jobs.find(job.id).result
    return f"/load/jobs/{job.id}", result


def sent(house: House, body: str, **asked: str) -> httpx.Response:
    return house.ask("POST", "/api/v1/load", DETECTIVE, params={"name": "odd.csv", **asked}, content=body.encode())


def evidence(house: House) -> int:
    return sum(1 for one in house.desk.settings.evidence.rglob("*") if one.is_file())


def test_a_file_that_is_only_tried_leaves_nothing_and_says_why(house: House) -> None:
    before = len(house.desk.records.sources()), evidence(house)
    job, result = done(house, sent(house, BAD, dryRun="true"))
    assert result["dryRun"] is True
    (file,) = result["files"]
    assert (file["kind"], file["format"], file["rows"], file["loaded"], file["rejected"]) == ("pings", "csv", 3, 1, 2)
    assert sum(one["rows"] for one in file["reasons"]) == 2
    assert {row for one in file["reasons"] for row in one["first"]} == {3, 4}
    assert (len(house.desk.records.sources()), evidence(house)) == before
    assert not list(house.desk.settings.incoming.rglob("*.csv"))
    page = house.ask("GET", job, DETECTIVE).text
    assert "Checked, and nothing kept" in page
    assert "choose them again" in page
    assert house.ask("POST", f"{job}/load", DETECTIVE).status_code == 404
    assert house.ask("GET", f"{job}/columns", DETECTIVE).status_code == 404


def test_what_stands_in_cells_is_not_gathered_with_the_reasons(house: House) -> None:
    body = "imei,at,lat,lon\n" + "".join(f"a secret {n},2023-10-02T18:00:00Z,51.5,-0.1\n" for n in range(9))
    _, result = done(house, sent(house, body, dryRun="true"))
    (reason,) = result["files"][0]["reasons"]
    assert (reason["rows"], reason["first"]) == (9, [2, 3, 4, 5, 6])
    assert "secret" not in json.dumps(result)


def test_columns_are_said_on_the_page_tried_and_loaded_and_so_again(house: House) -> None:
    job, result = done(house, sent(house, ODD))
    assert "columns" in result["files"][0]["error"]
    told = house.ask("GET", job, DETECTIVE).text
    assert f"{job}/columns?file=0" in told
    assert not re.search(r"\s--\w", told)  # that is how a command says it
    assert "Nothing was loaded" in told
    form = house.ask("GET", f"{job}/columns?file=0&kind=pings", DETECTIVE).text
    assert "&lt;b&gt;seen&lt;/b&gt;" in form
    assert len(re.findall(r'<select class="govuk-select own" name="column', form)) == 5
    said = {"file": "0", "kind": "pings", "column0": "imei", "column1": "at", "column2": "lat", "act": "check"}
    short = house.ask("POST", f"{job}/columns", DETECTIVE, data=said)
    assert short.status_code == 422
    assert "also needs lon" in short.text
    assert 'value="lat" selected' in short.text
    twice = house.ask("POST", f"{job}/columns", DETECTIVE, data={**said, "column3": "lat"})
    assert "both said to be lat" in twice.text
    tried, result = done(house, house.ask("POST", f"{job}/columns", DETECTIVE, data={**said, "column3": "lon"}))
    assert (result["dryRun"], result["files"][0]["loaded"]) == (True, 1)
    loaded, result = done(house, house.ask("POST", f"{tried}/load", DETECTIVE))
    (file,) = result["files"]
    assert (file["name"], file["kind"], file["loaded"], file["rejected"]) == ("odd.csv", "pings", 1, 0)
    assert "&#34;at&#34; = &#34;When&#34;" in house.ask("GET", loaded, DETECTIVE).text
    _, again = done(house, sent(house, ODD, columns=TOML))
    assert (again["files"][0]["source"], again["files"][0]["unchanged"]) == (file["source"], 1)
    page = {"files": ("odd.csv", ODD), "columns": ("map.toml", TOML)}
    _, again = done(house, house.ask("POST", "/load", DETECTIVE, data={"act": "load"}, files=page))
    assert (again["files"][0]["source"], again["files"][0]["unchanged"]) == (file["source"], 1)


def test_a_file_that_is_no_table_is_not_said_to_be_in_nor_asked_for_its_columns(house: House) -> None:
    job, _ = done(house, house.ask("POST", "/api/v1/load", DETECTIVE, params={"name": "a.png"}, content=b"\x89PNG\r\n"))
    told = house.ask("GET", job, DETECTIVE).text
    assert "Nothing was loaded" in told
    assert "columns?file" not in told


def test_a_mapping_that_says_nothing_is_refused_and_nothing_is_kept(house: House) -> None:
    for wrong in ("[columns", 'colums = "x"', 'kind = "nothing"'):
        answer = sent(house, ODD, columns=wrong)
        assert answer.status_code == 422, wrong
        page = {"files": ("odd.csv", ODD), "columns": ("map.toml", wrong)}
        assert house.ask("POST", "/load", DETECTIVE, files=page).status_code == 422
    assert not list(house.desk.settings.incoming.rglob("*.csv"))


def test_nobody_says_the_columns_of_another_persons_file(house: House) -> None:
    job, _ = done(house, sent(house, ODD))
    assert house.ask("GET", f"{job}/columns", ANOTHER).status_code == 403
    assert house.ask("POST", f"{job}/columns", ANOTHER, data={"file": "0", "kind": "pings"}).status_code == 403
    assert house.ask("POST", f"{job}/load", ANOTHER).status_code == 403
