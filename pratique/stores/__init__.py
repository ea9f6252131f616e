"""Where things are kept: movement rows in Delta tables, everything else in the register (SQL)."""
