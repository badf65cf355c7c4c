"""How events become alarms and what hides them: a district's data, see docs/rules.md."""
