"""The search index: a cache of the journal in columns, rebuilt whenever it is not what it should be."""
