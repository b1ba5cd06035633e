"""What specimens on NumPy arrays share."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._registry import Collection

collection = Collection("numpy")
faulty, unusual = collection.faulty, collection.unusual
Mask: TypeAlias = NDArray[np.bool_]
Indices: TypeAlias = NDArray[np.int64]
Losses: TypeAlias = NDArray[Any]
Reals: TypeAlias = NDArray[Any]


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def check_range(idxs: Indices, n: int) -> None:
    """Raises IndexError where an index is no position."""
    if ((idxs < 0) | (idxs >= n)).any():
        raise IndexError(f"an index is out of range for {n} positions")


def check_total(picked: Losses) -> None:
    """Raises OverflowError where the sum is above what its dtype holds exactly."""
    dtype = total_dtype(picked.dtype)
    limit = 2 ** (np.finfo(dtype).nmant + 1) if dtype.kind == "f" else int(np.iinfo(dtype).max)
    if sum(map(int, picked.tolist())) > limit:
        raise OverflowError(f"the total is above {limit}")


def check(idxs: Indices, losses: Losses) -> None:
    """Raises where an index is no position, or the total is above what its dtype holds exactly."""
    check_range(idxs, losses.size)
    check_total(losses[idxs])


def total_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of a sum: the widest integers of the same sign, or the same floats."""
    return dtype if dtype.kind == "f" else np.dtype(np.uint64 if dtype.kind == "u" else np.int64)


def count(idxs: Indices, n: int) -> NDArray[np.int64]:
    """How often each position is listed."""
    return np.bincount(idxs, minlength=n).astype(np.int64)


@collection.correct("masking")
class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "numpy"

    def selected(self, mask: Mask, i: int) -> Any:
        check_index(i, mask.size)
        return bool(mask[i])

    def all_mask(self, n: int) -> Any:
        return np.ones(n, dtype=np.bool_)

    def empty_mask(self, n: int) -> Any:
        return np.zeros(n, dtype=np.bool_)

    def complement(self, mask: Mask) -> Any:
        return ~mask

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        check(idxs, per_patch_loss)
        return per_patch_loss[idxs].sum(dtype=total_dtype(per_patch_loss.dtype))


@collection.correct("mae", "jepa")
class CorrectPatches:
    """The operations on patches and their predictions as they should be."""

    carrier = "numpy"

    def reconstruct(self, decode: Indices, pred: Indices) -> Any:
        return decode[np.arange(pred.size), pred]

    def exact_reconstruction(self, x: Indices, y: Indices) -> Any:
        return np.array_equal(x, y)

    def mae_loss(self, masked_idxs: Indices, target: Indices, pred: Indices, patch_loss: Losses) -> Any:
        return self.listed(masked_idxs, patch_loss[target, pred])

    def jepa_loss(self, target_idxs: Indices, context: int, target: Indices, predict: Indices, rep_loss: Losses) -> Any:
        return self.listed(target_idxs, rep_loss[target, predict[context]])

    def listed(self, idxs: Indices, losses: Losses) -> Any:
        """The sum of the losses at ``idxs``."""
        check(idxs, losses)
        return losses[idxs].sum(dtype=total_dtype(losses.dtype))


@collection.correct("vicreg")
class CorrectGuards:
    """The penalties that guard against collapse as they should be."""

    carrier = "numpy"

    def variance_floor_penalty(self, gamma: int, variance: int) -> Any:
        return max(gamma - variance, 0)

    def variance_term(self, gamma: int, variances: Losses) -> Any:
        below = gamma - variances[variances < gamma]
        check_total(below)
        return below.sum(dtype=total_dtype(below.dtype))

    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> Any:
        return lambda_ * invariance + mu * variance + nu * covariance

    def diagonal_redundancy_penalty(self, c: int) -> Any:
        return abs(c - 1)

    def off_diagonal_redundancy_penalty(self, c: int) -> Any:
        return c

    def redundancy_reduction_objective(self, lambda_: int, diag: Losses, off_diag: Losses) -> Any:
        off_one = np.where(diag > 1, diag - 1, 1 - diag)
        if diag.dtype.kind == "f":
            check_total(np.concatenate([off_one, lambda_ * off_diag]))
            return off_one.sum() + lambda_ * off_diag.sum()
        return sum(map(int, off_one.tolist())) + lambda_ * sum(map(int, off_diag.tolist()))


def in_full(losses: Losses) -> int:
    """The sum, of any size."""
    return sum(map(int, losses.tolist()))


