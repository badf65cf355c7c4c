"""The entry `storm`: 10,000 alarms in a minute, and how soon a critical one among them is seen and heard at a desk."""
