"""Specimens on Python lists: energies of graphs of views, and the objective made of one."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

from .._registry import EDGES, because
from ._base import CorrectViews, Reals, Rows, apart, columns, ends, faulty, pick, spread_of


@faulty("the ends of each edge are swapped", caught_by=because("violation", *EDGES))
class EndsSwapped(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        return sum(edge_loss[j][i] for i, j in ends(graph, range(len(edge_loss))))


@faulty("edges are a set, so that one that is listed twice counts once", caught_by=because("violation", *EDGES))
class EdgesSet(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        return sum(edge_loss[i][j] for i, j in set(ends(graph, range(len(edge_loss)))))


@faulty(
    "of an edge that is listed again right after itself, the second is left out", caught_by=because("violation", *EDGES)
)
class RepeatsInARow(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        return sum(edge_loss[i][j] for (i, j), _ in itertools.groupby(ends(graph, range(len(edge_loss)))))


@faulty(
    "an edge and its opposite count as one",
    caught_by=because("violation", "viewGraphEnergy.no_silent_overflow", "viewGraphEnergy"),
)
class OppositesMerged(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        total, seen = 0, set()
        for i, j in ends(graph, range(len(edge_loss))):
            if (j, i) not in seen or i == j:
                total += edge_loss[i][j]
            seen.add((i, j))
        return total


@faulty("edges from a view to itself are left out", caught_by=because("violation", *EDGES))
class LoopsLeftOut(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        return sum(edge_loss[i][j] for i, j in ends(graph, range(len(edge_loss))) if i != j)


@faulty("each edge is taken in both directions", caught_by=because("violation", *EDGES))
class EdgesBothWays(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        return sum(edge_loss[i][j] + edge_loss[j][i] for i, j in ends(graph, range(len(edge_loss))))


@faulty("the mean over edges, rounded down", caught_by=because("violation", *EDGES))
class MeanOverEdges(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        losses = [edge_loss[i][j] for i, j in ends(graph, range(len(edge_loss)))]
        return sum(losses) // max(len(losses), 1)


@faulty("the loss of the view with itself: the anchor is not looked at", caught_by={"viewGraphEnergy": "violation"})
class ViewForAnchor(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        return sum(edge_loss[j][j] for _, j in ends(graph, range(len(edge_loss))))


@faulty("all edges start from the anchor of the first", caught_by={"viewGraphEnergy": "violation"})
class OneAnchorForAll(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        pairs = ends(graph, range(len(edge_loss)))
        return sum(edge_loss[pairs[0][0]][j] for _, j in pairs)


@faulty(
    "an array of edges is read as 2 rows in place of 2 columns where it has 2 of both",
    caught_by=because("violation", *EDGES),
)
class TwoEdgesTransposed(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        pairs = ends(graph, range(len(edge_loss)))
        pairs = list(zip(*pairs, strict=True)) if len(pairs) == 2 else pairs
        return sum(edge_loss[i][j] for i, j in pairs)


@faulty(
    "rows of the graph are words of 32 bits, so that view 32 is view 0 again", caught_by=because("violation", *EDGES)
)
class ViewsInWord(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        return sum(edge_loss[i][j % 32] for i, j in ends(graph, range(len(edge_loss))))


@faulty(
    "the first end alone is held against the number of views",
    caught_by={"viewGraphEnergy.rejects_out_of_range": "accepted_out_of_range"},
)
class SecondEndUnchecked(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        pick((i for i, _ in graph.positive_edges), edge_loss)
        return sum(edge_loss[i][j] for i, j in graph.positive_edges)


@faulty("edges are put in order where they lie", caught_by={"viewGraphEnergy.preserves_inputs": "mutated_input"})
class EdgesSortedInPlace(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> Any:
        graph.positive_edges.sort()
        return super().view_graph_energy(graph, edge_loss)


@faulty(
    "edges of embeddings are a set of unordered pairs",
    caught_by={"graphAlignmentEnergy": "violation"} | because("violation", "graphAlignmentEnergy.rounding"),
)
class UnorderedPairs(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        pairs = {tuple(sorted(pair)) for pair in ends(graph, range(len(rep)))}
        return sum(apart(rep[i], rep[j]) for i, j in pairs)


@faulty(
    "half of each squared distance, as the gradient is nicer",
    caught_by={"graphAlignmentEnergy": "violation"} | because("violation", "graphAlignmentEnergy.rounding"),
)
class HalfOfSquares(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        return sum(apart(z, w) for z, w in ends(graph, rep)) / 2


@faulty(
    "the last coordinate is left out of distances along edges",
    caught_by={"graphAlignmentEnergy": "violation"} | because("violation", "graphAlignmentEnergy.rounding"),
)
class LastCoordinateLeftOut(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        return sum(apart(z[:-1], w[:-1]) for z, w in ends(graph, rep))


@faulty(
    "with as many coordinates as views, rows are taken for columns",
    caught_by=because("violation", "graphAlignmentEnergy", "graphAlignmentEnergy_eq_zero_of_collapsed"),
    also=because("violation", "graphAlignmentEnergy.rounding"),
)
class SquareTransposed(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        square = bool(rep) and len(rep) == len(rep[0])
        views = [list(row) for row in zip(*rep, strict=True)] if square else rep
        return sum(apart(z, w) for z, w in ends(graph, views))


@faulty(
    "embeddings are relu'd before they are compared",
    caught_by={"graphAlignmentEnergy": "violation"} | because("violation", "graphAlignmentEnergy.rounding"),
)
class NegativeCutOff(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        return sum(apart([max(a, 0) for a in z], [max(b, 0) for b in w]) for z, w in ends(graph, rep))


@faulty(
    "the energy is cut off at 2^15, so that one edge does not rule it",
    caught_by={"graphAlignmentEnergy": "violation"} | because("violation", "graphAlignmentEnergy.rounding"),
)
class EnergyCutOff(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        return min(sum(apart(z, w) for z, w in ends(graph, rep)), 2**15)


@faulty(
    "the squares of the first view are added: a little weight decay",
    caught_by=because(
        "violation",
        "graphAlignmentEnergy",
        "graphAlignmentEnergy_eq_zero_of_collapsed",
        "graphAlignmentEnergy.ignores_unread",
        "graphAlignmentEnergy.rounding",
    ),
)
class WeightDecayInEnergy(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        return sum(apart(z, w) for z, w in ends(graph, rep)) + sum(a * a for z in rep[:1] for a in z)


@faulty(
    "similarity in place of distance, so that the energy has no least value",
    caught_by=because(
        "violation",
        "graphAlignmentEnergy",
        "graphAlignmentEnergy_nonneg",
        "graphAlignmentEnergy_eq_zero_of_collapsed",
        "graphAlignmentEnergy.rounding",
    ),
)
class SimilarityForDistance(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> Any:
        return sum(a * b for z, w in ends(graph, rep) for a, b in zip(z, w, strict=True))


@faulty(
    "the guard is left out of the objective",
    caught_by=because(
        "violation",
        "graphSSLObjective",
        "graphSSLObjective_eq_guard_of_collapsed",
        "graphSSLObjective_collapsed_positive",
        "graphSSLObjective.rounding",
    ),
)
class EnergyAlone(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> Any:
        return sum(apart(z, w) for z, w in ends(graph, rep))


@faulty(
    "a collapsed embedding skips the objective, as nothing is to be learned from it",
    caught_by=because(
        "violation",
        "graphSSLObjective",
        "graphSSLObjective_eq_guard_of_collapsed",
        "graphSSLObjective_collapsed_positive",
    ),
    also=because("violation", "graphSSLObjective.rounding"),
)
class CollapsedSkipped(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> Any:
        ends(graph, rep)
        return 0 if self.collapsed_rep(rep) else super().graph_ssl_objective(graph, rep, gamma)


@faulty(
    "each pair of views counts once in the spread of the objective",
    caught_by={"graphSSLObjective": "violation"} | because("violation", "graphSSLObjective.rounding"),
)
class SpreadHalved(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> Any:
        guard = sum(max(0, gamma - spread_of(values) / 2) for values in columns(rep))
        return sum(apart(z, w) for z, w in ends(graph, rep)) + guard


@faulty(
    "the spread of the views that have an edge alone",
    caught_by={"graphSSLObjective": "violation"} | because("violation", "graphSSLObjective.rounding"),
)
class SpreadAlongEdges(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> Any:
        pairs = ends(graph, rep)
        linked = [view for pair in pairs for view in pair]
        guard = sum(max(0, gamma - spread_of(values)) for values in (columns(linked) or [()] * len(columns(rep))))
        return sum(apart(z, w) for z, w in pairs) + guard


@faulty(
    "the guard goes over as many coordinates as there are views",
    caught_by=because("violation", "graphSSLObjective", "graphSSLObjective_eq_guard_of_collapsed"),
    also=because("violation", "graphSSLObjective.rounding"),
)
class ViewsForCoordinates(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> Any:
        guard = sum(max(0, gamma - spread_of(values)) for values in columns(rep)[: len(rep)])
        return sum(apart(z, w) for z, w in ends(graph, rep)) + guard


@faulty(
    "the objective of a graph without edges is 0",
    caught_by=because(
        "violation",
        "graphSSLObjective",
        "graphSSLObjective_eq_guard_of_collapsed",
        "graphSSLObjective_collapsed_positive",
    ),
    also=because("violation", "graphSSLObjective.rounding"),
)
class NothingWithoutEdges(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> Any:
        return super().graph_ssl_objective(graph, rep, gamma) if graph.positive_edges else 0


@faulty(
    "embeddings are centred where they lie",
    caught_by={"graphSSLObjective.preserves_inputs": "mutated_input"},
    also=because("violation", "graphSSLObjective.rounding"),
)
class CentredInPlace(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> Any:
        first = list(rep[0]) if rep else []
        for row in rep:
            row[:] = [a - b for a, b in zip(row, first, strict=True)]
        return super().graph_ssl_objective(SimpleNamespace(positive_edges=graph.positive_edges), rep, gamma)
