"""The records database and the evidence store: the truth everything else is derived from."""
