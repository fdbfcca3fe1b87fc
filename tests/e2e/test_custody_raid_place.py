"""Which known places are named to whoever opens a raid at one that is not: those that they may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE

from api.usecases.custody.raid_place import PlaceNotKnownError, as_known, is_new
from tracer.records.known_places import KnownPlace, KnownPlaces

SUPERVISOR, OFFICER = "supervisor", "custody officer"
SHOP = KnownPlace("place:u4", "Unit 4 Phones", "list")
SHOP_ASKED = KnownPlace("place:u4", "Unit 4 Phones")
STALL = KnownPlace("place:stall-nine", "", "seizures")


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("place")) as made:
        yield made


def test_a_place_of_a_closed_file_is_not_named(house: House) -> None:
    known = house.desk.records.part(KnownPlaces).every()
    assert any(one.id == "place:unit-4-phones" and one.name == "Unit 4 Phones" for one in known)
    case = house.desk.cases.add("Operation Heron", FORCE, BY)
    house.desk.cases.set_members(case.id, [house.people[OFFICER].id], BY)
    for source in house.desk.records.sources():
        house.desk.cases.put_source(case.id, source.id)
    said = {"seizure": "NEAR/1", "place": "Unit 4 Phonse", "power": "PACE 1984 s8", "expected": 1}
    near = house.ask("POST", "/api/v1/custody/raids", OFFICER, json=said)
    assert (near.status_code, near.json()["near"]) == (404, ["place:unit-4-phones"])
    told = house.ask("POST", "/api/v1/custody/raids", SUPERVISOR, json=said)
    assert (told.status_code, told.json()["newPlace"]) == (201, True)


@pytest.mark.parametrize(("said", "short"), [("unit 4  PHONES", "u4"), ("u4", "u4"), ("Stall Ten", "Stall Ten")])
def test_a_place_is_known_by_its_name_too(said: str, short: str) -> None:
    assert as_known(said, (SHOP, STALL)) == short


def test_a_name_that_two_places_have_is_asked_about() -> None:
    two = (SHOP, KnownPlace("place:u4b", "Unit 4 Phones", "list"))
    assert as_known("Unit 4 Phones", two) == "Unit 4 Phones"
    with pytest.raises(PlaceNotKnownError) as raised:
        is_new("Unit 4 Phones", two, said_new=False)
    assert raised.value.places == (SHOP_ASKED, replace(SHOP_ASKED, id="place:u4b"))


@pytest.mark.parametrize("said", ["Unit 4 Phone", "Unit4Phones", "UNIT 4 PHONSE", "stall nin"])
def test_what_is_written_much_like_a_known_place_is_asked_about(said: str) -> None:
    with pytest.raises(PlaceNotKnownError) as raised:
        is_new(said, (SHOP, STALL), said_new=False)
    assert raised.value.near in (("place:u4",), ("place:stall-nine",))
    assert is_new(said, (SHOP, STALL), said_new=True)


def test_what_is_like_nothing_is_a_new_place() -> None:
    assert is_new("Quarry House", (SHOP, STALL), said_new=False)
    assert not is_new("place:stall-nine", (SHOP, STALL), said_new=True)
