"""HOW: the job, in order. Intake, identity, trace; a step uses earlier steps and never later ones.

`receive` stands above the steps and takes a received file through them.
"""
