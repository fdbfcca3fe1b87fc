"""A witness that another organisation runs: it signs a ledger's checkpoint only when the ledger grew to it.

It knows checkpoints alone. Neither the ledger nor any record can be reached from here, and none is needed.
"""
