"""The shapes of what the API answers, one file for each part of it."""
