"""The 8A/80 XOR wire: published frames, and any garbage around them."""

from __future__ import annotations

import itertools
from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.locker.xor8a import AllStates, LockState, OpenReply, Xor8A


def frame(*body: int) -> bytes:
    return bytes((*body, reduce(xor, body)))


@pytest.mark.parametrize(
    ("made", "published"),
    [
        (Xor8A(1).open_one(1), "8A0101119B"),
        (Xor8A(2).open_one(1, seconds=2), "8A020111029A"),
        (Xor8A(1).read_one(1), "80010133B3"),
        (Xor8A(1).read_all(), "80010033B2"),
    ],
)
def test_requests_are_the_published_bytes(made: bytes, published: str) -> None:
    assert made == bytes.fromhex(published)


@pytest.mark.parametrize("lock", [0, -1, 25, 255])
def test_lock_zero_which_means_every_door_cannot_be_said(lock: int) -> None:
    with pytest.raises(ValueError, match="lock"):
        Xor8A(1).open_one(lock)


def test_no_lock_and_no_pulse_length_makes_the_open_all_frame() -> None:
    made = {Xor8A(1).open_one(n, s) for n in range(1, 25) for s in (None, *range(1, 10))}
    assert all(request[2] != 0 for request in made)


def test_published_replies_are_understood_in_both_polarities() -> None:
    opened, refused = bytes.fromhex("8A0101008A"), bytes.fromhex("8A0101119B")
    assert Xor8A(1).feed(opened) == [OpenReply(1, 1, closed=False)]
    assert Xor8A(1).feed(refused) == [OpenReply(1, 1, closed=True)]
    assert Xor8A(1, feedback="open-shorts").feed(refused) == [OpenReply(1, 1, closed=False)]


def test_the_captured_status_names_lock_two_in_each_byte_order() -> None:
    captured = bytes.fromhex("800100000233B0")
    for order, lock in (("msb-first", 2), ("lsb-first", 18)):
        codec = Xor8A(1, order=order)  # type: ignore[arg-type]
        codec.read_all()
        (reply,) = codec.feed(captured)
        assert isinstance(reply, AllStates)
        assert [n for n, closed in enumerate(reply.closed, 1) if closed] == [lock]


def test_a_door_that_moved_is_told_apart_from_one_that_was_asked_for() -> None:
    assert Xor8A(1).feed(frame(0x82, 1, 7, 0x00)) == [LockState(1, 7, closed=False, asked=False)]
    assert Xor8A(1).feed(frame(0x80, 1, 7, 0x11)) == [LockState(1, 7, closed=True, asked=True)]


def test_a_reply_of_another_board_is_not_ours() -> None:
    codec = Xor8A(1)
    assert codec.feed(frame(0x8A, 2, 1, 0x00)) == []
    assert codec.dropped == 5


quiet = st.binary(max_size=12).map(lambda raw: bytes(b for b in raw if b not in (0x8A, 0x80, 0x82)))


@given(
    status=st.binary(min_size=3, max_size=3),
    prefix=st.binary(max_size=12),
    cuts=st.lists(st.integers(0, 30), max_size=6),
)
def test_a_whole_status_is_found_behind_any_garbage_in_any_pieces(
    status: bytes, prefix: bytes, cuts: list[int]
) -> None:
    sent = prefix + frame(0x80, 9, *status, 0x33)
    codec = Xor8A(9)
    codec.read_all()
    places = sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})
    replies = [r for a, b in itertools.pairwise(places) for r in codec.feed(sent[a:b])]
    bits = int.from_bytes(status, "big")
    assert replies[-1] == AllStates(9, tuple(bool(bits >> n & 1) for n in range(24)))


@given(status=st.binary(min_size=3, max_size=3), place=st.integers(0, 6), flip=st.integers(1, 255))
def test_a_frame_with_one_wrong_byte_is_never_believed(status: bytes, place: int, flip: int) -> None:
    sent = bytearray(frame(0x80, 1, *status, 0x33))
    sent[place] ^= flip
    codec = Xor8A(1)
    codec.read_all()
    assert [r for r in codec.feed(bytes(sent)) if isinstance(r, AllStates)] == []


@given(lock=st.integers(1, 24), state=st.sampled_from([0x00, 0x11]), before=quiet, after=quiet)
def test_frames_in_a_row_all_arrive_and_what_lies_between_is_counted(
    lock: int, state: int, before: bytes, after: bytes
) -> None:
    codec = Xor8A(1)
    one = frame(0x8A, 1, lock, state)
    replies = codec.feed(before + one + after + one)
    assert replies == [OpenReply(1, lock, state == 0x11)] * 2
    assert codec.dropped == len(before) + len(after)


@given(st.binary(max_size=200))
def test_noise_never_breaks_the_parser_nor_grows_its_buffer(noise: bytes) -> None:
    codec = Xor8A(1)
    codec.feed(noise)
    codec.feed(bytes(10))
    assert codec.feed(frame(0x8A, 1, 3, 0x00))[-1] == OpenReply(1, 3, closed=False)
