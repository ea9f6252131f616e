"""`pratique.rules.linkage.names` in SQL: what each pair of distinct names says."""

from __future__ import annotations

from typing import Final

from pratique.rules.linkage.model import LinkModel

_CODES: Final = ("name-same", "name-first", "name-known", "name-slip", "name-cut", "name-initial")


def name_pairs(pairs: str, model: LinkModel) -> str:
    """A query of ``a, b, code, bits, kin`` for the pairs of different names (``a, b``) that `pairs` selects.

    `kin`: the surnames are spellings of one. Names without letters give no row.
    """
    agree, bits = model.agree, model.bits
    return f"""
    WITH found AS (
      SELECT p.a, p.b, x.surname_known = y.surname_known AS kin, x.letters = y.letters AS letters,
        x.surname = y.surname AND x.given = y.given AS same, x.p_name AS p_name,
        x.surname <> '' AND x.given <> '' AND y.surname <> '' AND y.given <> '' AS whole,
        {_surname()} AS s, {_given()} AS g,
        greatest(x.p_surname, y.p_surname) AS s_most, least(x.p_surname, y.p_surname) AS s_least,
        greatest(x.p_given, y.p_given) AS g_most, least(x.p_given, y.p_given) AS g_least,
                CASE WHEN x.skeleton <> '' AND x.skeleton = y.skeleton
          THEN least(log2({agree["name-sound"]} / x.p_skeleton), {model.most}) END AS sound,
        CASE WHEN x.surname <> '' AND x.surname = y.surname THEN least(x.p_surname, y.p_surname)
          WHEN x.given <> '' AND x.given = y.given THEN least(x.p_given, y.p_given) END AS part,
        CASE WHEN x.first_surname = y.first_given AND x.first_given = y.first_surname
          THEN greatest(x.p_surname * x.p_given, y.p_surname * y.p_given) END AS crossed
      FROM ({pairs}) p JOIN name x ON x.name = p.a JOIN name y ON y.name = p.b
      WHERE x.letters <> '' AND y.letters <> ''
    ), summed AS (
      SELECT *, least({_surname_bits(model)} + {_given_bits(model)}, {model.most}) AS total FROM found
    )
    SELECT a, b, kin, CASE
        WHEN letters THEN if(same, 'name-same', 'name-letters')
        WHEN NOT whole THEN if(part IS NULL, 'name-other', 'name-part')
        WHEN s IS NOT NULL AND g IS NOT NULL THEN if(sound > total, 'name-sound', {_worse()})
        WHEN crossed IS NOT NULL THEN 'name-swapped'
        WHEN sound IS NOT NULL THEN 'name-sound'
        WHEN s IS NOT NULL THEN 'name-kin'
        WHEN g = 0 THEN 'name-given'
        ELSE 'name-other' END AS code,
      CASE
        WHEN letters THEN least(log2(if(same, {agree["name-same"]}, {agree["name-letters"]}) / p_name), {model.most})
        WHEN NOT whole THEN
          if(part IS NULL, {bits["name-other"]}, least(log2({agree["name-part"]} / part), {model.most}))
        WHEN s IS NOT NULL AND g IS NOT NULL THEN greatest(total, coalesce(sound, total))
        WHEN crossed IS NOT NULL THEN least(log2({agree["name-swapped"]} / crossed), {model.most})
        WHEN sound IS NOT NULL THEN sound
        WHEN s IS NOT NULL THEN {bits["name-kin"]}
        WHEN g = 0 THEN {bits["name-given"]}
        ELSE {bits["name-other"]} END AS bits
    FROM summed"""


def _surname() -> str:
    return """CASE WHEN x.surname = y.surname THEN 0
      WHEN x.first_surname = y.first_surname AND x.first_surname IN (x.surname, y.surname) THEN 1
      WHEN x.surname_known = y.surname_known THEN 2
      WHEN length(x.surname) > 3 AND length(y.surname) > 3 AND abs(length(x.surname) - length(y.surname)) < 2
        AND damerau_levenshtein(x.surname, y.surname) = 1 THEN 3 END"""


def _given() -> str:
    short, long = "least(length(x.given), length(y.given))", "abs(length(x.given) - length(y.given))"
    cut = "(starts_with(x.given, y.given) OR starts_with(y.given, x.given))"
    return f"""CASE WHEN x.given = y.given THEN 0
      WHEN x.first_given = y.first_given AND length(x.first_given) = {short} THEN 1
      WHEN x.given_known = y.given_known THEN 2
      WHEN {short} = 1 THEN if({cut}, 5, NULL)
      WHEN {short} > 3 AND {long} < 2 AND damerau_levenshtein(x.given, y.given) = 1 THEN 3
      WHEN {short} > 2 AND {cut} THEN 4 END"""


def _surname_bits(model: LinkModel) -> str:
    agree = model.agree
    return f"""CASE s WHEN 0 THEN log2({agree["surname-same"]} / s_least)
      WHEN 1 THEN log2({agree["surname-first"]} / s_least)
      WHEN 2 THEN log2({agree["surname-known"]} / s_most)
      WHEN 3 THEN {_slip(agree["surname-slip"], "s_least", model)} END"""


def _given_bits(model: LinkModel) -> str:
    agree = model.agree
    return f"""CASE g WHEN 0 THEN log2({agree["given-same"]} / g_least)
      WHEN 1 THEN log2({agree["given-first"]} / g_least)
      WHEN 2 THEN log2({agree["given-known"]} / g_most)
      WHEN 3 THEN {_slip(agree["given-slip"], "g_least", model)}
      WHEN 4 THEN {_slip(agree["given-cut"], "g_most", model)}
      WHEN 5 THEN log2({agree["given-initial"]} / 0.06) END"""


def _slip(share: float, rarer: str, model: LinkModel) -> str:
    return f"greatest({model.slip_least}, least({model.slip_most}, log2({share} / {rarer})))"


def _worse() -> str:
    return "CASE greatest(s, g) " + " ".join(f"WHEN {i} THEN '{code}'" for i, code in enumerate(_CODES)) + " END"
