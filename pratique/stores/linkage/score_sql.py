"""`pratique.rules.linkage.scoring` in SQL, from the same model: the bits of very many pairs at once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntFlag
from typing import Final

from pratique.rules.linkage.model import Counted, LinkModel, starting_odds
from pratique.rules.linkage.papers import RENEWAL_YEARS
from pratique.rules.linkage.scoring import FEW_NAMES, GENERATION_YEARS, MANY_NAMES, TOO_FAR_YEARS

_BY_CODE: Final = (
    ("document", "document-"),
    ("national", "national-id-"),
    ("phone", "phone-"),
    ("sex", "sex-"),
)
"""Kinds of fact whose bits the code alone tells, and how their codes begin."""
FOLDED: Final = "translate(doc_number, 'OIBSZGQDL', '018526001')"
"""A number in which characters that look alike are one: `folded` of `person`, as working it out for pairs is dear."""


class Open(IntFlag):
    """What a pair leaves open. No bit: the pair itself compares the whole fact, and nothing else can say worse."""

    BIRTH = 1
    NAME = 2
    SEX = 4
    NATIONALITY = 8
    NATIONAL_ID = 16
    DOCUMENT = 32
    SLIP = 64
    """Numbers that differ by a slip: they count for much, and other papers may take that away."""
    PHONE = 128
    PHONE_SAME = 256
    """The same phone: it counts for much, unless others show it to be a family's."""


def share(kind: Counted, count: str, travellers: float, model: LinkModel, value: str = "''") -> str:
    """SQL for the share of travellers with a value that `count` of them have (`pratique.rules.linkage.model.share`)."""
    expected = str(model.expected[kind] * model.expected_weight)
    if kind == "surname":
        listed = " ".join(f"WHEN '{k}' THEN {v * model.expected_weight}" for k, v in model.expected_surnames.items())
        expected = f"(CASE {value} {listed} ELSE {expected} END)"
    return f"least(1.0, (greatest({count}, 2) + {expected}) / {travellers + model.expected_weight})"


def scored(pairs: str, names: str, travellers: float, model: LinkModel) -> str:
    """A query of ``a, b, bits, open`` for pairs (``a, b``) of `person`; `names` is a table of `name_pairs`.

    `open` (`Open`) says which kinds of fact the pair does not settle: there, what others of the two groups say counts.
    """
    return f"SELECT a, b, {total(travellers, model)} AS bits, open FROM ({said(pairs, names, model)}) t"


def total(travellers: float, model: LinkModel) -> str:
    """SQL for the bits of a row of `said`."""
    by_code = " ".join(f"+ coalesce(CASE {kind}_said {fixed(prefix, model.bits)} END, 0)" for kind, prefix in _BY_CODE)
    return f"""{starting_odds(travellers, model)[1]} + coalesce(name_weight, 0) + coalesce(birth_weight, 0)
      {by_code} + coalesce(nationality_weight, 0) + CASE WHEN twin_risk THEN {model.bits["twin-risk"]} ELSE 0 END"""


