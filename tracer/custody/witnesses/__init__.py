"""Where checkpoints are kept outside the ledger, so that a roll-back shows. One file per kind of witness."""
