"""Door 1: the command line. Parse, call one step, present; stdout is data, stderr is talk."""
