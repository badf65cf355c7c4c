"""The sentences of the record: what each kind of entry says to whoever reads it, and the values that stand in them."""
