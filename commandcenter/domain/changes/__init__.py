"""Every kind of change that the journal can hold, by what it is about."""
