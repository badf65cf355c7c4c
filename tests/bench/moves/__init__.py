"""How soon what somebody does about an alarm is seen at every desk and on the wall."""