def distances(contract: Any) -> Losses:
    """At each target position, the distance of its encoded target and its prediction, each index checked."""
    idxs = contract.target_idxs
    check_range(idxs, len(contract.target))
    encoded = contract.target_encoder[idxs, contract.target[idxs]]
    result: Losses = contract.distance[encoded, contract.predict[contract.context][idxs]]
    return result


def contract_of(
    target_idxs: Indices, context: int, target: Indices, target_encoder: Indices, predict: Indices, distance: Losses,
    geometry_guard: int = 0,
) -> SimpleNamespace:  # fmt: skip
    """A contract that holds these, each target position checked."""
    check_range(target_idxs, len(target))
    return SimpleNamespace(
        target_idxs=target_idxs, context=context, target=target, target_encoder=target_encoder, predict=predict,
        distance=distance, geometry_guard=geometry_guard,
    )  # fmt: skip


def ends(graph: Any, n: int) -> tuple[Indices, Indices]:
    """Where edges start and end, each end checked."""
    check_range(graph.positive_edges, n)
    return graph.positive_edges[:, 0], graph.positive_edges[:, 1]


def spreads(rep: Reals) -> Reals:
    """For each coordinate the squared differences of all ordered pairs."""
    result: Reals = ((rep[:, None] - rep[None]) ** 2).sum(axis=(0, 1))
    return result


@collection.correct("predictive_view")
class CorrectViews(CorrectPatches):
    """The operations on contracts, graphs of views and their embeddings as they should be."""

    def masked_loss(self, idxs: Indices, per_patch_loss: Losses) -> Any:
        return self.listed(idxs, per_patch_loss)

    def predictive_loss(self, contract: Any) -> Any:
        return in_full(distances(contract))

    def predictive_view_objective(self, contract: Any) -> Any:
        return in_full(distances(contract)) + contract.geometry_guard

    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        check_range(contract.target_idxs, len(contract.target))
        return SimpleNamespace(**{**vars(contract), "geometry_guard": guard})

    def mae_as_predictive_view_contract(
        self, masked_idxs: Indices, target: Indices, pred: Indices, patch_loss: Losses
    ) -> Any:
        as_they_are = np.tile(np.arange(len(patch_loss)), (len(target), 1))
        return contract_of(masked_idxs, 0, target, as_they_are, pred[None], patch_loss)

    def jepa_as_predictive_view_contract(
        self, target_idxs: Indices, context: int, target: Indices, predict: Indices, rep_loss: Losses
    ) -> Any:
        as_they_are = np.tile(np.arange(len(rep_loss)), (len(target), 1))
        return contract_of(target_idxs, context, target, as_they_are, predict, rep_loss)

    def encoded_target_predictive_view_contract(
        self, target_idxs: Indices, context: int, target: Indices, target_encoder: Indices, predict: Indices,
        rep_loss: Losses, geometry_guard: int = 0,
    ) -> Any:  # fmt: skip
        return contract_of(target_idxs, context, target, target_encoder, predict, rep_loss, geometry_guard)

    def vic_reg_guard_value(self, guard: Any) -> Any:
        return guard.lambda_ * guard.invariance + guard.mu * guard.variance + guard.nu * guard.covariance

    def barlow_guard_value(self, guard: Any) -> Any:
        on_diagonal = sum(abs(c - 1) for c in map(int, guard.diag.tolist()))
        return on_diagonal + int(guard.lambda_) * in_full(guard.off_diag)

    def view_graph_energy(self, graph: Any, edge_loss: Losses) -> Any:
        return in_full(edge_loss[ends(graph, len(edge_loss))])

    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return ((z - w) ** 2).sum()

    def graph_alignment_energy(self, graph: Any, rep: Reals) -> Any:
        i, j = ends(graph, len(rep))
        return ((rep[i] - rep[j]) ** 2).sum()

    def collapsed_rep(self, rep: Reals) -> Any:
        return bool((rep == rep[:1]).all())

    def coordinate_spread(self, rep: Reals, j: int) -> Any:
        check_index(j, rep.shape[1])
        return spreads(rep[:, [j]])[0]

    def real_variance_floor_penalty(self, gamma: float, spread: float) -> Any:
        return max(0.0, gamma - spread)

    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> Any:
        return np.maximum(0, gamma - spread).sum()

    def graph_ssl_objective(self, graph: Any, rep: Reals, gamma: float) -> Any:
        i, j = ends(graph, len(rep))
        return ((rep[i] - rep[j]) ** 2).sum() + np.maximum(0, gamma - spreads(rep)).sum()
