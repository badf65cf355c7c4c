"""How each change moves the state forward, by what the change is about."""
