"""What only the embedded engine must do: survive a kill, share its file, and say who holds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import ladybug
import pytest
from graph_reference import Reference, batch

from graph.engines import _ladybug_beside, _ladybug_readers
from graph.engines._ladybug_file import open_file
from graph.engines.embedded import EmbeddedGraph
from tracer.errors import GraphError, GraphHeldError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WRITER = """
import sys
from pathlib import Path
from graph_reference import batch
from graph.engines import embedded
embedded._CHECKPOINT_ROWS = 1_500
with embedded.EmbeddedGraph(Path(sys.argv[1])) as graph:
    graph.prepare()
    for number in range(12):
        at = number * 400
        graph.write([batch(f"s:{number}", range(at, at + 400), range(at, at + 200), range(number, number + 2))])
        print(number, flush=True)
    sys.stdin.read()
"""


def writer(path: Path, program: str = WRITER) -> subprocess.Popen[str]:
    paths = os.pathsep.join((str(ROOT), str(HERE)))
    return subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )


def batches() -> list:
    return [
        batch(
            f"s:{number}",
            range(number * 400, number * 400 + 400),
            range(number * 400, number * 400 + 200),
            range(number, number + 2),
        )
        for number in range(12)
    ]


def test_a_plan_that_is_kept_answers_of_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ladybug_readers, "_MOST_ASKED", 3)
    question = "MATCH (i:Identifier)-[:PINGED]->(p:Ping) WHERE i.id = $id RETURN p.id AS id"
    with EmbeddedGraph(tmp_path / "graph") as graph:
        graph.prepare()

        def found() -> list[int]:
            return [len(graph.read(question, {"id": f"imei:{one}"})) for one in (0, 1)]

        assert found() == [0, 0]
        graph.write([batch("s:0", range(7))])
        assert found() == [1, 1]
        graph.flush()
        graph.write([batch("s:1", range(7, 14))])
        assert found() == [2, 2]
        with pytest.raises(GraphError):
            graph.read("MATCH (n:Nothing) RETURN n.id AS id")
        assert found() == [2, 2]
        with pytest.raises(ZeroDivisionError):
            graph.at_once(lambda answers: answers.read(question, {"id": "imei:0"})[1 // 0])
        assert graph.at_once(lambda answers: [len(answers.read(question, {"id": f"imei:{n}"})) for n in (0, 7)]) == [
            2,
            0,
        ]
        graph.clear()
        assert found() == [0, 0]
        graph.write([batch("s:2", range(1))])
        assert found() == [1, 0]


@pytest.mark.parametrize("after", [1, 4, 9])
def test_killed_while_loading_and_loaded_again_is_the_same_graph(tmp_path: Path, after: int) -> None:
    path = tmp_path / "graph"
    process = writer(path)
    while int(process.stdout.readline()) < after:
        pass
    time.sleep(after / 200)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    reference = Reference()
    reference.write(batches())
    with EmbeddedGraph(path) as graph:
        graph.prepare()
        done = graph.markers("s")
        graph.write([one for one in batches() if one.marker not in done])
        graph.flush()
        assert graph.status().digest == reference.digest()
        assert graph.markers("s") == reference.markers


def test_second_writer_is_told_who_holds_the_graph_and_a_reader_is_let_in(tmp_path: Path) -> None:
    path = tmp_path / "graph"
    process = writer(path)
    while int(process.stdout.readline()) < 11:
        pass
    with pytest.raises(GraphHeldError, match=str(process.pid)):
        EmbeddedGraph(path)
    with EmbeddedGraph(path, read_only=True) as reader:
        status = reader.status()
        assert 0 < status.nodes["Ping"] == status.relationships["PINGED"]
        assert reader.read("MATCH (:Identifier)-[r:PINGED]->(:Ping) RETURN count(r.recordedAt) AS n")[0]["n"] > 0
    process.communicate()
    with EmbeddedGraph(path, read_only=True) as reader:
        reference = Reference()
        reference.write(batches())
        assert reader.status().digest == reference.digest()


def test_a_reader_opens_beside_a_writer_that_begins_its_log_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph"
    with EmbeddedGraph(path) as graph:
        graph.prepare()
        graph.write([batch("s:1", [1])])
    opened, told = ladybug.Database, [f"Reading past the end of the file {path}.wal with size 0 at offset 0."]

    def at_a_bad_moment(*given: object, **options: object) -> ladybug.Database:
        if told:
            raise RuntimeError(told.pop())
        return opened(*given, **options)

    monkeypatch.setattr(ladybug, "Database", at_a_bad_moment)
    with EmbeddedGraph(path, read_only=True) as reader:
        assert reader.status().nodes["Ping"] == 1


def test_plans_do_not_pile_up_beside_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph"
    with EmbeddedGraph(path) as graph:
        graph.prepare()
        graph.write([batch("s:1", [1])])
    made, connection = [], ladybug.Connection
    monkeypatch.setattr(ladybug, "Connection", lambda *given, **said: made.append(1) or connection(*given, **said))
    monkeypatch.setattr(_ladybug_readers, "_MOST_ASKED", 3)
    with EmbeddedGraph(path, read_only=True) as reader:
        asked = len(made)
        assert [reader.read(f"MATCH (p:Ping) RETURN p.id AS id SKIP {n}") for n in range(1, 6)] == [[]] * 5
        assert 1 <= len(made) - asked < 5


def test_reading_only_refuses_to_write(tmp_path: Path) -> None:
    path = tmp_path / "graph"
    with EmbeddedGraph(path) as graph:
        graph.prepare()
    with EmbeddedGraph(path, read_only=True) as reader, pytest.raises(GraphError, match="reading only"):
        reader.write([batch("s:1", [1])])


def test_who_only_reads_a_file_of_an_earlier_schema_declares_what_is_new_or_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(path: Path, read_only: bool) -> ladybug.Database:
        if not read_only:
            raise GraphHeldError("Held.")
        return open_file(path, read_only)

    path, question = tmp_path / "graph", "MATCH (e:Exhibit)-[:FOUND_AT]->(p:Place) RETURN p.id AS id"
    with EmbeddedGraph(path) as graph:
        graph.prepare()
        graph.write([batch("s:1", [1])])
    database = ladybug.Database(path)
    ladybug.Connection(database).execute("DROP TABLE FOUND_AT")
    database.close()
    with monkeypatch.context() as busy, EmbeddedGraph(path, read_only=True) as reader:
        busy.setattr(_ladybug_beside, "open_file", held)
        with pytest.raises(GraphError, match="tracer graph migrate"):
            reader.read(question)
    with EmbeddedGraph(path, read_only=True) as reader:
        assert reader.read(question) == []
        assert reader.status().nodes["Ping"] == 1


def test_file_that_cannot_be_read_says_so_and_is_made_anew_by_clearing(tmp_path: Path) -> None:
    path = tmp_path / "graph"
    path.write_bytes(b"not a graph at all" * 1000)
    with EmbeddedGraph(path) as graph:
        graph.prepare()
        with pytest.raises(GraphError, match="tracer graph rebuild"):
            graph.status()
        with pytest.raises(GraphError, match="tracer graph rebuild"):
            graph.write([batch("s:1", [1])])
        graph.clear()
        graph.write([batch("s:1", [1])])
        assert graph.status().nodes["Ping"] == 1


def test_markers_wait_for_what_they_stand_for(tmp_path: Path) -> None:
    path = tmp_path / "graph"
    with EmbeddedGraph(path) as graph:
        graph.prepare()
        graph.write([batch("s:1", [1]), batch("s:2", statement_keys=[1])])
        assert graph.markers("s") == {"s:1", "s:2"}
        with EmbeddedGraph(path, read_only=True) as reader:
            assert reader.markers("s") == {"s:2"}
        graph.flush()
        with EmbeddedGraph(path, read_only=True) as reader:
            assert reader.markers("s") == {"s:1", "s:2"}


def test_failed_transaction_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise GraphError("Out of room.")

    with EmbeddedGraph(tmp_path / "graph") as graph:
        graph.prepare()
        with monkeypatch.context() as patch:
            patch.setattr("graph.engines._ladybug_write.new_among", fail)
            with pytest.raises(GraphError, match="Out of room"):
                graph.write([batch("s:1", [1], [], [1])])
        assert graph.status().nodes == {}
        graph.write([batch("s:1", [1], [], [1])])
        assert graph.status().nodes["Ping"] == 1


BESIDE = """
import sys
from pathlib import Path
from graph_reference import batch
from graph.engines import embedded
embedded._CHECKPOINT_ROWS = 4_000
with embedded.EmbeddedGraph(Path(sys.argv[1])) as graph:
    graph.prepare()
    for number in range(12):
        graph.write([batch(f"s:{number}", range(number * 1_000, number * 1_000 + 1_000))])
        print(number, flush=True)
