import * as fc from "fast-check";

import { scriptedCommand } from "../run-scripts/command-script.ts";
import { drainedAtMs, type ScriptedOperation } from "../run-scripts/run-script.ts";

const nothing = { growth: 0, hangs: false, crashes: false, spins: false };
const usual = Array.from({ length: 8 }, () => nothing);
const unusual = usual.map((_each, at) => ({
  growth: at < 3 ? 0 : 1,
  hangs: at === 0,
  crashes: at === 1,
  spins: at === 2,
}));

/**
 * Operations besides the calls for messages: resource samples of six rounds, and a close of a bus. In a
 * fifth of the runs the connections grow with each round. In some the close never returns, or the bus
 * leaves a rejection unhandled.
 */
export function randomSamples(): fc.Arbitrary<readonly ScriptedOperation[]> {
  return fc
    .constantFrom(...usual, ...usual, ...usual, ...unusual)
    .map(({ growth, hangs, crashes, spins }) => [
      ...[0, 1, 2, 3, 4, 5].map((round) => census(round, growth)),
      ...busClose(hangs),
      ...(crashes ? [rejection] : []),
      ...(spins ? emptyReads() : []),
      deadLetter,
    ]);
}

/** A hundred reads that return nothing, just before the drain ends. */
function emptyReads(): readonly ScriptedOperation[] {
  const read = { process: "subscriber-0", command: "XREADGROUP", group: "a" };
  return Array.from({ length: 100 }, (_, at) =>
    scriptedCommand({ ...read, at: drainedAtMs - 150 + at, occurrence: at + 1 }),
  );
}

/** A dead letter counts only for a bus that claims them. */
const deadLetter: ScriptedOperation = {
  at: drainedAtMs + 1,
  draft: {
    kind: "dead-letters",
    type: "ok",
    process: "auditor",
    topic: "orders",
    key: "dead:orders",
    letters: [{ id: "1-0", messages: ["publisher-0/0"], fields: ["error", "no", "attempts", "3"] }],
  },
};

const rejection: ScriptedOperation = {
  at: drainedAtMs + 30,
  draft: {
    kind: "stray-error",
    type: "info",
    process: "publisher-0",
    origin: "unhandled-rejection",
    error: "Connection is closed.",
  },
};

function census(round: number, growth: number): ScriptedOperation {
  const values = { "server.connections": 3 + growth * round, "heap.usedBytes": 10_000_000 };
  const common = { kind: "sample", type: "info", process: "auditor" } as const;
  return { at: drainedAtMs + 10, draft: { ...common, sample: "census", round, values } };
}

function busClose(hangs: boolean): readonly ScriptedOperation[] {
  const common = { kind: "bus-call", process: "publisher-0", call: "close" } as const;
  const end = hangs ? ({ type: "info", gaveUpAfterMs: 5000 } as const) : ({ type: "ok" } as const);
  return [
    { at: drainedAtMs + 20, draft: { ...common, type: "invoke" } },
    { at: drainedAtMs + 5020, draft: { ...common, ...end } },
  ];
}
