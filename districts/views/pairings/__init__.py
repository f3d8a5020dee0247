"""Pages of the pairings (结对共建)."""
