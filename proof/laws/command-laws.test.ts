import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { WireCommand } from "../../src/history/operations/wire-operations.ts";
import { realJudge, disagreement, disagreementText, proofCaseOf } from "../compare-judges.ts";
import { givenUpTo, isAtMostOnce } from "../oracle/oracle-missing.ts";
import { carriersOf, commandsOf, mayBeExecutedBy } from "../recorded/recorded-commands.ts";
import {
  deliveriesOf,
  groupsOf,
  handlingOf,
  idOf,
  outcomeOf,
  published,
  settledAt,
  type RecordedRun,
} from "../recorded/recorded-run.ts";
import { toRecordedRun } from "../run-scripts/run-script.ts";
import {
  permutedCommands,
  withChangedCommands,
  unrelatedCommands,
  withCommands,
} from "./command-changes.ts";
import { scriptsWithCommands } from "./random-command-scripts.ts";

/** The same runs each time: a law that breaks must not come and go. */
const options = { seed: 20_261, numRuns: 40 } as const;
const limits = { timeout: 30_000 } as const;

function holdsForRuns(check: (run: RecordedRun) => void): void {
  fc.assert(
    fc.property(scriptsWithCommands(), (script) => check(toRecordedRun(script))),
    options,
  );
}

function findingsOf(run: RecordedRun, kind: string): string {
  const lines = realJudge(run).split("\n");
  return lines.find((line) => line.startsWith(kind)) ?? "";
}

describe("random histories with commands", () => {
  test("are judged as the oracle judges them", limits, () => {
    const shown = new Set<string>();
    const check = (script: Parameters<typeof proofCaseOf>[0]): void => {
      const asked = (script.checkers ?? []).filter((each) => each !== "leak");
      // Where resumption is asked for, nothing is said of how long a recovery took.
      const isBoth = asked.includes("recovery") && asked.includes("resumption");
      const checkers = isBoth ? asked.filter((each) => each !== "recovery") : asked;
      const proofCase = proofCaseOf({ ...script, checkers });
      for (const line of proofCase.expected.split("\n")) shown.add(line.split(" ", 2).join(" "));
      const found = disagreement(proofCase);
      expect(found && disagreementText(found)).toBeUndefined();
    };
    fc.assert(fc.property(scriptsWithCommands(), check), { ...options, numRuns: 220 });
    const kinds = ["false-acknowledgement", "early-acknowledgement", "false-rejection"];
    const wanted = [...kinds.map((kind) => `${kind} fail`), "duplicate fail", "duplicate pass"];
    expect([...shown]).toEqual(expect.arrayContaining(wanted));
  });
});

describe("what makes no difference on the wire", () => {
  test("commands that have nothing to do with the messages", limits, () => {
    holdsForRuns((run) => {
      const other = withCommands(run, unrelatedCommands(run));
      expect(realJudge(other)).toBe(realJudge(run));
    });
  });

  test("the order of operations at one moment that no role can tell", limits, () => {
    let swapped = 0;
    holdsForRuns((run) => {
      for (const parity of [0, 1]) {
        const other = permutedCommands(run, (position) => position % 2 === parity);
        if (JSON.stringify(other.operations) !== JSON.stringify(run.operations)) swapped++;
        expect(realJudge(other)).toBe(realJudge(run));
      }
    });
    expect(swapped).toBeGreaterThan(30);
  });

  test.each<[string, (command: WireCommand) => WireCommand]>([
    ["over which connection a command goes", (each) => ({ ...each, connection: 7 + each.index })],
    ["what a connection is called", (each) => ({ ...each, connectionName: "other" })],
    ["how often a command was sent", (each) => ({ ...each, occurrence: each.occurrence + 9 })],
    ["what a bus puts before the name of a group", prefixed],
    ["the words of a refusal", (each) => (each.error ? { ...each, error: "READONLY" } : each)],
  ])("%s", limits, (_name, change) => {
    holdsForRuns((run) => {
      expect(realJudge(withChangedCommands(run, change))).toBe(realJudge(run));
    });
  });

  test("an acknowledgement long after a message was handled", limits, () => {
    let tried = 0;
    holdsForRuns((run) => {
      const late = handled(run).map(({ id, name, process }) => {
        tried++;
        return { at: 89_999, process, command: "XACK", group: name, ids: [id], reply: "1" };
      });
      expect(realJudge(withCommands(run, late))).toBe(realJudge(run));
    });
    expect(tried).toBeGreaterThan(100);
  });
});

function prefixed(command: WireCommand): WireCommand {
  return command.group === undefined ? command : { ...command, group: `bus:${command.group}` };
}

/** First deliveries on the usual topic that a handler was done with, to a group of its own members. */
function handled(run: RecordedRun) {
  return groupsOf(run).flatMap((group) =>
    published(run)
      .filter(({ topic }) => topic === "orders")
      .flatMap((message) => {
        const [first] = deliveriesOf(run, group, message.message);
        const isDone = first && handlingOf(run, first).outcome === "handled";
        return isDone ? [{ ...first, name: group.name, group, message }] : [];
      }),
  );
}

describe("what makes a difference on the wire", () => {
  test("an acknowledgement ahead of the handler", limits, () => {
    let tried = 0;
    holdsForRuns((run) => {
      if (isAtMostOnce(run)) return;
      for (const { timeMs, id, name, process, group, message } of handled(run)) {
        const names = [id, idOf(run, message.message)];
        if (givenUpTo(run, group).some((each) => names.includes(each))) continue;
        tried++;
        const taking = { at: timeMs - 1, process, command: "XREADGROUP", noAck: true };
        const read = { ...taking, group: name, returned: [message.message] };
        const found = findingsOf(withCommands(run, [read]), "early-acknowledgement fail");
        expect(found.split(" ")).toContain(message.message);
      }
    });
    expect(tried).toBeGreaterThan(70);
  });

  test("a publish that Redis is seen to refuse, and nobody gets", limits, () => {
    let tried = 0;
    holdsForRuns((run) => {
      const key = published(run).find(
        ({ message }) => outcomeOf(run, message) === "acknowledged" && idOf(run, message),
      )?.message;
      if (key === undefined || commandsOf(run).length === 0) return;
      tried++;
      const operations = run.operations.filter((each) => !tellsOf(each, key));
      const at = published(run).find(({ message }) => message === key)?.timeMs ?? 0;
      const sent = { at, process: "publisher-0", command: "XADD", messages: [key], error: "OOM" };
      const refused = withCommands({ ...run, operations }, [sent]);
      expect(findingsOf(refused, "false-acknowledgement fail").split(" ")).toContain(key);
    });
    expect(tried).toBeGreaterThan(20);
  });

  test("payloads that cannot be read accuse nobody of whom Redis may have taken it", limits, () => {
    let accused = 0;
    holdsForRuns((run) => {
      const encoded = withChangedCommands(run, ({ messages: _messages, ...rest }) => rest);
      const keys = findingsOf(encoded, "false-acknowledgement fail").split(" ").slice(2);
      for (const key of keys) {
        accused++;
        const settledMs = settledAt(run, key) ?? 0;
        const taken = carriersOf(run, key).filter((each) => mayBeExecutedBy(each, settledMs));
        expect(taken).toEqual([]);
      }
    });
    expect(accused).toBeGreaterThan(3);
  });
});

/** Its deliveries and its commands, and what the auditor found of it. */
function tellsOf(operation: RecordedRun["operations"][number], key: string): boolean {
  if (operation.kind === "audit" || operation.kind === "deliver") return true;
  return operation.kind === "wire" && (operation.messages ?? []).includes(key);
}
