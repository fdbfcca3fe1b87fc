"""What needs somebody today, one file for each matter, found by being there: `PERMISSION` and `matters(desk, who)`."""
