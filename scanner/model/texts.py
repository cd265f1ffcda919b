"""Equal texts as one object: what clouds answer says the same words again and again."""

from __future__ import annotations

from typing import Any

import msgspec


def shared(value: Any, texts: dict[str, str]) -> Any:
    """`value`, with those of `texts` in place of equal ones; new ones are added to them.

    It is changed in place, records included: only for what has just been decoded, and that
    nobody else holds. Keys of maps are left; the decoder shares the short ones itself.
    """
    if type(value) is str:  # no word of an enumeration
        return texts.setdefault(value, value)
    if isinstance(value, dict):
        for key, inner in value.items():
            value[key] = shared(inner, texts)
    elif isinstance(value, list):
        value[:] = [shared(inner, texts) for inner in value]
    elif isinstance(value, tuple):
        return tuple([shared(inner, texts) for inner in value])
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            msgspec.structs.force_setattr(value, name, shared(getattr(value, name), texts))
    return value
