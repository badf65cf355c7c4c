"""How good the alarms are: the figures of ISA-18.2 and EEMUA 191, for each desk, out of the journal."""
