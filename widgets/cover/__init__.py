"""What lies over a desk at which nobody may act: sign-in, and the lock that hides no incident."""
