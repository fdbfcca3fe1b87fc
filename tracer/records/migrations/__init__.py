"""Alembic's folder: how the records database came to be as it is. Shipped with the package and run when it opens."""
