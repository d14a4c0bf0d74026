import { describe, expect, test } from "vitest";

import { pointText } from "../link/contract/command-point.ts";
import { wire } from "./testing/wire.ts";
import { commonTrace } from "./trace.ts";

const append = (occurrence: number, atMs: number, unanswered = false) =>
  wire({ command: "XADD", key: "stream:orders", occurrence, atMs, unanswered });
const ping = (occurrence: number, atMs: number) => wire({ command: "PING", occurrence, atMs });
const noHandshakes = { handshakes: false };

describe("the trace of a workload", () => {
  test("holds what came in every run, in its order, and counts the rest", () => {
    const one = [append(2, 20), append(1, 10), ping(1, 15)];
    const other = [append(1, 11), append(2, 25)];
    const { points, irreproducible } = commonTrace([one, other], noHandshakes);
    expect(points.map(({ point }) => pointText(point))).toEqual([
      "publisher-0 commands XADD stream:orders #1",
      "publisher-0 commands XADD stream:orders #2",
    ]);
    expect(irreproducible).toBe(1);
  });

  test("knows which commands have a reply to lose", () => {
    const runs = [
      [append(1, 10), append(2, 20)],
      [append(1, 10), append(2, 20, true)],
    ];
    const { points } = commonTrace(runs, noHandshakes);
    expect(points.map(({ answered }) => answered)).toEqual([true, false]);
  });

  test("keeps the commands of different connections and keys apart", () => {
    const reader = wire({ command: "TIME", occurrence: 1, atMs: 5, connectionName: "reader" });
    const commands = wire({ command: "TIME", occurrence: 1, atMs: 6 });
    const run = [reader, commands, wire({ command: "XLEN", key: "a", occurrence: 1, atMs: 7 })];
    expect(commonTrace([run, run], noHandshakes).points).toHaveLength(3);
  });

  test("leaves handshakes out unless they are asked for", () => {
    const hello = wire({ command: "HELLO", occurrence: 1, atMs: 1, handshake: true });
    expect(commonTrace([[hello]], noHandshakes).points).toEqual([]);
    expect(commonTrace([[hello]], { handshakes: true }).points).toHaveLength(1);
  });
});
