"""pratique: one notified case becomes the right list of people, and nobody else's data is touched.

Model says *what*, rules *why*, flow *how*, guard the limits, stores *where*; three doors lead in.
"""

__version__ = "0.1.0"
