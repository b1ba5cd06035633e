// The operations of the self-supervised modules in JavaScript, and the protocol around them: JSON lines over standard
// input and output. Run it with `conformance check "process:node masking.mjs"`.

import process from "node:process";

// Operations. A mask is an array of booleans, a function the array of its values, with an array inside for each further
// argument, a pair an array of two, and a structure an object. Operations of naturals compute with BigInts, as these are
// of any size, and those of reals with numbers.

function checkIndex(i, n) {
  if (!(i >= 0 && i < n)) throw new RangeError(`index ${i} is out of range for ${n} positions`);
  return Number(i);
}

function checkLength(n) {
  if (n < 0n || n > 2n ** 32n - 1n) throw new RangeError(`a mask cannot have ${n} positions`);
  return Number(n);
}

// Every index is looked at before the first value is taken.
const places = (indices, n) => indices.map((i) => checkIndex(i, n));
const ends = (graph, n) => graph.positive_edges.map((edge) => places(edge, n));

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0n);
const shortfall = (floor, number) => (number < floor ? floor - number : 0n);
const distance = (a, b) => (a < b ? b - a : a - b);
const range = (n) => Array.from({ length: n }, (_, k) => BigInt(k));

const onNaturals = {
  selected: (mask, i) => mask[checkIndex(i, mask.length)],
  all_mask: (n) => new Array(checkLength(n)).fill(true),
  empty_mask: (n) => new Array(checkLength(n)).fill(false),
  complement: (mask) => mask.map((bit) => !bit),
  masked_loss: (indices, losses) => sum(places(indices, losses.length).map((i) => losses[i])),

  reconstruct: (decode, predictions) => predictions.map((prediction, i) => decode[i][prediction]),
  exact_reconstruction: (x, y) => x.every((patch, i) => patch === y[i]),
  mae_loss: (indices, target, predictions, patchLoss) =>
    sum(places(indices, target.length).map((i) => patchLoss[target[i]][predictions[i]])),

  jepa_loss: (indices, context, target, predict, repLoss) =>
    sum(places(indices, target.length).map((i) => repLoss[target[i]][predict[context][i]])),

  variance_floor_penalty: (gamma, variance) => shortfall(gamma, variance),
  variance_term: (gamma, variances) => sum(variances.map((variance) => shortfall(gamma, variance))),
  vicreg_objective: (lambda, mu, nu, invariance, variance, covariance) =>
    lambda * invariance + mu * variance + nu * covariance,
  diagonal_redundancy_penalty: (c) => distance(c, 1n),
  off_diagonal_redundancy_penalty: (c) => c,
  redundancy_reduction_objective: (lambda, diagonal, others) =>
    sum(diagonal.map((c) => distance(c, 1n))) + lambda * sum(others),

  predictive_loss({ target_idxs, context, target, target_encoder, predict, distance }) {
    const encoded = target.map((value, i) => target_encoder[i][value]);
    return sum(places(target_idxs, target.length).map((i) => distance[encoded[i]][predict[context][i]]));
  },
  predictive_view_objective: (contract) => onNaturals.predictive_loss(contract) + contract.geometry_guard,
  with_geometry_guard(contract, guard) {
    places(contract.target_idxs, contract.target.length);
    return { ...contract, geometry_guard: guard };
  },
  mae_as_predictive_view_contract: (indices, target, predictions, patchLoss) =>
    onNaturals.jepa_as_predictive_view_contract(indices, 0n, target, [predictions], patchLoss),
  jepa_as_predictive_view_contract(indices, context, target, predict, repLoss) {
    const asItIs = target.map(() => range(repLoss.length));
    return onNaturals.encoded_target_predictive_view_contract(indices, context, target, asItIs, predict, repLoss, 0n);
  },
  encoded_target_predictive_view_contract(indices, context, target, encoder, predict, repLoss, guard) {
    places(indices, target.length);
    return {
      target_idxs: indices,
      context,
      target,
      target_encoder: encoder,
      predict,
      distance: repLoss,
      geometry_guard: guard,
    };
  },
  vic_reg_guard_value: ({ lambda, mu, nu, invariance, variance, covariance }) =>
    onNaturals.vicreg_objective(lambda, mu, nu, invariance, variance, covariance),
  barlow_guard_value: ({ lambda, diag, off_diag }) =>
    onNaturals.redundancy_reduction_objective(lambda, diag, off_diag),
  view_graph_energy: (graph, edgeLoss) => sum(ends(graph, edgeLoss.length).map(([i, j]) => edgeLoss[i][j])),
};

