"""scikit-learn's `euclidean_distances`, squared, from norms and products."""

from __future__ import annotations

from typing import Any

from sklearn.metrics.pairwise import euclidean_distances

name = "scikit-learn, euclidean_distances"
distribution = "scikit-learn"
spec = "predictive_view"
carrier = "numpy"
limits = {"nonempty": True}
calls = "`euclidean_distances([z], [w], squared=True)`."
translation = "none"
notes = "An embedding without coordinates is refused, which the limit leaves out."


def sq_dist(z: Any, w: Any) -> Any:
    return euclidean_distances(z[None], w[None], squared=True)[0, 0]
