"""Components in doubt looked at closer, all their records compared: most turn out to be one traveller's.

Records that are compared all at once in SQL cost a fraction of what uniting them one by one does.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from pratique.rules.linkage.model import LinkModel
from pratique.rules.linkage.papers import RENEWAL_YEARS
from pratique.stores.linkage.engine import Array, Engine
from pratique.stores.linkage.names_sql import name_pairs
from pratique.stores.linkage.score_sql import Open, different_names, fixed, said

_MOST: Final = 50
"""Records of a component: larger ones are few, and have too many pairs."""


def takes_of_pairs(engine: Engine, found: Array, in_doubt: Array, model: LinkModel) -> list[Array]:
    """Of components in doubt their number, and by kind of fact (`Open`) the bits that their records can take."""
    few = in_doubt & (np.bincount(found, minlength=len(found)) <= _MOST)
    ids = np.flatnonzero(few[found])
    engine.table("member", {"id": ids, "g": found[ids]}, "id INTEGER, g INTEGER")
    engine.run(
        "CREATE TABLE inside AS SELECT x.id AS a, y.id AS b FROM member x JOIN member y USING (g) WHERE x.id < y.id"
    )
    engine.run(f"CREATE TABLE inside_name AS {name_pairs(different_names('inside'), model)}")
    bits = model.bits
    takes = engine.columns(
        f"""WITH paper AS (
          SELECT g, doc_issuer, doc_number, doc_issued, doc_expiry, first, last FROM member JOIN person USING (id)
          WHERE doc_number IS NOT NULL AND doc_issuer IS NOT NULL AND coalesce(doc_type, 'P') = 'P'
        ), used AS (
          SELECT g, doc_issuer, doc_number, min(first) AS first, max(last) AS last FROM paper
          GROUP BY g, doc_issuer, doc_number
        ), together AS (
          SELECT x.g FROM paper x JOIN paper y USING (g, doc_issuer) WHERE x.doc_number < y.doc_number AND {_valid()}
          UNION SELECT x.g FROM used x JOIN used y USING (g, doc_issuer)
          WHERE x.doc_number < y.doc_number AND x.first < y.last AND y.first < x.last
        ), told AS (
          SELECT g, open, birth_weight AS birth, name_weight + if(twin_risk, {bits["twin-risk"]}, 0) AS name,
            CASE sex_said {fixed("sex-", bits)} END AS sex, nationality_weight AS nationality,
            CASE document_said {fixed("document-", bits)} END AS document,
            CASE national_said {fixed("national-id-", bits)} END AS national,
            CASE phone_said {fixed("phone-", bits)} END AS phone,
            coalesce(phone_said IN ('phone-family', 'phone-many'), false) AS family
          FROM ({said("inside", "inside_name", model)}) t JOIN member ON member.id = t.a
        ), facts AS (
          SELECT g, {_range("birth", Open.BIRTH)}, {_range("name", Open.NAME)}, min(sex) AS sex,
            min(nationality) AS nationality, {_range("national", Open.NATIONAL_ID)},
            min(national) < 0 AS nids, min(document) AS document, min(phone) AS phone,
            count(*) FILTER (family) > 0 AS family
          FROM told GROUP BY g
        )
        SELECT g, coalesce(birth, 0), coalesce(name, 0), greatest(0, -coalesce(sex, 0)),
          greatest(0, -coalesce(nationality, 0)), if(nids, national - {bits["group-national-ids"]}, 0),
          if(together.g IS NULL, greatest(0, -coalesce(document, 0)), {-bits["group-same-time"]}),
          if(together.g IS NULL, 0, {bits["document-slip"]}), greatest(0, -coalesce(phone, 0)),
          if(family, {bits["phone-same"]}, 0)
        FROM facts LEFT JOIN together USING (g)"""
    )
    for table in ("member", "inside", "inside_name"):
        engine.run(f"DROP TABLE {table}")
    return takes


def _range(kind: str, open_: Open) -> str:
    """How far what pairs that leave a fact open say of it lies above the worst that any says."""
    return f"greatest(0, max(coalesce({kind}, 0)) FILTER ((open & {open_}) > 0) - min({kind})) AS {kind}"


def _valid() -> str:
    """Whether two passports were valid at the same time (`pratique.rules.linkage.papers.same_issuer`)."""
    year = "abs(x.{0}[1:4]::INTEGER - y.{0}[1:4]::INTEGER) < " + str(RENEWAL_YEARS)
    return f"""CASE WHEN x.doc_expiry IS NULL OR y.doc_expiry IS NULL THEN false
      WHEN x.doc_issued IS NOT NULL AND y.doc_issued IS NOT NULL THEN x.doc_issued < y.doc_expiry
        AND y.doc_issued < x.doc_expiry AND {year.format("doc_issued")}
      ELSE {year.format("doc_expiry")} END"""
