"""The wall as the desk sees it: three small screens with what each is meant to show."""
