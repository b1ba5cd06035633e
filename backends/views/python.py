"""The operations on views, contracts and graphs on Python lists; embeddings are rows of floats."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

carrier = "python"


def predictive_loss(contract: Any) -> int:
    """Return the sum of the distances between encoded targets and predictions at the contract's target positions.

    Raises:
        IndexError: a target position is negative or at least ``n``.
    """
    n = len(contract.target)
    predictions = contract.predict[contract.context]
    total = 0
    for i in contract.target_idxs:
        if not 0 <= i < n:
            raise IndexError(f"index {i} is out of range for {n} positions")
        total += contract.distance[contract.target_encoder[i][contract.target[i]]][predictions[i]]
    return total


def predictive_view_objective(contract: Any) -> int:
    """Return the prediction term of a contract and its guard."""
    return predictive_loss(contract) + int(contract.geometry_guard)


def with_geometry_guard(contract: Any, guard: int) -> SimpleNamespace:
    """Return the same contract with another guard."""
    _check_positions(contract.target_idxs, len(contract.target))
    return SimpleNamespace(**{**vars(contract), "geometry_guard": guard})


def mae_as_predictive_view_contract(
    masked_idxs: Sequence[int], target: Sequence[int], pred: Sequence[int], patch_loss: Sequence[Sequence[int]]
) -> SimpleNamespace:
    """Return a masked autoencoder as a contract whose target encoder leaves patches as they are."""
    return encoded_target_predictive_view_contract(
        masked_idxs, 0, target, [list(range(len(patch_loss)))] * len(target), [list(pred)], patch_loss
    )


def jepa_as_predictive_view_contract(
    target_idxs: Sequence[int],
    context: int,
    target: Sequence[int],
    predict: Sequence[Sequence[int]],
    rep_loss: Sequence[Sequence[int]],
) -> SimpleNamespace:
    """Return a joint-embedding objective as a contract whose targets are representations already."""
    encoder = [list(range(len(rep_loss)))] * len(target)
    return encoded_target_predictive_view_contract(target_idxs, context, target, encoder, predict, rep_loss)


def encoded_target_predictive_view_contract(
    target_idxs: Sequence[int],
    context: int,
    target: Sequence[int],
    target_encoder: Sequence[Sequence[int]],
    predict: Sequence[Sequence[int]],
    rep_loss: Sequence[Sequence[int]],
    geometry_guard: int = 0,
) -> SimpleNamespace:
    """Return a contract with a target encoder of its own, and no guard unless one is given.

    Raises:
        IndexError: a target position is negative or at least ``n``.
    """
    _check_positions(target_idxs, len(target))
    return SimpleNamespace(
        target_idxs=list(target_idxs),
        context=context,
        target=list(target),
        target_encoder=[list(row) for row in target_encoder],
        predict=[list(row) for row in predict],
        distance=[list(row) for row in rep_loss],
        geometry_guard=geometry_guard,
    )


def vic_reg_guard_value(guard: Any) -> int:
    """Return what a guard of VICReg's kind costs."""
    terms = (guard.lambda_ * guard.invariance, guard.mu * guard.variance, guard.nu * guard.covariance)
    return int(sum(terms))


def barlow_guard_value(guard: Any) -> int:
    """Return what a guard of Barlow Twins' kind costs: how far the diagonal is from 1, and the weighted rest."""
    return sum([abs(int(c) - 1) for c in guard.diag]) + int(guard.lambda_) * int(sum(guard.off_diag))


def view_graph_energy(graph: Any, edge_loss: Sequence[Sequence[int]]) -> int:
    """Return the sum of a loss over the edges of a graph of views.

    Raises:
        IndexError: an end of an edge is negative or at least ``n``.
    """
    for edge in graph.positive_edges:
        _check_positions(edge, len(edge_loss))
    return sum([edge_loss[i][j] for i, j in graph.positive_edges])


def sq_dist(z: Sequence[float], w: Sequence[float]) -> float:
    """Return the squared Euclidean distance of two embeddings."""
    return sum([(a - b) ** 2 for a, b in zip(z, w, strict=True)])


def graph_alignment_energy(graph: Any, rep: Sequence[Sequence[float]]) -> float:
    """Return the sum of the squared distances along the edges of a graph of views.

    Raises:
        IndexError: an end of an edge is negative or at least ``n``.
    """
    for edge in graph.positive_edges:
        _check_positions(edge, len(rep))
    return sum([sq_dist(rep[i], rep[j]) for i, j in graph.positive_edges])


def collapsed_rep(rep: Sequence[Sequence[float]]) -> bool:
    """Return whether all views have one embedding."""
    return all([list(row) == list(rep[0]) for row in rep])


def coordinate_spread(rep: Sequence[Sequence[float]], j: int) -> float:
    """Return the sum of the squared differences of all ordered pairs of views in coordinate ``j``.

    Raises:
        IndexError: ``j`` is negative or at least ``d``.
    """
    _check_positions([j], len(rep[0]) if rep else 0)
    column = [row[j] for row in rep]
    return sum([(a - b) ** 2 for a in column for b in column])


def real_variance_floor_penalty(gamma: float, spread: float) -> float:
    """Return how far a spread lies below its floor, and 0 where it is above."""
    return max(0, gamma - spread)


def real_variance_floor_guard(gamma: float, spread: Sequence[float]) -> float:
    """Return what all coordinates fall short of the floor."""
    return sum([real_variance_floor_penalty(gamma, s) for s in spread])


def graph_ssl_objective(graph: Any, rep: Sequence[Sequence[float]], gamma: float) -> float:
    """Return the energy of a graph of views and the guard over the spread of all coordinates."""
    spreads = [coordinate_spread(rep, j) for j in range(len(rep[0]) if rep else 0)]
    return graph_alignment_energy(graph, rep) + real_variance_floor_guard(gamma, spreads)


def _check_positions(indices: Sequence[int], n: int) -> None:
    for i in indices:
        if not 0 <= i < n:
            raise IndexError(f"index {i} is out of range for {n} positions")
