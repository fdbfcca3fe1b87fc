"""The text that comes in each bundle for whoever opens it."""

from __future__ import annotations

README_TEXT = """\
This is an evidence bundle: custody events of one or more exhibits, with the proof that they are what was recorded.

To check it, keep this zip file as it is (do not pack it anew) and run

    tracer-verify BUNDLE.zip --key KEY

where KEY is the ledger's published key, from a source other than this bundle. Add --witness FILE for a checkpoint that
you were given earlier, such as the one on a receipt.

What it proves: the events here stand in the ledger exactly so, in this order, and nobody altered them since the
checkpoint was signed. What it does not prove: that what was recorded is true, or that all that happened was recorded.

    checkpoint       the ledger's origin, size and root hash, signed (C2SP signed note, tlog-checkpoint)
    manifest         a signed list of the files here with their SHA-256, and how many events each exhibit has
    keys.txt         the public keys, one a line (C2SP verifier keys)
    entries/N.json   entry N of the ledger, the exact bytes that were hashed (RFC 8785)
    proofs/N.json    its inclusion proof (RFC 6962, RFC 9162)
    disclosed/       texts that you may see, with what opens their commitments (HMAC-SHA-256)
    checkpoints/     the ledger's own earlier checkpoints, each from the time when it had that many entries
    witnesses/       checkpoints that others signed or kept, and consistency proofs from earlier ones
    rotations/       statements by which one key of the ledger handed over to the next
    timestamps/      time stamps over the file `checkpoint` (RFC 3161)
    attachments/     files that events name, each under its SHA-256

Every check can be done by hand from this list and those standards. The time of each event is the officers' own; the
time it was recorded is by the ledger's own clock, unless a witness or a time stamp says more.
"""
