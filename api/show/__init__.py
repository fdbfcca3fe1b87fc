"""How answers are shown: as JSON for programs, as tables for people."""
