"""What a record says of a person, brought to one form: `Profile`.

In comes text as any sender writes it, in any script; out goes what can be compared, or None where a text says nothing
or could mean two things. No function here raises on any text, and the normal form of a normal form is itself.
"""

from pratique.flow.identity.normal.dates import birth
from pratique.flow.identity.normal.names import given_alone, names, surname_alone
from pratique.flow.identity.normal.national import national_id
from pratique.flow.identity.normal.numbers import doc_type, document_number
from pratique.flow.identity.normal.phones import phone
from pratique.flow.identity.normal.raw import RawRecord, profile, profiles_of
from pratique.flow.identity.normal.sexes import sex
from pratique.flow.identity.normal.states import country

__all__ = [
    "RawRecord",
    "birth",
    "country",
    "doc_type",
    "document_number",
    "given_alone",
    "names",
    "national_id",
    "phone",
    "profile",
    "profiles_of",
    "sex",
    "surname_alone",
]