def said(pairs: str, names: str, model: LinkModel) -> str:
    """A query of what each pair says: codes as `compare` gives them, and bits where the code alone does not tell."""
    bits = model.bits
    names_code = "CASE WHEN x.name = y.name THEN x.name_code ELSE n.code END"
    return f"""
    WITH coded AS (
      SELECT p.a, p.b, x.sex AS x_sex, y.sex AS y_sex,
        {names_code} AS n_code,
        CASE WHEN x.name = y.name THEN x.name_bits ELSE n.bits END AS n_bits,
        x.name = y.name OR coalesce(n.kin, false) AS kin,
        {_birth()} AS b_code, x.birth_bits, x.birth AS x_birth, y.birth AS y_birth,
        {_document(names_code)} AS d_code, {_national()} AS i_code,
        x.phone = y.phone AS phone, x.phone_names, coalesce(x.doc_number = y.doc_number, false) AS number,
        coalesce(length(x.birth) = 10 AND length(y.birth) = 10, false) AS b_whole,
        x.sex = y.sex AS sex, x.nationality = y.nationality AS nationality, x.nationality_bits
      FROM {pairs} p JOIN person x ON x.id = p.a JOIN person y ON y.id = p.b
      LEFT JOIN {names} n ON n.a = least(x.name, y.name) AND n.b = greatest(x.name, y.name)
    )
    SELECT a, b,
      CASE WHEN n_code = 'name-kin' AND kin AND b_code = 'birth-same' THEN 'twin-given'
        WHEN n_code = 'name-given' AND x_sex = 'F' AND y_sex = 'F' THEN 'name-married' ELSE n_code END AS name_said,
      CASE WHEN n_code = 'name-kin' AND kin AND b_code = 'birth-same' THEN {bits["twin-given"]}
        WHEN n_code = 'name-given' AND x_sex = 'F' AND y_sex = 'F' THEN {bits["name-married"]}
        ELSE n_bits END AS name_weight,
      coalesce(kin AND b_code = 'birth-same' AND n_code IN
        ('name-first', 'name-slip', 'name-cut', 'name-initial', 'name-sound'), false) AS twin_risk,
      b_code AS birth_said,
      CASE b_code WHEN 'birth-same' THEN birth_bits
        WHEN 'birth-part'
          THEN log2({model.agree["birth-part"]} * if(least(length(x_birth), length(y_birth)) = 4, 80, 960))
        {fixed("birth-", bits)} END AS birth_weight,
      d_code AS document_said, i_code AS national_said,
      CASE WHEN NOT phone THEN 'phone-other'
        WHEN phone AND phone_names > {MANY_NAMES} THEN 'phone-many'
        WHEN phone AND n_code IN ('name-kin', 'name-given', 'name-other') THEN 'phone-family'
        WHEN phone AND b_code IN ('birth-other', 'birth-generation')
          AND abs(x_birth[1:4]::INTEGER - y_birth[1:4]::INTEGER) >= {TOO_FAR_YEARS} THEN 'phone-family'
        WHEN phone THEN if(phone_names <= {FEW_NAMES}, 'phone-same', 'phone-shared') END AS phone_said,
      phone_names,
      CASE WHEN sex THEN 'sex-same' WHEN NOT sex THEN 'sex-other' END AS sex_said,
      CASE WHEN nationality THEN 'nationality-same'
        WHEN NOT nationality AND coalesce(d_code, '') <> 'document-two-states' THEN 'nationality-other' END
        AS nationality_said,
      CASE WHEN nationality THEN nationality_bits
        WHEN NOT nationality AND coalesce(d_code, '') <> 'document-two-states' THEN {bits["nationality-other"]} END
        AS nationality_weight,
      if(b_whole AND b_code <> 'birth-filler', 0, {Open.BIRTH}) | if(sex IS NULL, {Open.SEX}, 0)
      | if(coalesce(n_code, 'name-part') IN ('name-part', 'name-initial', 'name-cut', 'name-first'), {Open.NAME}, 0)
      | if(nationality IS NULL OR NOT nationality AND d_code = 'document-two-states', {Open.NATIONALITY}, 0)
      | if(i_code = 'national-id-same', 0, {Open.NATIONAL_ID}) | if(number, 0, {Open.DOCUMENT})
      | if(d_code = 'document-slip', {Open.SLIP}, 0) | if(phone, {Open.PHONE_SAME}, 0)
      | if(phone IS NULL, {Open.PHONE}, 0) AS open
    FROM coded"""


def different_names(pairs: str) -> str:
    """A query of the pairs of different names (``a, b``, the smaller first) that pairs of records have."""
    return (
        f"SELECT DISTINCT least(x.name, y.name) AS a, greatest(x.name, y.name) AS b FROM {pairs} p "
        "JOIN person x ON x.id = p.a JOIN person y ON y.id = p.b WHERE x.name <> y.name"
    )


def fixed(prefix: str, bits: Mapping[str, float]) -> str:
    """Branches of a CASE on a code: the bits of each code that begins so."""
    return " ".join(f"WHEN '{code}' THEN {value}" for code, value in bits.items() if code.startswith(prefix))


