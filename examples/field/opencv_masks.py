"""OpenCV: masks as rows of bytes, of which any but 0 selects."""

from __future__ import annotations

from typing import Any

import cv2

name = "OpenCV"
distribution = "opencv-python-headless"
carrier = "numpy"
forms = {
    "mask": "uint8/shape(1,n)",
    "x": "shape(1,n)",
    "masked_fill.returns": "shape(1,n)",
    "mask_to_indices.returns": "int32",
}
calls = "`bitwise_not`, `countNonZero`, `findNonZero`, `mean(x, mask)`, `sumElems(copyTo(x, mask))`."
translation = "Of the coordinates that `findNonZero` gives, the columns are taken; of four channels, the first."
bites = {
    "malformed": "`bitwise_not` of 1 is 254, which selects as 255 does: the complement of a mask of 0 and 1 is "
    "everything. Of what is empty it is None.",
    "exception": "`findNonZero` gives None where nothing is selected, and the next line that takes its columns raises.",
}


def total(losses: Any) -> Any:
    return cv2.sumElems(losses)[0]


def complement(mask: Any) -> Any:
    return cv2.bitwise_not(mask)


def count_selected(mask: Any) -> Any:
    return cv2.countNonZero(mask)


def mask_to_indices(mask: Any) -> Any:
    return cv2.findNonZero(mask)[:, 0, 0]


def masked_sum(x: Any, mask: Any) -> Any:
    return cv2.sumElems(cv2.copyTo(x, mask))[0]


def masked_mean(x: Any, mask: Any) -> Any:
    return cv2.mean(x, mask)[0]
