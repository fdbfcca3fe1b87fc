"""One file for each resource of `/api/v1`, found by being there: a `router`."""
