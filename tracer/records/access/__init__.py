"""People, sessions, tokens, cases and what two people do: each file one part of the records database."""
