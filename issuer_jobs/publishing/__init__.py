"""From the ledger's status to the public files: status lists, keys, trust list, health; pointers last."""
