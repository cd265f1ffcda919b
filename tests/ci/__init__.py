"""Jobs as the platforms would run them, on this machine."""
