"""What specimens on Python lists share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any, TypeAlias, TypeVar

from .._registry import Collection

collection = Collection("python")
faulty, unusual = collection.faulty, collection.unusual
T = TypeVar("T")
Rows: TypeAlias = list[list[int]]
Reals: TypeAlias = list[float]


def check_index(i: int, n: int) -> None:
    """Raises IndexError where ``i`` is no position."""
    if not 0 <= i < n:
        raise IndexError(f"index {i} is out of range for {n} positions")


def pick(idxs: Iterable[int], losses: Sequence[T]) -> list[T]:
    """The losses at ``idxs``, each index checked."""
    picked = []
    for i in idxs:
        check_index(i, len(losses))
        picked.append(losses[i])
    return picked


def between(target: Sequence[int], pred: Sequence[int], loss: Sequence[Sequence[int]]) -> list[int]:
    """At each position, the loss of its target with its prediction."""
    return [loss[t][p] for t, p in zip(target, pred, strict=True)]


def distances(contract: Any) -> list[int]:
    """At each target position, the distance of its encoded target and its prediction, each index checked."""
    predicted = contract.predict[contract.context]
    encoded = [encoder[t] for encoder, t in zip(contract.target_encoder, contract.target, strict=True)]
    return pick(contract.target_idxs, between(encoded, predicted, contract.distance))


def contract_of(
    target_idxs: list[int], context: int, target: list[int], target_encoder: Rows, predict: Rows, distance: Rows,
    geometry_guard: int = 0,
) -> SimpleNamespace:  # fmt: skip
    """A contract that holds these, each target position checked."""
    pick(target_idxs, target)
    return SimpleNamespace(
        target_idxs=target_idxs, context=context, target=target, target_encoder=target_encoder, predict=predict,
        distance=distance, geometry_guard=geometry_guard,
    )  # fmt: skip


def ends(graph: Any, views: Sequence[T]) -> list[tuple[T, T]]:
    """At each edge, what its two ends have, each end checked."""
    starts, stops = ([edge[k] for edge in graph.positive_edges] for k in (0, 1))
    return list(zip(pick(starts, views), pick(stops, views), strict=True))


def apart(z: Reals, w: Reals) -> float:
    """The squared distance of two embeddings."""
    return sum((a - b) ** 2 for a, b in zip(z, w, strict=True))


def columns(rep: list[Reals]) -> list[tuple[float, ...]]:
    """What the views have, coordinate by coordinate."""
    return list(zip(*rep, strict=True))


def spread_of(values: Sequence[float]) -> float:
    """The squared differences of all ordered pairs."""
    return sum((a - b) ** 2 for a in values for b in values)


@collection.correct("masking")
class Correct:
    """The operations as they should be; a specimen overrides those that it does its own way."""

    carrier = "python"

    def selected(self, mask: list[bool], i: int) -> Any:
        check_index(i, len(mask))
        return mask[i]

    def all_mask(self, n: int) -> Any:
        return [True] * n

    def empty_mask(self, n: int) -> Any:
        return [False] * n

    def complement(self, mask: list[bool]) -> Any:
        return [not bit for bit in mask]

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> Any:
        return sum(pick(idxs, per_patch_loss))


@collection.correct("mae", "jepa")
class CorrectPatches:
    """The operations on patches and their predictions as they should be."""

    carrier = "python"

    def reconstruct(self, decode: list[list[int]], pred: list[int]) -> Any:
        return [decoder[p] for decoder, p in zip(decode, pred, strict=True)]

    def exact_reconstruction(self, x: list[int], y: list[int]) -> Any:
        return x == y

    def mae_loss(self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: list[list[int]]) -> Any:
        return sum(pick(masked_idxs, between(target, pred, patch_loss)))

    def jepa_loss(
        self, target_idxs: list[int], context: int, target: list[int], predict: list[list[int]],
        rep_loss: list[list[int]],
    ) -> Any:  # fmt: skip
        return sum(pick(target_idxs, between(target, predict[context], rep_loss)))


@collection.correct("vicreg")
class CorrectGuards:
    """The penalties that guard against collapse as they should be."""

    carrier = "python"

    def variance_floor_penalty(self, gamma: int, variance: int) -> Any:
        return max(gamma - variance, 0)

    def variance_term(self, gamma: int, variances: list[int]) -> Any:
        return sum(max(gamma - variance, 0) for variance in variances)

    def vicreg_objective(self, lambda_: int, mu: int, nu: int, invariance: int, variance: int, covariance: int) -> Any:
        return lambda_ * invariance + mu * variance + nu * covariance

    def diagonal_redundancy_penalty(self, c: int) -> Any:
        return abs(c - 1)

    def off_diagonal_redundancy_penalty(self, c: int) -> Any:
        return c

    def redundancy_reduction_objective(self, lambda_: int, diag: list[int], off_diag: list[int]) -> Any:
        return sum(abs(c - 1) for c in diag) + lambda_ * sum(off_diag)


@collection.correct("predictive_view")
class CorrectViews(CorrectPatches):
    """The operations on contracts, graphs of views and their embeddings as they should be."""

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> Any:
        return sum(pick(idxs, per_patch_loss))

    def predictive_loss(self, contract: Any) -> Any:
        return sum(distances(contract))

    def predictive_view_objective(self, contract: Any) -> Any:
        return sum(distances(contract)) + contract.geometry_guard

    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        pick(contract.target_idxs, contract.target)
        return SimpleNamespace(**{**vars(contract), "geometry_guard": guard})

    def mae_as_predictive_view_contract(
        self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: Rows
    ) -> Any:
        as_they_are = [list(range(len(patch_loss)))] * len(target)
        return contract_of(masked_idxs, 0, target, as_they_are, [pred], patch_loss)

    def jepa_as_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], predict: Rows, rep_loss: Rows
    ) -> Any:
        as_they_are = [list(range(len(rep_loss)))] * len(target)
        return contract_of(target_idxs, context, target, as_they_are, predict, rep_loss)

    def encoded_target_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], target_encoder: Rows, predict: Rows,
        rep_loss: Rows, geometry_guard: int = 0,
    ) -> Any:  # fmt: skip
        return contract_of(target_idxs, context, target, target_encoder, predict, rep_loss, geometry_guard)

    def vic_reg_guard_value(self, guard: Any) -> Any:
        return guard.lambda_ * guard.invariance + guard.mu * guard.variance + guard.nu * guard.covariance

    def barlow_guard_value(self, guard: Any) -> Any:
        return sum(abs(c - 1) for c in guard.diag) + guard.lambda_ * sum(guard.off_diag)

    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> Any:
        return sum(edge_loss[i][j] for i, j in ends(graph, range(len(edge_loss))))

    def sq_dist(self, z: Reals, w: Reals) -> Any:
        return apart(z, w)

    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        return sum(apart(z, w) for z, w in ends(graph, rep))

    def collapsed_rep(self, rep: list[Reals]) -> Any:
        return all(row == rep[0] for row in rep)

    def coordinate_spread(self, rep: list[Reals], j: int) -> Any:
        (values,) = pick([j], columns(rep))
        return spread_of(values)

    def real_variance_floor_penalty(self, gamma: float, spread: float) -> Any:
        return max(0, gamma - spread)

    def real_variance_floor_guard(self, gamma: float, spread: Reals) -> Any:
        return sum(max(0, gamma - s) for s in spread)

    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> Any:
        energy = sum(apart(z, w) for z, w in ends(graph, rep))
        return energy + sum(max(0, gamma - spread_of(values)) for values in columns(rep))
