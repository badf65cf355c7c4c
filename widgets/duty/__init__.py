"""The duty sheet: who is here, who is planned, notes of the shift, the roll call."""
