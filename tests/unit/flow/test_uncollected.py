"""While very much is made and nothing in cycles, Python looks for none; afterwards it does as before."""

import gc

import pytest

from pratique.flow.uncollected import uncollected


def test_the_collector_is_off_within_and_on_again_after():
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_after_a_failure():
    @uncollected()
    def fails():
        assert not gc.isenabled()
        raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert gc.isenabled()
