"""Cases, what two people do, long work and answers on both engines: what several share and nobody may do alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from records_databases import ENGINES, VAULT, fresh_url
from test_records_access import added, at_once, person

from tracer.errors import NotFoundError, RecordsError
from tracer.records.access import cases as cases_part
from tracer.records.access import jobs as jobs_part
from tracer.records.access.answers import Answers
from tracer.records.access.approvals import Approvals
from tracer.records.access.cases import BREAK_GLASS_LASTS, Cases
from tracer.records.access.jobs import LOST_AFTER, Jobs
from tracer.records.access.people import People
from tracer.records.access.values import AccessError, Approval, Job
from tracer.records.part import now
from tracer.records.records import Records
from tracer.records.values import Asked

BY = Asked("person:admin", "administration")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


# Cases


def test_a_case_is_open_to_its_people_and_to_nobody_else(records: Records) -> None:
    cases, one, two = records.part(Cases), added(records, "one"), added(records, "two")
    heron, other = cases.add(" Heron ", "Metropolitan", BY), cases.add("Other", "Kent", BY)
    assert [case.name for case in cases.every()] == ["Heron", "Other"]
    cases.set_members(heron.id, [one.id, two.id], BY)
    cases.set_members(heron.id, [one.id], BY)
    assert cases.members(heron.id) == {one.id}
    assert (cases.open_to(one.id), cases.open_to(two.id)) == ({heron.id}, frozenset())
    cases.set_members(heron.id, [], BY)
    assert cases.open_to(one.id) == frozenset()
    assert cases.find(other.id).force == "Kent"


def test_what_belongs_to_a_case_is_known_and_can_be_taken_out(records: Records) -> None:
    cases = records.part(Cases)
    heron, other = cases.add("Heron", "Metropolitan", BY), cases.add("Other", "Metropolitan", BY)
    for _ in range(2):
        cases.put_source(heron.id, "s1")
        cases.put_source(other.id, "s1")
        cases.put_seizure(heron.id, "S/1")
    many = [f"none{each}" for each in range(1200)]
    assert cases.of_sources(["s1", "s2", *many]) == {"s1": {heron.id, other.id}}
    assert cases.of_seizures(["S/1", "s1"]) == {"S/1": {heron.id}}
    assert cases.belongings(heron.id) == (("s1",), ("S/1",))
    cases.take_source(heron.id, "s1", BY)
    cases.take_seizure(heron.id, "S/1", BY)
    assert cases.of_sources(["s1"]) == {"s1": {other.id}}
    assert cases.of_seizures(["S/1"]) == {}


def test_nothing_belongs_to_a_case_that_is_none(records: Records) -> None:
    cases = records.part(Cases)
    for act in (
        lambda: cases.find("case:none"),
        lambda: cases.set_members("case:none", [], BY),
        lambda: cases.put_source("case:none", "s1"),
        lambda: cases.put_seizure("case:none", "S/1"),
        lambda: cases.break_glass("case:none", BY),
    ):
        with pytest.raises(NotFoundError):
            act()


def test_broken_glass_opens_one_case_to_one_person_for_some_hours(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, one = records.part(Cases), added(records, "one")
    heron, other = cases.add("Heron", "Metropolitan", BY), cases.add("Other", "Metropolitan", BY)
    broken = cases.break_glass(heron.id, Asked(one.id, "a life is at risk"))
    assert cases.open_to(one.id) == {heron.id}
    assert cases.open_to(added(records, "two").id) == frozenset()
    assert other.id not in cases.open_to(one.id)
    assert (broken.reason, broken.until - broken.at) == ("a life is at risk", BREAK_GLASS_LASTS)
    monkeypatch.setattr(cases_part, "now", lambda: broken.until)
    assert cases.open_to(one.id) == frozenset()


def test_broken_glass_is_seen_until_somebody_else_looked_at_it(records: Records) -> None:
    cases, one, supervisor = records.part(Cases), added(records, "one"), added(records, "two")
    glass = cases.break_glass(cases.add("Heron", "Metropolitan", BY).id, Asked(one.id, "a life is at risk"))
    with pytest.raises(NotFoundError):
        cases.looked_at(glass.id, Asked(one.id, "supervision"))
    assert [each.id for each in cases.broken(unseen_only=True)] == [glass.id]
    cases.looked_at(glass.id, Asked(supervisor.id, "supervision"))
    assert cases.broken(unseen_only=True) == ()
    assert [each.seen_by for each in cases.broken()] == [supervisor.id]
    with pytest.raises(NotFoundError):
        cases.looked_at(glass.id, Asked(supervisor.id, "supervision"))


def test_glass_is_not_broken_without_a_reason(records: Records) -> None:
    cases, one = records.part(Cases), added(records, "one")
    heron = cases.add("Heron", "Metropolitan", BY)
    with pytest.raises(RecordsError):
        cases.break_glass(heron.id, Asked(one.id, "  "))
    assert (cases.open_to(one.id), cases.broken()) == (frozenset(), ())


# What two people do


def asked_for(records: Records) -> tuple[Approval, Asked, Asked]:
    asker, other = Asked(added(records, "one").id, "worn out"), Asked(added(records, "two").id, "supervision")
    return records.part(Approvals).ask("rotate key", "custody key", "", asker), asker, other


def test_nobody_decides_what_they_asked_for(records: Records) -> None:
    approval, asker, _ = asked_for(records)
    for approve in (True, False):
        with pytest.raises(AccessError, match="yourself"):
            records.part(Approvals).decide(approval.id, approve, asker)
    assert [one.state for one in records.part(Approvals).every("asked")] == ["asked"]


def test_the_same_is_asked_for_once(records: Records) -> None:
    approvals, one = records.part(Approvals), Asked(added(records, "one").id, "worn out")
    assert len({each.id for each in at_once(lambda _: approvals.ask("rotate key", "key", "", one))}) == 1


def test_it_is_decided_once_and_done_once(records: Records) -> None:
    approval, asker, other = asked_for(records)
    approvals = records.part(Approvals)

    def tried(act: object) -> bool:
        try:
            act()  # type: ignore[operator]
        except AccessError:
            return False
        return True

    assert not tried(lambda: approvals.use(approval.id, "rotate key", "custody key", asker))
    assert sum(at_once(lambda each: tried(lambda: approvals.decide(approval.id, each % 2 == 0, other)))) == 1
    if approvals.every()[0].state == "refused":
        assert not tried(lambda: approvals.use(approval.id, "rotate key", "custody key", asker))
        approval = approvals.ask("rotate key", "custody key", "", asker)
        approvals.decide(approval.id, True, other)
    for act, subject in (("erase", "custody key"), ("rotate key", "another")):
        assert not tried(lambda act=act, subject=subject: approvals.use(approval.id, act, subject, asker))
    assert sum(at_once(lambda _: tried(lambda: approvals.use(approval.id, "rotate key", "custody key", asker)))) == 1
    assert approvals.every("done")[0].decided_by == other.actor


# Long work


def test_two_workers_never_take_one_job(records: Records) -> None:
    jobs, one = records.part(Jobs), added(records).id
    wanted = [jobs.add("load", one, {"no": each}).id for each in range(4)]
    taken = [job.id for job in at_once(lambda _: jobs.take()) if job is not None]
    assert sorted(taken) == sorted(wanted)
    assert jobs.take() is None


def test_jobs_are_taken_in_the_order_they_were_asked_for(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, one, moment = records.part(Jobs), added(records).id, now()
    wanted = []
    for each in range(3):
        monkeypatch.setattr(jobs_part, "now", lambda each=each: moment + timedelta(seconds=each))
        wanted.append(jobs.add("load", one, {}).id)
    assert [job.id for job in iter(jobs.take, None) if isinstance(job, Job)] == wanted


def test_a_job_whose_process_was_lost_is_taken_up_again(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, moment = records.part(Jobs), now()
    job = jobs.add("load", added(records).id, {"files": ["a"]})
    assert jobs.take() is not None
    monkeypatch.setattr(jobs_part, "now", lambda: moment + LOST_AFTER)
    assert not jobs.tell(job.id, {"row": 5})
    monkeypatch.setattr(jobs_part, "now", lambda: moment + LOST_AFTER + timedelta(seconds=1))
    assert jobs.take() is None
    monkeypatch.setattr(jobs_part, "now", lambda: moment + 2 * LOST_AFTER)
    jobs.alive(job.id)
    monkeypatch.setattr(jobs_part, "now", lambda: moment + 3 * LOST_AFTER)
    assert jobs.take() is None
    monkeypatch.setattr(jobs_part, "now", lambda: moment + 4 * LOST_AFTER)
    again = jobs.take()
    assert again is not None
    assert (again.id, again.asked, again.progress) == (job.id, {"files": ["a"]}, {"row": 5})


def test_a_job_is_stopped_at_once_while_it_waits_and_when_it_next_tells(records: Records) -> None:
    jobs, one = records.part(Jobs), added(records).id
    waiting = jobs.add("load", one, {})
    assert jobs.cancel(waiting.id).state == "cancelled"
    assert jobs.take() is None
    running = jobs.add("load", one, {})
    jobs.take()
    assert not jobs.tell(running.id, {})
    assert jobs.cancel(running.id).state == "running"
    assert jobs.tell(running.id, {})
    jobs.end(running.id, "cancelled", {"rows": 3})
    assert (jobs.find(running.id).state, jobs.find(running.id).result) == ("cancelled", {"rows": 3})
    assert jobs.cancel(running.id).state == "cancelled"
    assert len(jobs.recent()) == 2
    with pytest.raises(NotFoundError):
        jobs.find("job:none")


# Answers


def test_of_several_who_send_the_same_request_at_once_one_does_it_and_all_get_its_answer(url: str) -> None:
    """Each with a database of its own, as servers have that run beside each other."""

    def sent(each: int) -> tuple[str, bool]:
        records = Records.open(url, VAULT)
        try:
            return records.part(Answers).once("key", "request", lambda: _opened(records, str(each)))
        finally:
            records.close()

    given = at_once(sent)
    records = Records.open(url, VAULT)
    (made,) = records.part(Cases).every()
    assert {answer for answer, _ in given} == {made.id}
    assert sorted(before for _, before in given) == [False, *[True] * (len(given) - 1)]
    records.close()


def test_a_key_stands_for_one_request(records: Records) -> None:
    answers = records.part(Answers)
    assert answers.once("key", "request", lambda: "done") == ("done", False)
    assert answers.once("key", "request", lambda: "again") == ("done", True)
    with pytest.raises(AccessError, match="another request"):
        answers.once("key", "other", lambda: "again")


def test_what_was_not_done_whole_is_undone_and_can_be_asked_for_again(records: Records) -> None:
    """Whoever is stopped between the act and its answer leaves neither: the same key does it then, once."""

    def stopped() -> str:
        _opened(records, "Heron")
        assert [one.name for one in records.part(Cases).every()] == ["Heron"], "what it did it sees"
        raise KeyboardInterrupt

    answers = records.part(Answers)
    with pytest.raises(KeyboardInterrupt):
        answers.once("key", "request", stopped)
    assert records.part(Cases).every() == ()
    _, before = answers.once("key", "request", lambda: _opened(records, "Heron"))
    assert (before, len(records.part(Cases).every())) == (False, 1)


def test_a_step_of_an_act_that_is_refused_leaves_what_came_before_it(records: Records) -> None:
    cases, people = records.part(Cases), records.part(People)
    added(records, "taken")

    def act() -> str:
        made = _opened(records, "Heron")
        with pytest.raises(AccessError):
            people.add(person("taken", "detective"), BY, "hash")
        with records.custody().reading() as reader:
            assert reader.officers() == []
        return made

    made, _ = records.part(Answers).once("key", "request", act)
    assert [one.id for one in cases.every()] == [made]


def _opened(records: Records, name: str) -> str:
    return records.part(Cases).add(name, "Metropolitan", BY).id
