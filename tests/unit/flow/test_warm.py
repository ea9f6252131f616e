"""A process that waits for files has loaded what the first one needs, and has stored nothing for that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pratique.flow.warm import warm_up
from tests.lib import sites

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import sys
from pathlib import Path
from pratique.flow.warm import warm_up
from tests.lib import sites
from tests.lib.papers import load, row
with sites.opened(Path(sys.argv[1])) as site:
    warm_up(site)
    before = set(sys.modules)
    load(site, [row(phone="+46701740601"), row("王", "伟", number="E11223345", phone="+8613800138001")])
    print(*sorted(set(sys.modules) - before), sep="\\n")
"""


def test_the_first_file_loads_no_library_and_no_table_any_more(tmp_path):
    sites.new_site(tmp_path / "site")
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "site")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    late = ran.stdout.split()
    assert [name for name in late if name.split(".")[0] in ("phonenumbers", "stdnum", "pypinyin", "pratique")] == []
    assert len(late) < 12, late


def test_nothing_is_stored_by_it(site):
    with site.register.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM audit_entry").scalar()
    warm_up(site)
    with site.register.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit_entry").scalar() == before
        assert connection.exec_driver_sql("SELECT count(*) FROM identity").scalar() == 0
    assert set(site.movements.count().values()) == {0}
    assert sites.load(site, []) == []
