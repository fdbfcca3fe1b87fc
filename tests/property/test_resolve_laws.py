"""What holds of every resolution of identifiers into handsets."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracer.model import PhoneSet
from tracer.resolve.handsets import IMEI_SLOTS, ResolvedHandset, SaidPhone, resolve

IMEIS = [f"imei:{n}" for n in "abcdef"]
SERIALS = [f"serial:{n}" for n in "STU"]
OTHERS = ["mac:1", "msisdn:+1", "eid:9"]
MAKES = [None, None, "Apple", "APPLE ", "Samsung"]


def phones(tag: str = "") -> st.SearchStrategy[PhoneSet]:
    identifiers = st.sets(st.sampled_from([i + tag for i in IMEIS * 2 + SERIALS + OTHERS]), min_size=1, max_size=4)
    model = st.sampled_from([None, "iPhone 14", "S22"])
    return st.builds(PhoneSet, identifiers.map(tuple), st.sampled_from(MAKES), model)


def said(most: int = 9, tag: str = "") -> st.SearchStrategy[list[SaidPhone]]:
    return st.lists(phones(tag), max_size=most).map(
        lambda found: [SaidPhone(f"{n // 2:032x}{tag}", n % 2, phone) for n, phone in enumerate(found)]
    )


def statements(*sets: tuple[str, ...], make: Sequence[str | None] = ()) -> list[SaidPhone]:
    makes = [*make, *([None] * len(sets))]
    return [SaidPhone(f"{n:032x}", 0, PhoneSet(ids, makes[n])) for n, ids in enumerate(sets)]


def of_kind(handset: ResolvedHandset, kind: str) -> list[str]:
    return [i for i in handset.identifiers if i.startswith(kind)]


def makes_of(phones_: Iterable[SaidPhone]) -> set[str]:
    return {one.phone.make.strip().casefold() for one in phones_ if one.phone.make}


@given(said(), st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_statements_changes_nothing(given_: list[SaidPhone], chance: random.Random) -> None:
    shuffled = list(given_)
    chance.shuffle(shuffled)
    assert resolve(shuffled) == resolve(given_)
    assert resolve(iter(shuffled)) == resolve(tuple(given_))


@given(said())
@settings(max_examples=100)
def test_every_statement_is_in_exactly_one_handset_with_all_its_identifiers(given_: list[SaidPhone]) -> None:
    found = resolve(given_)
    held = Counter((one.fact, one.place) for handset in found for one in handset.said)
    assert held == Counter((one.fact, one.place) for one in given_)
    for handset in found:
        assert handset.identifiers == tuple(sorted({i for one in handset.said for i in one.phone.identifiers}))


@given(said())
@settings(max_examples=100)
def test_no_handset_is_an_impossible_phone_unless_one_statement_alone_says_so(given_: list[SaidPhone]) -> None:
    for handset in resolve(given_):
        alone = any(set(handset.identifiers) == set(one.phone.identifiers) for one in handset.said)
        assert alone or len(of_kind(handset, "serial:")) <= 1
        assert alone or len(of_kind(handset, "imei:")) <= IMEI_SLOTS
        assert len(makes_of(handset.said)) <= 1


@given(said())
@settings(max_examples=100)
def test_ids_are_unique_and_name_an_identifier_of_the_handset(given_: list[SaidPhone]) -> None:
    found = resolve(given_)
    assert len({handset.id for handset in found}) == len(found)
    assert [handset.id for handset in found] == sorted(handset.id for handset in found)
    for handset in found:
        bare, _, mark = handset.id.removeprefix("handset:").partition("~")
        assert bare in handset.identifiers
        assert bool(mark) == (set(handset.contested) == set(handset.identifiers))


@given(said())
@example(
    statements(
        ("imei:a", "imei:b"), ("eid:9", "imei:a"), ("imei:c",), ("eid:9", "imei:a", "imei:c"),
        make=[None, "Samsung", "Apple"],
    )
)  # fmt: skip
@settings(max_examples=100)
def test_an_identifier_in_several_handsets_is_contested_in_each_and_says_why(given_: list[SaidPhone]) -> None:
    holders: dict[str, list[ResolvedHandset]] = defaultdict(list)
    for handset in resolve(given_):
        for identifier in handset.identifiers:
            holders[identifier].append(handset)
    for identifier, handsets in holders.items():
        reasons = {handset.contested.get(identifier) for handset in handsets}
        if len(handsets) > 1:
            assert len(reasons) == 1
            assert all(reasons)
        for handset in handsets:
            assert set(handset.contested) <= set(handset.identifiers)


@given(said(), said(tag="x"))
@settings(max_examples=70)
def test_statements_of_other_phones_change_nothing(given_: list[SaidPhone], other: list[SaidPhone]) -> None:
    assert set(map(_key, resolve(given_))) | set(map(_key, resolve(other))) == set(map(_key, resolve(given_ + other)))


@given(said())
@settings(max_examples=70)
def test_each_connected_part_may_be_resolved_alone(given_: list[SaidPhone]) -> None:
    parts: list[list[SaidPhone]] = []
    for one in given_:
        mine = [one]
        apart = []
        for part in parts:
            touching = {i for other in part for i in other.phone.identifiers} & set(one.phone.identifiers)
            mine, apart = (mine + part, apart) if touching else (mine, [*apart, part])
        parts = [*apart, mine]
    alone = [handset for part in parts for handset in resolve(part)]
    assert sorted(map(_key, alone)) == sorted(map(_key, resolve(given_)))


@given(said(), st.data())
@settings(max_examples=70)
def test_saying_it_again_changes_no_handset(given_: list[SaidPhone], data: st.DataObject) -> None:
    if not given_:
        return
    one = data.draw(st.sampled_from(given_))
    again = resolve([*given_, SaidPhone("f" * 32, 0, one.phone)])
    assert [(h.id, h.identifiers, dict(h.contested), h.make, h.model) for h in again] == [
        (h.id, h.identifiers, dict(h.contested), h.make, h.model) for h in resolve(given_)
    ]


@given(said())
@example(statements(("imei:a", "imei:b"), ("imei:b", "serial:S"), ("serial:S", "mac:1")))
@settings(max_examples=70)
def test_what_can_be_one_phone_is_one_phone(given_: list[SaidPhone]) -> None:
    """Statements joined by a shared identifier are one handset where all of them together are a possible phone."""
    together = {i for one in given_ for i in one.phone.identifiers}
    possible = (
        sum(i.startswith("serial:") for i in together) <= 1
        and sum(i.startswith("imei:") for i in together) <= IMEI_SLOTS
        and len(makes_of(given_)) <= 1
    )
    if possible:
        found = resolve(given_)
        assert all(not handset.contested for handset in found)
        assert sum(len(handset.identifiers) for handset in found) == len(together)


def _key(handset: ResolvedHandset) -> str:
    said_ = [(one.fact, one.place) for one in handset.said]
    plain = [handset.id, handset.identifiers, dict(handset.contested), handset.make, handset.model, handset.conflicts]
    return json.dumps([*plain, said_], sort_keys=True)


def test_no_statements_are_no_handsets() -> None:
    assert resolve([]) == ()


def test_one_statement_may_say_what_no_two_may() -> None:
    (handset,) = resolve(statements(("imei:a", "imei:b", "imei:c", "serial:S", "serial:T")))
    assert (handset.id, dict(handset.contested)) == ("handset:imei:a", {})


def test_a_cloned_imei_is_contested_by_the_serials() -> None:
    first, second = resolve(statements(("imei:a", "serial:S"), ("imei:a", "serial:T")))
    assert (first.id, second.id) == ("handset:serial:S", "handset:serial:T")
    assert (
        dict(first.contested)
        == dict(second.contested)
        == {"imei:a": "it is said to be in phones with the serial numbers S and T"}
    )


def test_makes_that_differ_contest_the_identifier_and_spelling_does_not() -> None:
    apart = resolve(statements(("imei:a",), ("imei:a",), make=["Apple", "Samsung"]))
    assert len(apart) == 2
    assert {handset.contested["imei:a"] for handset in apart} == {
        "it is said to be in phones made by apple and samsung"
    }
    (one,) = resolve(statements(("imei:a",), ("imei:a", "imei:b"), make=["Apple", " APPLE"]))
    assert (one.identifiers, dict(one.contested)) == (("imei:a", "imei:b"), {})


def test_a_chain_that_ends_in_an_impossible_phone_is_parted_at_what_is_shared() -> None:
    found = resolve(statements(("imei:a", "serial:S"), ("imei:a", "imei:b"), ("imei:b", "serial:T")))
    assert [handset.identifiers for handset in found] == [
        ("imei:a", "imei:b"),
        ("imei:a", "serial:S"),
        ("imei:b", "serial:T"),
    ]
    assert set(found[0].contested) == {"imei:a", "imei:b"}
    assert found[0].id.startswith("handset:imei:a~")


def test_a_statement_about_a_contested_identifier_alone_is_laid_at_nobodys_door() -> None:
    found = resolve(statements(("imei:a", "serial:S"), ("imei:a", "serial:T"), ("imei:a",)))
    assert [handset.identifiers for handset in found] == [("imei:a",), ("imei:a", "serial:S"), ("imei:a", "serial:T")]
