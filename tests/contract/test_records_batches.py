"""What both engines promise of batches: nothing lost, nothing counted twice, and every row that said a thing known."""

from __future__ import annotations

import pyarrow as pa
import pytest
from records_databases import (
    begun,
    fact,
    new_source,
    observation_id,
    observations,
    pings,
    refusal,
    tac,
)

from tracer.errors import NotFoundError, RecordsError
from tracer.model import Fact, Observations, ParsedBatch, PhoneSet, SourceRow, StoredFact
from tracer.records.known_places import KnownPlace, KnownPlaces
from tracer.records.records import Records
from tracer.records.values import State


def said_rows(observed: Observations | None) -> list[int]:
    assert observed is not None
    return observed.table.column("row").to_pylist()


def test_a_source_is_registered_once_and_keeps_what_it_was_given(records: Records) -> None:
    first = records.begin(new_source("s1", name="Jo's \x00 phones.csv"))
    assert (first.state, first.rows, first.options) == (State.LOADING, 0, {"identifier": "imei:353879234252633"})
    assert first.name == "Jo's \ufffd phones.csv"
    assert first.recorded_at.utcoffset() is not None
    assert records.begin(new_source("s1")) == first
    records.begin(new_source("s2"))
    assert [source.id for source in records.sources()] == ["s1", "s2"]


def test_a_source_id_stands_for_one_file_and_one_reading(records: Records) -> None:
    begun(records, "s1")
    for other in ({"sha256": "cd" * 32}, {"kind": "sightings"}, {"format": "xlsx"}, {"size": 11}):
        with pytest.raises(RecordsError, match="already recorded"):
            records.begin(new_source("s1", **other))


def test_a_source_fails_is_begun_again_and_is_done(records: Records) -> None:
    begun(records, "s1").fail("s1", "The disk was full.")
    assert (records.source("s1").state, records.source("s1").why) == (State.FAILED, "The disk was full.")
    assert records.begin(new_source("s1")).state is State.LOADING
    records.finish("s1")
    assert (records.source("s1").state, records.source("s1").why) == (State.DONE, "")
    assert records.begin(new_source("s1")).state is State.DONE


def test_an_unknown_source_is_not_found(records: Records) -> None:
    for act in (
        lambda: records.source("s9"),
        lambda: records.finish("s9"),
        lambda: records.fail("s9", "why"),
        lambda: records.commit("s9", 0, 0, ParsedBatch()),
        lambda: records.committed_batches("s9"),
        lambda: records.facts_of_batch("s9", 0),
        lambda: records.first_said("s9", observations([], [])),
    ):
        with pytest.raises(NotFoundError, match="s9"):
            act()


def test_observations_count_once_in_a_batch_and_across_files(records: Records) -> None:
    begun(records, "s1", "s2")
    first = records.commit("s1", 0, 4, pings("abca"))
    assert (first.loaded, first.unchanged, first.rejected) == (3, 1, 0)
    assert said_rows(first.new_observations) == [2, 3, 4]
    second = records.commit("s2", 0, 3, pings("cdb"))
    assert (second.loaded, second.unchanged) == (1, 2)
    assert said_rows(second.new_observations) == [3]
    third = records.commit("s2", 1, 2, pings("ab", first_row=5))
    assert (third.loaded, third.unchanged, said_rows(third.new_observations)) == (0, 2, [])
    assert records.rows_that_said(observation_id("a")) == (
        SourceRow("s1", 2),
        SourceRow("s1", 5),
        SourceRow("s2", 5),
    )
    assert records.rows_that_said(observation_id("d")) == (SourceRow("s2", 3),)
    assert records.rows_that_said(observation_id("never said")) == ()
    assert records.rows_that_said("not an id") == ()


def test_what_a_source_said_first_is_found_again(records: Records) -> None:
    begun(records, "s1", "s2")
    one, two = pings("abca"), pings("cdbd")
    records.commit("s1", 0, 4, one)
    records.commit("s2", 0, 4, two)
    assert one.observations is not None
    assert two.observations is not None
    assert said_rows(records.first_said("s1", one.observations)) == [2, 3, 4]
    assert said_rows(records.first_said("s2", two.observations)) == [3]
    assert said_rows(records.first_said("s2", one.observations)) == []


