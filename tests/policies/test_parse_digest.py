from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.parse import canonical, digest_of, parse_protocol, parse_rulebook
from policies.shipped import protocol_text, rulebook_text
from tests.policies.builders import A_PROTOCOL, A_RULEBOOK, changed, outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from policies.protocol import Protocol
    from policies.rulebook import Rulebook

    Parse = Callable[[str], Rulebook | Protocol]

DOCUMENTS = [
    pytest.param(parse_rulebook, A_RULEBOOK, id="small rulebook"),
    pytest.param(parse_protocol, A_PROTOCOL, id="small protocol"),
    pytest.param(parse_rulebook, rulebook_text(), id="shipped rulebook"),
    pytest.param(parse_protocol, protocol_text(), id="shipped protocol"),
]
SMALL = DOCUMENTS[:2]
IN_GAELIC = changed(A_PROTOCOL, "Advocacy service", "Seirbheis Tagraidh Dhùn Èideann")


def as_tree(text: str) -> Any:
    return yaml.BaseLoader(text).get_single_data()


def shuffled(tree: Any, data: st.DataObject) -> Any:
    if isinstance(tree, str):
        return tree
    if isinstance(tree, list):
        return data.draw(st.permutations([shuffled(part, data) for part in tree]))
    return {key: shuffled(tree[key], data) for key in data.draw(st.permutations(sorted(tree)))}


def leaves(tree: Any) -> list[tuple[Any, Any]]:
    """Every scalar, as the mapping or list it is in and its key there."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return [
        leaf for key, part in pairs for leaf in ([(tree, key)] if isinstance(part, str) else leaves(part))
    ]


@pytest.mark.parametrize(("parse", "text"), DOCUMENTS)
def test_a_document_is_known_by_the_hash_of_its_canonical_form(parse: Parse, text: str) -> None:
    document = parse(text)
    assert document.digest == digest_of(document)
    assert document.digest == hashlib.sha256(canonical(document).encode()).hexdigest()


@pytest.mark.parametrize(
    ("parse", "text"), [*DOCUMENTS, pytest.param(parse_protocol, IN_GAELIC, id="letters beyond ASCII")]
)
def test_the_canonical_form_is_that_of_rfc_8785_and_leaves_the_digest_out(parse: Parse, text: str) -> None:
    document = parse(text)
    read = json.loads(canonical(document))
    assert canonical(document).encode() == rfc8785.dumps(read)
    assert "digest" not in read


def test_the_canonical_form_does_not_change_between_releases() -> None:
    # Signed protocols cite these hashes: another canonical form would orphan every one of them.
    assert (
        parse_rulebook(A_RULEBOOK).digest
        == "34a5708d77b567bf9766720dfe35c273e522df0f7c86d69612ccbe0062e524ba"
    )
    assert (
        parse_protocol(A_PROTOCOL).digest
        == "15e2d8b37e8088c84c490def322ee45d53809147ea0daef54b2254a4d79b4f51"
    )


@pytest.mark.parametrize(("parse", "text"), DOCUMENTS)
def test_comments_and_blank_lines_leave_the_document_the_same(parse: Parse, text: str) -> None:
    commented = text.replace("\n", "\n# whatever\n\n") if ">-" not in text else f"# whatever\n\n{text}# end\n"
    assert parse(commented) == parse(text)


@pytest.mark.parametrize("flow", [True, False, None])
@pytest.mark.parametrize(("parse", "text"), DOCUMENTS)
@settings(deadline=None, max_examples=10)
@given(data=st.data())
def test_order_and_layout_leave_the_document_the_same(
    *, parse: Parse, text: str, flow: bool | None, data: st.DataObject
) -> None:
    tree = shuffled(as_tree(text), data)
    rewritten = yaml.safe_dump(tree, default_flow_style=flow, sort_keys=False, width=60)
    assert parse(rewritten) == parse(text)


@pytest.mark.parametrize(("parse", "text"), SMALL)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_another_word_anywhere_is_refused_or_makes_another_document(
    *, parse: Parse, text: str, data: st.DataObject
) -> None:
    tree = as_tree(text)
    words = sorted({str(within[key]) for within, key in leaves(tree)} | {"none", "99", "2024-02-02"})
    within, key = data.draw(st.sampled_from(leaves(tree)))
    old = within[key]
    within[key] = data.draw(st.sampled_from([word for word in words if word != old]))
    assert outcome(parse, yaml.safe_dump(tree)) != parse(text).digest


def test_a_name_is_part_of_what_a_rulebook_means() -> None:
    other = parse_rulebook(changed(A_RULEBOOK, "id: small", "id: smaller"))
    assert other.digest != parse_rulebook(A_RULEBOOK).digest


def test_prose_broken_otherwise_is_the_same_prose() -> None:
    one_line = changed(A_PROTOCOL, ">-\n      A duty written\n      over", "A duty written over")
    assert parse_protocol(one_line) == parse_protocol(A_PROTOCOL)
    literal = changed(A_PROTOCOL, "power: >-", "power: |")
    assert parse_protocol(literal) == parse_protocol(A_PROTOCOL)
