"""One-key linkage: what one key will do, and what each receiver has answered."""
