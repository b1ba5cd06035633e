"""The layouts of PyTorch's tensors."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from conformance.carriers.layouts import Layout, Way, of_any_rank

LAYOUTS: Mapping[str, Layout] = {
    "a view with a step": Layout(
        # Of three items for odd lengths, as what tells a step may take it for two.
        Way(
            lambda t: t.repeat_interleave(2 + len(t) % 2)[:: 2 + len(t) % 2],
            "(lambda t: t.repeat_interleave(2 + len(t) % 2)[:: 2 + len(t) % 2])({0})",
        ),
        Way(lambda t: t.repeat_interleave(2, -1)[..., ::2], "{0}.repeat_interleave(2, -1)[..., ::2]"),
    ),
    "a part of a larger tensor": Layout(
        Way(lambda t: torch.cat([t[:1], t, t[:1]])[1:-1], "(lambda t: torch.cat([t[:1], t, t[:1]])[1:-1])({0})"),
        Way(
            lambda t: torch.cat([t[..., :1], t, t[..., :1]], -1)[..., 1:-1],
            "(lambda t: torch.cat([t[..., :1], t, t[..., :1]], -1)[..., 1:-1])({0})",
        ),
    ),
    "in Fortran order": Layout(
        None,
        Way(
            lambda t: t.permute(*range(t.ndim)[::-1]).contiguous().permute(*range(t.ndim)[::-1]),
            "(lambda t: t.permute(*range(t.ndim)[::-1]).contiguous().permute(*range(t.ndim)[::-1]))({0})",
        ),
    ),
    "expanded": of_any_rank(
        lambda t: t[:1].expand(t.shape), "(lambda t: t[:1].expand(t.shape))({0})", repeated=True
    ),
    "a view of every other row": Layout(
        None, Way(lambda t: t.repeat_interleave(2, 0)[::2], "{0}.repeat_interleave(2, 0)[::2]")
    ),
}  # fmt: skip