def _birth() -> str:
    years = "abs(x.birth[1:4]::INTEGER - y.birth[1:4]::INTEGER)"
    generation = f"if({years} < {GENERATION_YEARS}, 'birth-other', 'birth-generation')"
    # One slip leaves two of year, month and day as they were: most dates are told apart by that, which is cheap.
    near = """x.birth[1:7] = y.birth[1:7] OR x.birth[6:10] = y.birth[6:10]
        OR x.birth[1:4] = y.birth[1:4] AND x.birth[9:10] = y.birth[9:10]"""
    return f"""CASE WHEN x.birth = y.birth THEN if(length(x.birth) < 10, 'birth-part', 'birth-same')
      WHEN x.birth IS NULL OR y.birth IS NULL THEN NULL
      WHEN length(x.birth) < 10 OR length(y.birth) < 10 THEN
        if(starts_with(x.birth, y.birth) OR starts_with(y.birth, x.birth), 'birth-part', {generation})
      WHEN x.birth[1:4] = y.birth[1:4] AND x.birth[6:7] = y.birth[9:10] AND x.birth[9:10] = y.birth[6:7]
        THEN 'birth-swapped'
      WHEN x.birth[1:4] = y.birth[1:4] AND '-01-01' IN (x.birth[5:10], y.birth[5:10]) THEN 'birth-filler'
      WHEN ({near}) AND damerau_levenshtein(x.birth, y.birth) = 1 THEN 'birth-slip'
      WHEN x.birth[1:4] = y.birth[1:4] THEN 'birth-year'
      ELSE {generation} END"""


def _document(name: str) -> str:
    both = "x.doc_issuer IS NOT NULL AND y.doc_issuer IS NOT NULL"
    slip = f"(x.folded = y.folded OR {_one_slip('doc_number')})"
    year = "abs(x.{0}[1:4]::INTEGER - y.{0}[1:4]::INTEGER) >= " + str(RENEWAL_YEARS)
    return f"""CASE WHEN x.doc_number IS NULL OR y.doc_number IS NULL THEN NULL
      WHEN x.doc_number = y.doc_number THEN CASE WHEN NOT ({both}) THEN 'document-no-issuer'
        WHEN x.doc_issuer = y.doc_issuer THEN 'document-same' ELSE 'document-two-issuers' END
      WHEN (x.doc_issuer = y.doc_issuer OR NOT ({both})) AND {slip}
        AND coalesce({name}, '') <> 'name-kin' THEN 'document-slip'
      WHEN NOT ({both}) OR coalesce(x.doc_type, 'P') <> 'P' OR coalesce(y.doc_type, 'P') <> 'P' THEN NULL
      WHEN x.doc_issuer <> y.doc_issuer THEN 'document-two-states'
      WHEN x.doc_expiry IS NULL OR y.doc_expiry IS NULL THEN 'document-other'
      WHEN x.doc_issued IS NOT NULL AND y.doc_issued IS NOT NULL THEN
        if(x.doc_issued < y.doc_expiry AND y.doc_issued < x.doc_expiry AND NOT {year.format("doc_issued")},
          'document-same-time', 'document-renewed')
      WHEN {year.format("doc_expiry")} THEN 'document-renewed' ELSE 'document-same-time' END"""


def _national() -> str:
    return f"""CASE WHEN x.nid IS NULL OR y.nid IS NULL OR x.nid_country <> y.nid_country THEN NULL
      WHEN x.nid = y.nid THEN 'national-id-same'
      WHEN {_one_slip("nid")} THEN 'national-id-slip'
      ELSE 'national-id-other' END"""


def _one_slip(column: str) -> str:
    """Whether two texts differ by one slip. Of five characters and more the first or the last two stay as they were."""
    one, other = f"x.{column}", f"y.{column}"
    return f"""(abs(length({one}) - length({other})) < 2
        AND (left({one}, 2) = left({other}, 2) OR right({one}, 2) = right({other}, 2) OR length({one}) < 5
          OR length({other}) < 5)
        AND damerau_levenshtein({one}, {other}) = 1)"""