const total = (numbers) => numbers.reduce((before, number) => before + number, 0);

const onReals = {
  sq_dist: (z, w) => total(z.map((coordinate, j) => (coordinate - w[j]) ** 2)),
  graph_alignment_energy: (graph, rep) =>
    total(ends(graph, rep.length).map(([i, j]) => onReals.sq_dist(rep[i], rep[j]))),
  collapsed_rep: (rep) => rep.every((row) => row.every((coordinate, j) => coordinate === rep[0][j])),
  coordinate_spread(rep, j) {
    const place = checkIndex(j, rep[0]?.length ?? 0);
    const column = rep.map((row) => row[place]);
    return total(column.map((a) => total(column.map((b) => (a - b) ** 2))));
  },
  real_variance_floor_penalty: (gamma, spread) => Math.max(0, gamma - spread),
  real_variance_floor_guard: (gamma, spreads) =>
    total(spreads.map((spread) => onReals.real_variance_floor_penalty(gamma, spread))),
  graph_ssl_objective(graph, rep, gamma) {
    const spreads = (rep[0] ?? []).map((_, j) => onReals.coordinate_spread(rep, j));
    return onReals.graph_alignment_energy(graph, rep) + onReals.real_variance_floor_guard(gamma, spreads);
  },
};

const operations = new Map([
  ...Object.entries(onNaturals).map(([name, run]) => [name, { run, number: BigInt }]),
  ...Object.entries(onReals).map(([name, run]) => [name, { run, number: Number }]),
]);

// The protocol

// Numbers come as such up to 2^53 - 1 and as strings of decimal digits beyond, and go back in the same way.

const mapped = (change, object) => Object.fromEntries(Object.entries(object).map(([name, v]) => [name, change(v)]));

function decoded(number, value) {
  const inside = (part) => decoded(number, part);
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value === "boolean") return value;
  if (typeof value === "string" && /^-?(0|[1-9][0-9]*)$/.test(value)) return number(value);
  if (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return number(value);
  if (typeof value === "object" && value !== null) return mapped(inside, value);
  throw new TypeError(`not a boolean, a number, an array or an object: ${JSON.stringify(value)}`);
}

function encoded(value) {
  if (Array.isArray(value)) return value.map(encoded);
  if (typeof value === "object") return mapped(encoded, value);
  if (typeof value === "boolean") return value;
  if (value >= -Number.MAX_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value);
  // A real beyond is a whole number, or none at all, which becomes null.
  return typeof value === "bigint" || Number.isFinite(value) ? BigInt(value).toString() : value;
}

const failed = (kind, message) => ({ error: { kind, message } });

function answer(call) {
  const { id = 0, operation, arguments: given } = call ?? {};
  if (!operations.has(operation)) return { id, ...failed("unsupported", `no operation ${operation}`) };
  const { run, number } = operations.get(operation);
  if (!Array.isArray(given) || given.length !== run.length) {
    return { id, ...failed("protocol", `${operation} takes ${run.length} arguments`) };
  }
  try {
    return { id, result: encoded(run(...given.map((value) => decoded(number, value)))) };
  } catch (error) {
    return { id, ...failed("raised", `${error.name}: ${error.message}`) };
  }
}

function respond(line) {
  let request;
  try {
    request = JSON.parse(line);
  } catch (error) {
    return { type: "error", ...failed("protocol", error.message) };
  }
  if (request?.type === "hello" && Array.isArray(request.protocols)) {
    if (!request.protocols.includes(1)) return { type: "error", ...failed("unsupported", "this speaks protocol 1") };
    return { type: "hello", protocol: 1, name: "masking.mjs", version: "1.0.0", operations: [...operations.keys()] };
  }
  if (request?.type === "call" && Array.isArray(request.calls)) {
    return { type: "answer", answers: request.calls.map(answer) };
  }
  return { type: "error", ...failed("protocol", `unknown request: ${line.slice(0, 100)}`) };
}

// Lines end with a line feed alone, so input is cut there and not with `readline`, which knows other ends.
process.stdin.setEncoding("utf8");
let pending = [];
for await (const chunk of process.stdin) {
  const pieces = chunk.split("\n");
  for (const piece of pieces.slice(0, -1)) {
    process.stdout.write(`${JSON.stringify(respond(pending.join("") + piece))}\n`);
    pending = [];
  }
  pending.push(pieces.at(-1));
}
