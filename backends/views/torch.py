"""The operations on views, contracts and graphs on PyTorch tensors; embeddings are rows of floats."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

carrier = "torch"


def predictive_loss(contract: Any) -> int:
    """Return the sum of the distances between encoded targets and predictions at the contract's target positions.

    Raises:
        IndexError: a target position is negative or at least ``n``.
    """
    idxs = contract.target_idxs
    _check_positions(idxs, len(contract.target))
    encoded = contract.target_encoder[idxs, contract.target[idxs]]
    distances = contract.distance[encoded, contract.predict[contract.context][idxs]]
    return sum(map(int, distances.tolist()))


def predictive_view_objective(contract: Any) -> int:
    """Return the prediction term of a contract and its guard."""
    return predictive_loss(contract) + int(contract.geometry_guard)


def with_geometry_guard(contract: Any, guard: int) -> SimpleNamespace:
    """Return the same contract with another guard."""
    _check_positions(contract.target_idxs, len(contract.target))
    return SimpleNamespace(**{**vars(contract), "geometry_guard": guard})


def mae_as_predictive_view_contract(
    masked_idxs: Tensor,
    target: Tensor,
    pred: Tensor,
    patch_loss: Tensor,
) -> SimpleNamespace:
    """Return a masked autoencoder as a contract whose target encoder leaves patches as they are."""
    return jepa_as_predictive_view_contract(masked_idxs, 0, target, pred[None], patch_loss)


def jepa_as_predictive_view_contract(
    target_idxs: Tensor,
    context: int,
    target: Tensor,
    predict: Tensor,
    rep_loss: Tensor,
) -> SimpleNamespace:
    """Return a joint-embedding objective as a contract whose targets are representations already."""
    encoder = torch.arange(len(rep_loss), device=target.device).repeat(len(target), 1)
    return encoded_target_predictive_view_contract(target_idxs, context, target, encoder, predict, rep_loss)


def encoded_target_predictive_view_contract(
    target_idxs: Tensor,
    context: int,
    target: Tensor,
    target_encoder: Tensor,
    predict: Tensor,
    rep_loss: Tensor,
    geometry_guard: int = 0,
) -> SimpleNamespace:
    """Return a contract with a target encoder of its own, and no guard unless one is given.

    Raises:
        IndexError: a target position is negative or at least ``n``.
    """
    _check_positions(target_idxs, len(target))
    return SimpleNamespace(
        target_idxs=target_idxs,
        context=context,
        target=target,
        target_encoder=target_encoder,
        predict=predict,
        distance=rep_loss,
        geometry_guard=geometry_guard,
    )


def vic_reg_guard_value(guard: Any) -> int:
    """Return what a guard of VICReg's kind costs."""
    terms = (guard.lambda_ * guard.invariance, guard.mu * guard.variance, guard.nu * guard.covariance)
    return int(sum(terms))


def barlow_guard_value(guard: Any) -> int:
    """Return what a guard of Barlow Twins' kind costs: how far the diagonal is from 1, and the weighted rest."""
    on_diagonal = sum([abs(c - 1) for c in map(int, guard.diag.tolist())])
    return on_diagonal + int(guard.lambda_) * sum(map(int, guard.off_diag.tolist()))


def view_graph_energy(graph: Any, edge_loss: Tensor) -> int:
    """Return the sum of a loss over the edges of a graph of views.

    Raises:
        IndexError: an end of an edge is negative or at least ``n``.
    """
    edges = graph.positive_edges
    _check_positions(edges, len(edge_loss))
    losses = edge_loss[edges[:, 0], edges[:, 1]]
    return sum(map(int, losses.tolist()))


def sq_dist(z: Tensor, w: Tensor) -> Tensor:
    """Return the squared Euclidean distance of two embeddings."""
    result: Tensor = ((z - w) ** 2).sum()
    return result


def graph_alignment_energy(graph: Any, rep: Tensor) -> Tensor:
    """Return the sum of the squared distances along the edges of a graph of views.

    Raises:
        IndexError: an end of an edge is negative or at least ``n``.
    """
    edges = graph.positive_edges
    _check_positions(edges, len(rep))
    return sq_dist(rep[edges[:, 0]], rep[edges[:, 1]])


def collapsed_rep(rep: Tensor) -> bool:
    """Return whether all views have one embedding."""
    return bool((rep == rep[:1]).all())


def coordinate_spread(rep: Tensor, j: int) -> Tensor:
    """Return the sum of the squared differences of all ordered pairs of views in coordinate ``j``.

    Raises:
        IndexError: ``j`` is negative or at least ``d``.
    """
    _check_positions(torch.tensor([j]), rep.shape[1])
    column = rep[:, j]
    return sq_dist(column[:, None], column[None])


def real_variance_floor_penalty(gamma: float, spread: float) -> float:
    """Return how far a spread lies below its floor, and 0 where it is above."""
    return max(0.0, gamma - spread)


def real_variance_floor_guard(gamma: float, spread: Tensor) -> Tensor:
    """Return what all coordinates fall short of the floor."""
    result: Tensor = (gamma - spread).clamp(min=0).sum()
    return result


def graph_ssl_objective(graph: Any, rep: Tensor, gamma: float) -> Tensor:
    """Return the energy of a graph of views and the guard over the spread of all coordinates."""
    # As `coordinate_spread` for each coordinate, through which gradients go.
    spreads = ((rep[:, None] - rep[None]) ** 2).sum(dim=(0, 1))
    return graph_alignment_energy(graph, rep) + real_variance_floor_guard(gamma, spreads)


def _check_positions(indices: Tensor, n: int) -> None:
    outside = (indices < 0) | (indices >= n)
    if bool(outside.any()):
        raise IndexError(f"index {int(indices[outside][0])} is out of range for {n} positions")
