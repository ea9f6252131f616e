"""The link rules over very many records at once, in DuckDB: the same keys, bits and groups as `pratique.rules.linkage`.

Nothing is kept: tables are in memory, and what does not fit there is an error. No clear text meets a disk. On Spark, an
extra, what does not fit is encrypted.
"""