"""


def test_reader_beside_a_writer_never_sees_half_a_batch(tmp_path: Path) -> None:
    process = writer(tmp_path / "graph", BESIDE)
    process.stdout.readline()
    counted = set()
    with EmbeddedGraph(tmp_path / "graph", read_only=True) as reader:
        while process.poll() is None:
            text = "MATCH (:Identifier)-[r:PINGED]->(p:Ping) RETURN count(r.source) AS ties, count(p.lat) AS pings"
            (found,) = reader.read(text)
            counted.update(found.values())
            assert found["ties"] == found["pings"]
        assert reader.status().nodes["Ping"] == 12_000
    process.communicate()
    assert {count % 1_000 for count in counted} == {0}


def test_statement_that_only_a_writer_may_run_is_refused_to_a_reader(tmp_path: Path) -> None:
    with EmbeddedGraph(tmp_path / "graph") as graph:
        graph.prepare()
    with EmbeddedGraph(tmp_path / "graph", read_only=True) as reader, pytest.raises(GraphError):
        reader.read("CREATE (h:Handset {id: 'x'})")


MAKER = """
import os, sys
from pathlib import Path
from graph.engines import embedded
embedded.EmbeddedGraph._declare = lambda self: os.kill(os.getpid(), 9)
embedded.EmbeddedGraph.make(Path(sys.argv[1]))
"""


def test_a_graph_whose_making_is_killed_is_not_there_and_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "graph.lbug"
    assert writer(path, MAKER).wait(60) == -signal.SIGKILL
    assert not path.exists()
    path.with_name("graph.lbug.wal").write_bytes(bytes(100))
    EmbeddedGraph.make(path)
    with EmbeddedGraph(path, read_only=True) as graph:
        assert graph.status().nodes == {}
    assert [one.name for one in tmp_path.iterdir()] == ["graph.lbug"]
