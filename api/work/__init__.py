"""Kinds of long work, one file each: `KIND`, and `run(settings, job, tell)` that gives the result as plain data."""
