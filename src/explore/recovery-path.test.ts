import { describe, expect, test } from "vitest";

import type { IndexedHistory } from "../history/indexed-history.ts";
import type { WireCommand } from "../history/operations/wire-operations.ts";
import { scriptHistory } from "../judging/testing/history-builder.ts";
import { pointText, type CommandFault } from "../link/contract/command-point.ts";
import { learnNames, startedMs } from "../run/record/steady-names.ts";
import { recoveryPath } from "./recovery-path.ts";
import { sketchCommand } from "./testing/sketch-command.ts";

const append = (occurrence: number, atMs: number) =>
  sketchCommand({ command: "XADD", key: "stream:orders", occurrence, atMs });
const kill = (atMs: number) => sketchCommand({ command: "CLIENT KILL", occurrence: 1, atMs });
const search = (atMs: number) =>
  sketchCommand({ command: "XRANGE", key: "stream:orders", occurrence: 1, atMs });
const faultFree = [1, 2, 3, 4, 5].map((each) => append(each, each * 10));

/** Builds a history whose fault struck the publisher at this time. */
function struck(atMs: number, wires: readonly WireCommand[]): IndexedHistory {
  const history = scriptHistory()
    .fault({ at: atMs, healAt: atMs, roles: ["publisher-0"] })
    .build();
  return { ...history, wire: wires };
}

/** Returns the recovery after a fault at this time. Commands after the fault come over a new connection. */
function pathOf(atMs: number, wires: readonly WireCommand[]) {
  const point = { role: "publisher-0", connection: "commands", command: "XADD" };
  const key = "stream:orders";
  const fault: CommandFault = {
    point: { ...point, key, occurrence: atMs / 10 },
    position: "before-forwarding",
    act: { kind: "fin" },
  };
  const lost = [append(atMs / 10, atMs), ...behind(atMs)];
  const others = wires.filter(
    ({ occurrence, command }) => command !== "XADD" || occurrence !== atMs / 10,
  );
  const later = others.map((each) => ({ ...each, connection: startedMs(each) > atMs ? 1 : 0 }));
  const names = learnNames([faultFree]);
  return recoveryPath(struck(atMs, [...later, ...lost]), {
    fault,
    faultFree,
    names,
    handshakes: false,
  });
}

/** Returns a command in the same pipeline as the struck command. It is lost with it. */
function behind(atMs: number): readonly WireCommand[] {
  const { forwardedMs: _never, ...command } = sketchCommand({
    command: "LOST",
    occurrence: 1,
    atMs,
  });
  return [command];
}

describe("the way back from a fault", () => {
  test("recoveryPath returns the commands that only the fault caused, and the next ordinary one", () => {
    const run = [append(1, 10), kill(21), search(22), append(3, 30), append(4, 40), append(5, 50)];
    const points = pathOf(20, run);
    expect(points.map(({ point }) => pointText(point))).toEqual([
      "publisher-0 commands CLIENT KILL #1",
      "publisher-0 commands XRANGE stream:orders #1",
      "publisher-0 commands XADD stream:orders #3",
    ]);
  });

  test("recoveryPath gives the same remaining commands wherever in the run the fault struck", () => {
    const early = [kill(11), search(12), append(2, 20), append(3, 30), append(4, 40)];
    const late = [append(1, 10), append(2, 20), kill(31), search(32), append(4, 40), append(5, 50)];
    const remainingOf = (atMs: number, wires: readonly WireCommand[]) =>
      pathOf(atMs, wires).map(({ remaining }) => remaining);
    expect(remainingOf(10, early)).toEqual(remainingOf(30, late));
    expect(remainingOf(10, [search(12), ...early.slice(2)])).toEqual(
      remainingOf(30, late).slice(1),
    );
  });

  test("recoveryPath returns repeated reads once and leaves out heartbeats", () => {
    const reads = [1, 2, 3].map((each) =>
      sketchCommand({ command: "XREAD", occurrence: each, atMs: 20 + each }),
    );
    const ping = sketchCommand({ command: "PING", occurrence: 1, atMs: 25 });
    const points = pathOf(20, [append(1, 10), ...reads, ping, append(3, 30), append(4, 40)]);
    expect(points.map(({ point }) => point.command)).toEqual(["XREAD", "XADD"]);
  });

  test("recoveryPath is empty if the fault changed no command", () => {
    expect(pathOf(20, faultFree)).toEqual([]);
  });

  test("recoveryPath leaves out the commands of other roles and other connections", () => {
    const other = sketchCommand({
      command: "TIME",
      occurrence: 1,
      atMs: 25,
      process: "subscriber-0",
    });
    const beside = sketchCommand({
      command: "TIME",
      occurrence: 1,
      atMs: 25,
      connectionName: "reader",
    });
    expect(pathOf(20, [...faultFree, other, beside])).toEqual([]);
  });
});
