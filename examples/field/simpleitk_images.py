"""SimpleITK: masks as images of bytes with one row."""

from __future__ import annotations

from typing import Any

import SimpleITK as sitk

name = "SimpleITK"
distribution = "simpleitk"
carrier = "numpy"
forms = {"mask": "uint8/shape(1,n)", "x": "shape(1,n)"}
calls = "`Not`, and `LabelStatisticsImageFilter`'s sum, mean, count and maximum of label 1."
translation = "arrays become images, and images arrays"


def complement(mask: Any) -> Any:
    return sitk.GetArrayFromImage(sitk.Not(sitk.GetImageFromArray(mask)))


def count_selected(mask: Any) -> Any:
    return _statistics(mask, mask).GetCount(1)


def masked_sum(x: Any, mask: Any) -> Any:
    return _statistics(x, mask).GetSum(1)


def masked_mean(x: Any, mask: Any) -> Any:
    return _statistics(x, mask).GetMean(1)


def masked_max(x: Any, mask: Any) -> Any:
    return _statistics(x, mask).GetMaximum(1)


def _statistics(x: Any, mask: Any) -> Any:
    measured = sitk.LabelStatisticsImageFilter()
    measured.Execute(sitk.GetImageFromArray(x), sitk.GetImageFromArray(mask))
    return measured
