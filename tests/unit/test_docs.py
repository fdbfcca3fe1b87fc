"""The documents name what there is: every kind, column, format, command and setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from tracer.kinds import kinds
from tracer.sources.mapping import read_mapping

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_loading_names_every_column_of_a_kind(kind: str) -> None:
    row = next(line for line in (ROOT / "docs/loading.md").read_text().splitlines() if line.startswith(f"| `{kind}` |"))
    for column in kinds()[kind].columns:
        assert re.search(rf"\b{column.name}\b", row)
        assert (f"**{column.name}**" in row) == column.required


def test_the_mapping_in_the_documents_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs/loading.md").read_text()
    mapping = tmp_path / "crime.toml"
    mapping.write_text(re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1])
    found = read_mapping(mapping)
    assert found.kind == "reports"
    assert found.columns["reference"] == "Crime ID"


def test_the_readme_uses_only_commands_and_options_that_exist() -> None:
    runner = CliRunner()
    for document in ("README.md", "docs/loading.md"):
        for line in re.findall(r"^\$ tracer (.+?)(?:\s+#.*)?$", (ROOT / document).read_text(), re.MULTILINE):
            words = line.split()
            verb = words[:2] if words[0] in ("custody", "graph", "people") else words[:1]
            help_text = runner.invoke(app, [*verb, "--help"], env={"COLUMNS": "200"}).output
            assert "Usage" in help_text, line
            for option in (word for word in words if word.startswith("--")):
                assert option in help_text, line


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    for name in re.findall(r"\"((?:TRACER|NEO4J)_[A-Z_]+)\"", (ROOT / "api/settings.py").read_text()):
        assert name in readme


@pytest.mark.parametrize(
    "document", sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", (ROOT / document).read_text()):
        assert ((ROOT / document).parent / target).exists(), target
