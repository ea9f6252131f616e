"""The steps that bring an older register to this version."""
