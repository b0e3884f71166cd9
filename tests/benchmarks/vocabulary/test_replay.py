from benchmarks.vocabulary import replay
from domains.vocabulary.memory.mind import Mind


def test_the_stored_state_is_the_replay_and_the_peer_agrees() -> None:
    mind, stored, peer = Mind(), replay.Stored(), replay.Peer()
    for chunk in replay.chunks(2000):
        core, wall = replay.seconds(mind, chunk)
        assert core > 0 and wall > 0
        for review in chunk:
            stored.answer(review)
        assert peer.seconds(chunk) > 0
        peer.check(chunk)
    assert stored.undone == 40 and peer.compared > 500 and peer.different == 0
    assert (mind.whole, mind.parts, mind.correction) == (stored.whole, stored.parts, stored.correction)


def test_the_log_changes_over_to_new_parameters() -> None:
    versions = [review.parameters for chunk in replay.chunks(300) for review in chunk]
    assert versions == sorted(versions) and set(versions) == {0, 1}
