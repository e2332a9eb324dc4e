"""Layers of config: the narrowest that sets a value wins, and its name stands beside it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from central.fleet.layers import gather, merge, spread

_times = st.times().map(lambda each: each.strftime("%H:%M"))
_text = st.fixed_dictionaries({"vi": st.text(min_size=1), "en": st.text(min_size=1)})
_serial = st.fixed_dictionaries({}, optional={"profile": st.text(), "port": st.text()})
layers_ = st.fixed_dictionaries(
    {},
    optional={
        "opening_hours": st.fixed_dictionaries({}, optional={"opens": _times, "closes": _times}),
        "languages": st.lists(st.sampled_from(["vi", "en"]), unique=True),
        "procedures": st.lists(st.text(max_size=9)),
        "compartments": st.dictionaries(st.sampled_from("123"), st.sampled_from(["any", "closed"])),
        "texts": st.dictionaries(st.sampled_from(["home.tile.deposit", "idle"]), _text),
        "idle": st.fixed_dictionaries(
            {}, optional={"warning_s": st.integers(), "countdown_s": st.integers()}
        ),
        "devices": st.fixed_dictionaries({}, optional={"locker": _serial, "ticket_printer": _serial}),
        "misspelt": st.dictionaries(st.text(), st.integers()),
    },
)
NAMES = ("fleet", "site", "kiosk")


@given(st.tuples(layers_, layers_, layers_))
def test_each_value_is_that_of_the_narrowest_layer_that_sets_it_and_says_so(
    layers: tuple[dict[str, Any], ...],
) -> None:
    made = merge(list(zip(NAMES, layers, strict=True)))
    leaves = dict(spread(made.tree))
    for path, value in leaves.items():
        setters = [name for name, layer in zip(NAMES, layers, strict=True) if path in dict(spread(layer))]
        assert made.origins[path] == setters[-1]
        assert value == dict(spread(layers[NAMES.index(setters[-1])]))[path]
    assert set(leaves) == set(made.origins) == {path for layer in layers for path, _ in spread(layer)}


@given(layers_)
def test_one_layer_alone_is_itself(layer: dict[str, Any]) -> None:
    leaves = dict(spread(layer))
    assert dict(spread(gather(leaves))) == leaves
    assert merge([("fleet", layer)]).tree == gather(leaves)


def test_a_text_is_one_value_and_never_half_of_two_layers() -> None:
    fleet = {"texts": {"home.title": {"vi": "a", "en": "b"}}}
    site = {"texts": {"home.title": {"vi": "c", "en": "d"}}}
    made = merge([("fleet", fleet), ("site", site)])
    assert made.tree == site
    assert made.origins == {("texts", "home.title"): "site"}
