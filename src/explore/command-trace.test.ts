import { describe, expect, test } from "vitest";

import { pointText } from "../link/contract/command-point.ts";
import { traceCommonCommands } from "./command-trace.ts";
import { sketchCommand } from "./testing/sketch-command.ts";

const append = (occurrence: number, atMs: number, unanswered = false) =>
  sketchCommand({ command: "XADD", key: "stream:orders", occurrence, atMs, unanswered });
const ping = (occurrence: number, atMs: number) =>
  sketchCommand({ command: "PING", occurrence, atMs });
const noHandshakes = { handshakes: false };

describe("the trace of a workload", () => {
  test("traceCommonCommands keeps the commands of every run in their order, and the first of the others", () => {
    const one = [append(2, 20), append(1, 10), ping(1, 15)];
    const other = [append(1, 11), append(2, 25)];
    const { points, unsteady } = traceCommonCommands([one, other], noHandshakes);
    expect(points.map(({ point }) => pointText(point))).toEqual([
      "publisher-0 commands XADD stream:orders #1",
      "publisher-0 commands XADD stream:orders #2",
      "publisher-0 commands PING #1",
    ]);
    expect(unsteady).toMatchObject([
      { command: "publisher-0 commands PING", count: 0, treatment: "tried" },
    ]);
  });

  test("traceCommonCommands marks a command as answered only if it had its reply in every run", () => {
    const runs = [
      [append(1, 10), append(2, 20)],
      [append(1, 10), append(2, 20, true)],
    ];
    const { points } = traceCommonCommands(runs, noHandshakes);
    expect(points.map(({ answered }) => answered)).toEqual([true, false]);
  });

  test("traceCommonCommands tells equal commands of different connections and keys apart", () => {
    const reader = sketchCommand({
      command: "TIME",
      occurrence: 1,
      atMs: 5,
      connectionName: "reader",
    });
    const commands = sketchCommand({ command: "TIME", occurrence: 1, atMs: 6 });
    const run = [
      reader,
      commands,
      sketchCommand({ command: "XLEN", key: "a", occurrence: 1, atMs: 7 }),
    ];
    expect(traceCommonCommands([run, run], noHandshakes).points).toHaveLength(3);
  });

  test("traceCommonCommands leaves out handshakes unless the options ask for them", () => {
    const hello = sketchCommand({ command: "HELLO", occurrence: 1, atMs: 1, handshake: true });
    expect(traceCommonCommands([[hello]], noHandshakes).points).toEqual([]);
    expect(traceCommonCommands([[hello]], { handshakes: true }).points).toHaveLength(1);
  });
});
