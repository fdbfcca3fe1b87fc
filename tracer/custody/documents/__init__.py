"""Papers and files about exhibits: labels, receipts, lists, statements and CASE/UCO, one file per document.

Each takes plain values (`_input.py`) and gives bytes; none reads a database, so that a document can be made again from
an exported bundle alone.
"""
