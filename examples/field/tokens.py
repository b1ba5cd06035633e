"""Why a failure matters where tokens are chosen for masked language modelling."""

from __future__ import annotations

SUBSET_BITES = {
    "violation": "Which draws are too many is read off the columns of the sample, and not off the draws. Where it "
    "begins with a class token or with padding, more of its tokens are masked than the ratio says; where it is so "
    "short that all its tokens are due, so are padding and special tokens, on which the loss is taken.",
}
