"""What the program brings along: map page, layouts, catalogue, translations."""
