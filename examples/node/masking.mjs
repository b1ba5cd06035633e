// The operations of the self-supervised modules in JavaScript, and the protocol around them: JSON lines over standard
// input and output. Run it with `conformance check "process:node masking.mjs"`.

import process from "node:process";

// Operations. A mask is an array of booleans, a function the array of its values, with an array inside for each further
// argument. Every integer is a BigInt, since naturals are of any size.

function checkIndex(i, n) {
  if (!(i >= 0n && i < BigInt(n))) throw new RangeError(`index ${i} is out of range for ${n} positions`);
  return Number(i);
}

function checkLength(n) {
  if (n < 0n || n > 2n ** 32n - 1n) throw new RangeError(`a mask cannot have ${n} positions`);
  return Number(n);
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0n);
const shortfall = (floor, number) => (number < floor ? floor - number : 0n);
const distance = (a, b) => (a < b ? b - a : a - b);

// Every index is looked at before the first loss is added.
function lossAt(indices, n, loss) {
  const places = indices.map((i) => checkIndex(i, n));
  return sum(places.map(loss));
}

const operations = {
  selected: (mask, i) => mask[checkIndex(i, mask.length)],
  all_mask: (n) => new Array(checkLength(n)).fill(true),
  empty_mask: (n) => new Array(checkLength(n)).fill(false),
  complement: (mask) => mask.map((bit) => !bit),
  masked_loss: (indices, losses) => lossAt(indices, losses.length, (place) => losses[place]),

  reconstruct: (decode, predictions) => predictions.map((prediction, place) => decode[place][prediction]),
  exact_reconstruction: (x, y) => x.every((patch, place) => patch === y[place]),
  mae_loss: (indices, target, predictions, patchLoss) =>
    lossAt(indices, target.length, (place) => patchLoss[target[place]][predictions[place]]),

  jepa_loss: (indices, context, target, predict, repLoss) =>
    lossAt(indices, target.length, (place) => repLoss[target[place]][predict[context][place]]),

  variance_floor_penalty: (gamma, variance) => shortfall(gamma, variance),
  variance_term: (gamma, variances) => sum(variances.map((variance) => shortfall(gamma, variance))),
  vicreg_objective: (lambda, mu, nu, invariance, variance, covariance) =>
    lambda * invariance + mu * variance + nu * covariance,
  diagonal_redundancy_penalty: (c) => distance(c, 1n),
  off_diagonal_redundancy_penalty: (c) => c,
  redundancy_reduction_objective: (lambda, diagonal, others) =>
    sum(diagonal.map((c) => distance(c, 1n))) + lambda * sum(others),
};

// The protocol

// Integers come as numbers up to 2^53 - 1 and as strings of decimal digits beyond, and go back in the same way.

function decoded(value) {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value === "boolean") return value;
  if (typeof value === "string" && /^-?(0|[1-9][0-9]*)$/.test(value)) return BigInt(value);
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new TypeError(`not a boolean, an integer or an array: ${JSON.stringify(value)}`);
}

function encoded(value) {
  if (Array.isArray(value)) return value.map(encoded);
  if (typeof value !== "bigint") return value;
  return value >= -(2n ** 53n) + 1n && value <= 2n ** 53n - 1n ? Number(value) : value.toString();
}

const failed = (kind, message) => ({ error: { kind, message } });

function answer(call) {
  const { id = 0, operation, arguments: given } = call ?? {};
  if (!Object.hasOwn(operations, operation)) return { id, ...failed("unsupported", `no operation ${operation}`) };
  const implementation = operations[operation];
  if (!Array.isArray(given) || given.length !== implementation.length) {
    return { id, ...failed("protocol", `${operation} takes ${implementation.length} arguments`) };
  }
  try {
    return { id, result: encoded(implementation(...given.map(decoded))) };
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
    return { type: "hello", protocol: 1, name: "masking.mjs", version: "1.0.0", operations: Object.keys(operations) };
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
