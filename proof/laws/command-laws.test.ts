import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { WireCommand } from "../../src/history/operations/wire-operations.ts";
import { realJudge, disagreement, disagreementText, proofCaseOf } from "../compare-judges.ts";
import { idsReportedDropped, mayLose } from "../oracle/oracle-missing.ts";
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
import { toRecordedRun } from "../run-scripts/record-script.ts";
import {
  permutedCommands,
  withChangedCommands,
  unrelatedCommands,
  withCommands,
} from "./command-changes.ts";
import { scriptsWithCommands } from "./random-command-scripts.ts";

/** The seed makes every test run use the same histories, so that a broken law fails each time. */
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
  test("the judge agrees with the oracle on random histories with commands", limits, () => {
    const shown = new Set<string>();
    const check = (script: Parameters<typeof proofCaseOf>[0]): void => {
      const asked = (script.checkers ?? []).filter((each) => each !== "leak");
      // A run whose header asks for resumption is not asked how long the recovery took.
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

describe("changes of commands that must not change the result", () => {
  test("unrelated commands change nothing", limits, () => {
    holdsForRuns((run) => {
      const other = withCommands(run, unrelatedCommands(run));
      expect(realJudge(other)).toBe(realJudge(run));
    });
  });

  test(
    "another order of commands of the same moment changes nothing, except within a role",
    limits,
    () => {
      let swapped = 0;
      holdsForRuns((run) => {
        for (const parity of [0, 1]) {
          const other = permutedCommands(run, (position) => position % 2 === parity);
          if (JSON.stringify(other.operations) !== JSON.stringify(run.operations)) swapped++;
          expect(realJudge(other)).toBe(realJudge(run));
        }
      });
      expect(swapped).toBeGreaterThan(30);
    },
  );

  test.each<[string, (command: WireCommand) => WireCommand]>([
    ["the number of a connection", (each) => ({ ...each, connection: 7 + each.connection })],
    ["the name of a connection", (each) => ({ ...each, connectionName: "other" })],
    [
      "the number of a command among equal ones",
      (each) => ({ ...each, occurrence: each.occurrence + 9 }),
    ],
    ["a prefix before the name of a group", prefixed],
    ["the text of an error reply", (each) => (each.error ? { ...each, error: "READONLY" } : each)],
  ])("%s changes nothing", limits, (_name, change) => {
    holdsForRuns((run) => {
      expect(realJudge(withChangedCommands(run, change))).toBe(realJudge(run));
    });
  });

  test(
    "the connection of each command changes nothing but the load of a connection",
    limits,
    () => {
      holdsForRuns((run) => {
        const judged = realJudge(run);
        if (judged.includes("overload")) return;
        const apart = withChangedCommands(run, (each) => ({ ...each, connection: 7 + each.index }));
        expect(realJudge(apart)).toBe(judged);
      });
    },
  );

  test("an XACK long after the handler changes nothing", limits, () => {
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

/** The first deliveries of the topic `orders` whose handlers are done. */
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

describe("changes of commands that must change the result", () => {
  test("a read with NOACK before the handler gives an early acknowledgement", limits, () => {
    let tried = 0;
    holdsForRuns((run) => {
      if (mayLose(run)) return;
      for (const { timeMs, id, name, process, group, message } of handled(run)) {
        const names = [id, idOf(run, message.message)];
        if (idsReportedDropped(run, group).some((each) => names.includes(each))) continue;
        tried++;
        const taking = { at: timeMs - 1, process, command: "XREADGROUP", noAck: true };
        const read = { ...taking, group: name, returned: [message.message] };
        const found = findingsOf(withCommands(run, [read]), "early-acknowledgement fail");
        expect(found.split(" ")).toContain(message.message);
      }
    });
    expect(tried).toBeGreaterThan(70);
  });

  test(
    "an acknowledged publish that Redis refused and no group got gives a false acknowledgement",
    limits,
    () => {
      let tried = 0;
      holdsForRuns((run) => {
        const key = published(run).find(
          ({ message }) => outcomeOf(run, message) === "acknowledged" && idOf(run, message),
        )?.message;
        if (key === undefined || commandsOf(run).length === 0) return;
        tried++;
        const operations = run.operations.filter((each) => !isAbout(each, key));
        const at = published(run).find(({ message }) => message === key)?.timeMs ?? 0;
        const sent = { at, process: "publisher-0", command: "XADD", messages: [key], error: "OOM" };
        const refused = withCommands({ ...run, operations }, [sent]);
        expect(findingsOf(refused, "false-acknowledgement fail").split(" ")).toContain(key);
      });
      expect(tried).toBeGreaterThan(20);
    },
  );

  test(
    "unreadable payloads give no false acknowledgement of a message that Redis may have",
    limits,
    () => {
      let reported = 0;
      holdsForRuns((run) => {
        const encoded = withChangedCommands(run, ({ messages: _messages, ...rest }) => rest);
        const keys = findingsOf(encoded, "false-acknowledgement fail").split(" ").slice(2);
        for (const key of keys) {
          reported++;
          const settledMs = settledAt(run, key) ?? 0;
          const taken = carriersOf(run, key).filter((each) => mayBeExecutedBy(each, settledMs));
          expect(taken).toEqual([]);
        }
      });
      expect(reported).toBeGreaterThan(3);
    },
  );
});

/** True for deliveries, audits, and commands that carry the message. */
function isAbout(operation: RecordedRun["operations"][number], key: string): boolean {
  if (operation.kind === "audit" || operation.kind === "deliver") return true;
  return operation.kind === "wire" && (operation.messages ?? []).includes(key);
}
