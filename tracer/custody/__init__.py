"""The chain of custody: events, the ledger that proves them, what checks it alone. Importing this imports nothing."""
