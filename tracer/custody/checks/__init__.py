"""What the verifier checks, one subject per file. Nothing here imports the ledger, the records or a web framework."""
