"""Everything a person looks at: one folder for each widget, and the kit that they share."""
