"""Pictures and clips that are kept: written whole with their digest, and held against the journal."""
