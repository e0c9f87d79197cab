"""Comments that say what their author said before, told whatever the order in which they arrive."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from b24bridge.core.streams import Stream
from b24bridge.store.tables.mirror import comments
from tests.records import NOON, co, comment
from tests.verdicts import PORTAL

SAME = "called him about the spring offer"


def wrote(number, words, author=5, entity=1):
    return comment(number, co(entity), words, author_id=author, created_at=NOON + timedelta(minutes=number))


def repeats(store):
    with store.reading() as connection:
        return set(connection.scalars(select(comments.c.id).where(comments.c.is_repeat)))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_later_of_two_alike_is_the_repeat(installed, mirror, order):
    """The portal lists comments per entity, so an earlier one may come last: the verdicts are the same."""
    rows = [wrote(1, SAME), wrote(2, "no answer, wrote a letter instead", entity=2), wrote(3, SAME + " again", entity=3)]
    for place in order:
        mirror.absorb(PORTAL, [rows[place]], NOON)
    assert repeats(installed) == {3}


def test_another_author_does_not_repeat(installed, mirror):
    """Two managers may say the same."""
    mirror.absorb(PORTAL, [wrote(1, SAME), wrote(2, SAME, author=6)], NOON)
    assert repeats(installed) == set()


def test_only_the_last_twenty_are_remembered(installed, mirror):
    """What was said twenty-one comments ago may be said again; one comment in between that comes late changes that."""
    between = [wrote(number, chr(ord("a") + number) * 30) for number in range(2, 22)]
    mirror.absorb(PORTAL, [wrote(1, SAME), *between[:-1], wrote(22, SAME)], NOON)
    assert repeats(installed) == {22}
    assert mirror.absorb(PORTAL, between[-1:], NOON) == 1
    assert repeats(installed) == set()


def test_a_comment_that_was_changed_is_compared_anew(installed, mirror):
    """An edited comment that no longer repeats is a note again."""
    mirror.absorb(PORTAL, [wrote(1, SAME), wrote(2, SAME)], NOON)
    mirror.absorb(PORTAL, [wrote(2, "he asks for a discount of five percent")], NOON)
    assert repeats(installed) == set()


def test_deleting_and_writing_again_is_a_repeat(installed, mirror):
    """A deleted comment was still said."""
    mirror.absorb(PORTAL, [wrote(1, SAME)], NOON)
    mirror.forget(PORTAL, Stream.COMMENTS, [1], NOON)
    mirror.absorb(PORTAL, [wrote(2, SAME)], NOON)
    assert repeats(installed) == {2}


def test_nobody_and_robots_are_not_compared(installed, mirror):
    """Comments without a human author never count, so they need no comparing."""
    mirror.absorb(PORTAL, [wrote(number, SAME, author=author) for number, author in enumerate([None, None, 0, 0])], NOON)
    assert repeats(installed) == set()
