"""The kinds of value that laws speak of, one file each, and what all of them share."""

from __future__ import annotations

from conformance.values.bool import Bool, Prop
from conformance.values.fin import Fin
from conformance.values.former import register
from conformance.values.function import Function
from conformance.values.list import List
from conformance.values.nat import Nat

_KINDS = (
    Bool(),
    Prop(),
    Nat(),
    Fin(),
    List(),
    Function(),
)

for _kind in _KINDS:
    register(_kind)
