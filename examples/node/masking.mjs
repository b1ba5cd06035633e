// The masking operations in JavaScript, and the protocol around them: JSON lines over standard input and output.
// Run it with `conformance check "process:node masking.mjs"`.

import process from "node:process";

// Operations. A mask is an array of booleans; naturals of any size are BigInt.

function checkIndex(i, n) {
  if (!(i >= 0n && i < BigInt(n))) throw new RangeError(`index ${i} is out of range for ${n} positions`);
  return Number(i);
}

function checkLength(n) {
  if (n < 0n || n > 2n ** 32n - 1n) throw new RangeError(`a mask cannot have ${n} positions`);
  return Number(n);
}

const operations = {
  selected: (mask, i) => mask[checkIndex(natural(i), mask.length)],
  all_mask: (n) => new Array(checkLength(natural(n))).fill(true),
  empty_mask: (n) => new Array(checkLength(natural(n))).fill(false),
  complement: (mask) => mask.map((bit) => !bit),
  masked_loss: (indices, losses) => {
    // Every index is looked at before the first loss is added.
    const places = indices.map((i) => checkIndex(natural(i), losses.length));
    return places.reduce((total, place) => total + natural(losses[place]), 0n);
  },
};

// The protocol

// Integers come as numbers up to 2^53 - 1 and as strings of decimal digits beyond, and go back in the same way.

function natural(value) {
  if (typeof value === "string" && /^-?(0|[1-9][0-9]*)$/.test(value)) return BigInt(value);
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new TypeError(`not an integer: ${JSON.stringify(value)}`);
}

function encoded(value) {
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
    return { id, result: encoded(implementation(...given)) };
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
