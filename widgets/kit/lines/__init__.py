"""Lines of a record or a report: time, mark, text and what stands at the right, under headings."""