def test_one_row_that_makes_the_same_observation_twice_says_it_once(records: Records) -> None:
    begun(records, "s1")
    twice = observations("aa", [2, 2])
    assert records.commit("s1", 0, 2, ParsedBatch(observations=twice)).loaded == 1
    assert records.first_said("s1", twice).table.num_rows == 1


def test_rows_of_one_number_on_two_sheets_count_once(records: Records) -> None:
    begun(records, "s1")
    assert records.commit("s1", 0, 2, pings("ab")).loaded == 2
    done = records.commit("s1", 1, 2, pings("ac"))
    assert (done.loaded, done.unchanged) == (1, 1)
    assert records.source("s1").loaded == 3


def test_observations_that_went_over_to_the_large_table_are_known(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracer.records.firsts.RECENT_ROWS", 3)
    begun(records, "s1", "s2")
    records.commit("s1", 0, 3, pings("abc"))
    records.commit("s1", 1, 2, pings("bd", first_row=5))
    two = pings("abde")
    done = records.commit("s2", 0, 4, two)
    assert (done.loaded, done.unchanged, said_rows(done.new_observations)) == (1, 3, [5])
    assert said_rows(records.first_said("s1", observations("abcd", [2, 3, 4, 6]))) == [2, 3, 4, 6]
    assert records.rows_that_said(observation_id("b")) == (SourceRow("s1", 3), SourceRow("s1", 5), SourceRow("s2", 3))


def test_columns_in_several_chunks_and_large_strings_are_read(records: Records) -> None:
    begun(records, "s1")
    table = pa.concat_tables([observations("ab", [2, 3]).table, observations("bc", [4, 5]).table])
    table = table.set_column(0, "id", table.column("id").cast(pa.large_string()))
    done = records.commit("s1", 0, 4, ParsedBatch(observations=Observations("pings", table)))
    assert (done.loaded, said_rows(done.new_observations)) == (3, [2, 3, 5])


@pytest.mark.parametrize("ids", [["ab"], ["zz" * 16], ["ab" * 17], [None], ["ab " * 10 + "ab"]])
def test_an_observation_without_a_sound_id_stops_the_batch(records: Records, ids: list[str | None]) -> None:
    begun(records, "s1")
    table = pa.table({"id": pa.array(ids, pa.string()), "row": pa.array([2], pa.int64())})
    with pytest.raises(RecordsError, match="32 hex digits"):
        records.commit("s1", 0, 1, ParsedBatch(observations=Observations("pings", table)))
    assert records.committed_batches("s1") == ()


def test_facts_count_once_and_are_found_by_what_they_mention(records: Records) -> None:
    begun(records, "s1", "s2")
    first = records.commit("s1", 0, 3, ParsedBatch(facts=(fact("A", 2), fact("B", 3), fact("A", 4))))
    assert (first.loaded, first.unchanged) == (2, 1)
    assert [stored.source for stored in first.new_facts] == [SourceRow("s1", 2), SourceRow("s1", 3)]
    second = records.commit("s2", 0, 2, ParsedBatch(facts=(fact("B", 2), fact("C", 3))))
    assert (second.loaded, second.unchanged) == (1, 1)
    a, b, c = (fact(name, 2) for name in "ABC")
    stored = StoredFact(a.id, "reports", a.body, a.phones, SourceRow("s1", 2))
    for key in ("report:A", "imei:A-1", "imei:A-2", "serial:A"):
        assert records.facts_mentioning([key]) == (stored,)
    every = records.facts_mentioning(["force:metropolitan", "imei:A-1", "never:mentioned"])
    assert [each.id for each in every] == sorted([a.id, b.id, c.id])
    assert records.facts_mentioning([]) == ()
    assert records.rows_that_said(b.id) == (SourceRow("s1", 3), SourceRow("s2", 2))
    assert records.rows_that_said(a.id) == (SourceRow("s1", 2), SourceRow("s1", 4))


def test_the_facts_of_a_batch_are_those_it_stated_first(records: Records) -> None:
    begun(records, "s1")
    first = records.commit("s1", 0, 2, ParsedBatch(facts=(fact("B", 2), fact("A", 3))))
    second = records.commit("s1", 1, 2, ParsedBatch(facts=(fact("A", 4), fact("C", 5))))
    assert records.facts_of_batch("s1", 0) == first.new_facts
    assert records.facts_of_batch("s1", 1) == second.new_facts
    assert [each.body["reference"] for each in second.new_facts] == ["C"]
    assert records.facts_of_batch("s1", 2) == ()


def test_more_keys_than_one_question_takes(records: Records) -> None:
    begun(records, "s1")
    facts = tuple(Fact("links", row, {"n": row}, mentions=(f"handler:{row}",)) for row in range(2500))
    assert records.commit("s1", 0, 2500, ParsedBatch(facts=facts)).loaded == 2500
    assert len(records.facts_mentioning([f"handler:{row}" for row in range(2500)])) == 2500


def test_any_text_in_a_fact_is_kept(records: Records) -> None:
    begun(records, "s1")
    odd = "=cmd()\x00 \u202e 'x\"; DROP TABLE fact; -- \U0001f4f1 %s :name ?"
    said = Fact("links", 2, {"note": odd, "n": 1.5, "yes": True, "none": None}, (PhoneSet((odd,), odd, None),), (odd,))
    stored = records.commit("s1", 0, 1, ParsedBatch(facts=(said,))).new_facts
    assert records.facts_of_batch("s1", 0) == stored == records.facts_mentioning([odd])
    assert stored[0].body == said.body
    assert stored[0].phones == said.phones


def test_a_batch_committed_again_changes_nothing_and_returns_the_same(records: Records) -> None:
    begun(records, "s1", "s2")
    observed = observations("abac", [4, 5, 6, 7])
    parsed = ParsedBatch((fact("A", 2, name="Jo"), fact("B", 3)), observed, (refusal(8),))
    first = records.commit("s1", 0, 7, parsed)
    records.commit("s2", 0, 2, ParsedBatch(facts=(fact("A", 2), fact("B", 3))))
    again = records.commit("s1", 0, 7, parsed)
    assert (
        (again.loaded, again.unchanged, again.rejected) == (first.loaded, first.unchanged, first.rejected) == (5, 1, 1)
    )
    assert again.new_facts == first.new_facts
    assert said_rows(again.new_observations) == said_rows(first.new_observations) == [4, 5, 7]
    assert records.refusal_count() == 1
    assert records.committed_batches("s1") == (0,)
    assert records.source("s1").rows == 7


def test_a_batch_cut_differently_is_refused(records: Records) -> None:
    begun(records, "s1")
    records.commit("s1", 0, 2, pings("ab"))
    with pytest.raises(RecordsError, match="cut differently"):
        records.commit("s1", 0, 3, pings("abc"))


def test_a_source_that_is_done_takes_no_more(records: Records) -> None:
    begun(records, "s1")
    first = records.commit("s1", 0, 2, pings("ab"))
    records.finish("s1")
    assert records.commit("s1", 0, 2, pings("ab")).loaded == first.loaded
    with pytest.raises(RecordsError, match="already loaded in full"):
        records.commit("s1", 1, 1, pings("c"))


def test_rows_that_do_not_add_up_are_refused_before_anything_is_written(records: Records) -> None:
    begun(records, "s1")
    for rows in (3, 5):
        with pytest.raises(RecordsError, match=f"has {rows} rows, and 4 came of them"):
            records.commit("s1", 0, rows, ParsedBatch((fact("A", 2),), observations("ab", [3, 4]), (refusal(5),)))
    assert (records.committed_batches("s1"), records.refusal_count(), records.source("s1").rows) == ((), 0, 0)
    assert records.facts_mentioning(["report:A"]) == ()


def test_an_empty_batch_is_a_batch(records: Records) -> None:
    begun(records, "s1")
    done = records.commit("s1", 0, 0, ParsedBatch(observations=observations([], [])))
    assert (done.loaded, done.unchanged, done.rejected, said_rows(done.new_observations)) == (0, 0, 0, [])
    assert records.commit("s1", 1, 0, ParsedBatch()).new_observations is None
    assert records.committed_batches("s1") == (0, 1)


def test_refusals_come_back_in_order_with_their_cells(records: Records) -> None:
    begun(records, "s1", "s2")
    records.commit("s2", 0, 1, ParsedBatch(refusals=(refusal(2),)))
    records.commit("s1", 0, 3, ParsedBatch(refusals=(refusal(9), refusal(3, "No time.\x00"), refusal(3, "No place."))))
    every = list(records.refusals())
    assert [(each.source, each.reason) for each in every] == [
        (SourceRow("s1", 3), "No time.\ufffd"),
        (SourceRow("s1", 3), "No place."),
        (SourceRow("s1", 9), "The IMEI has 14 digits."),
        (SourceRow("s2", 2), "The IMEI has 14 digits."),
    ]
    assert every[0].cells == {"imei": "35387923425263", "at": "yesterday"}
    assert every[3].source_name == "s2.csv"
    assert [each.source.id for each in records.refusals("s2")] == ["s2"]
    assert (records.refusal_count(), records.refusal_count("s1"), records.refusal_count("s9")) == (4, 3, 0)


def test_more_refusals_than_a_page_all_come_once_and_hold_up_no_writer(records: Records) -> None:
    begun(records, "s1")
    records.commit("s1", 0, 2300, ParsedBatch(refusals=tuple(refusal(row) for row in range(2300))))
    reading = records.refusals()
    first = next(reading)
    records.finish("s1")
    assert [first.source.row, *(each.source.row for each in reading)] == list(range(2300))


def test_tac_rows_are_kept_apart_and_one_name_is_chosen_in_any_order(records: Records) -> None:
    begun(records, "s1", "s2")
    rows = (tac("35387923", "Samsung", "Galaxy"), tac("35387923", "Apple", "iPhone 9", 3), tac("86000000", "X", "Y", 4))
    done = records.commit("s1", 0, 4, ParsedBatch(facts=(*rows, tac("35387923", "Samsung", "Galaxy", 5))))
    assert (done.loaded, done.unchanged, done.new_facts) == (3, 1, ())
    records.commit("s2", 0, 1, ParsedBatch(facts=(rows[0],)))
    assert records.model_of_tac("35387923") == ("Apple", "iPhone 9")
    assert records.model_of_tac("00000000") is None
    assert records.known_tacs() == 2
    assert records.facts_of_batch("s1", 0) == ()
    assert records.rows_that_said(rows[0].id) == (SourceRow("s1", 2), SourceRow("s1", 5), SourceRow("s2", 2))


def test_the_counts_of_a_source_are_those_of_its_batches(records: Records) -> None:
    begun(records, "s1")
    records.commit("s1", 0, 3, ParsedBatch((fact("A", 2), fact("A", 3)), None, (refusal(4),)))
    records.commit("s1", 1, 2, pings("aa"))
    source = records.source("s1")
    assert (source.rows, source.loaded, source.unchanged, source.rejected) == (5, 2, 2, 1)
    assert records.sources() == (source,)


def test_more_observations_than_one_question_takes(records: Records) -> None:
    begun(records, "s1", "s2")
    assert records.commit("s1", 0, 45_000, pings(range(45_000))).loaded == 45_000
    done = records.commit("s2", 0, 45_001, pings(range(45_001)))
    assert (done.loaded, done.unchanged, said_rows(done.new_observations)) == (1, 45_000, [45_002])


def test_each_place_is_known_once_for_each_file_that_tells_of_it(records: Records) -> None:
    begun(records, "s1")
    begun(records, "s2")
    shop = ("country:GB", "place:u4")
    found = tuple(Fact("seizures", row, {"n": row}, mentions=("exhibit:R/1", "place:u4")) for row in range(3))
    records.commit("s1", 0, 3, ParsedBatch(facts=found))
    records.commit("s2", 0, 1, ParsedBatch(facts=(Fact("places", 2, {"name": "Unit 4 Phones"}, mentions=shop),)))
    assert records.part(KnownPlaces).every() == (
        KnownPlace("place:u4", "", "s1"),
        KnownPlace("place:u4", "Unit 4 Phones", "s2"),
    )
