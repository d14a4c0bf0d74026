import { describe, expect, test } from "vitest";

import type { StruckCommand } from "../../history/struck-command.ts";
import { judge } from "../judge.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHistory, seen } from "../testing/history-builder.ts";

const heldAt = "reader XGROUP CREATE stream:orders #1";
const held: StruckCommand = {
  connectionName: "reader",
  command: "XGROUP CREATE",
  key: "stream:orders",
  occurrence: 1,
  position: "before-forwarding",
  act: "stall",
};

function unnamed(command: string): StruckCommand {
  return { command, occurrence: 1, position: "before-forwarding", act: "stall" };
}

interface Start {
  readonly group: string;
  readonly at: number;
  readonly from: "start" | "new";
  readonly command: StruckCommand;
}

/** Subscribers that are held for 30 ms each; one message is published during each hold. */
function heldStarts(starts: readonly Start[]) {
  const history = scriptHistory({
    checkers: ["startup"],
    guarantees: { replaysFromStart: true },
  });
  for (const { group, at, from, command } of starts) {
    const roles = [`subscriber-${group}`];
    history
      .subscribe({ group, at, from, tookMs: 50 })
      .fault({ at: at + 10, healAt: at + 40, command, roles, evidence: seen })
      .publish(`publisher-0/${group}`, { at: at + 20 });
  }
  return history;
}

const one = (from: "start" | "new") => heldStarts([{ group: "a", at: 0, from, command: held }]);

describe("judgeStartCommands", () => {
  test("a subscriber with `new` may miss what is published during its start, and the command is named", () => {
    const history = one("new").exchange("publisher-0/1", 60).drain().build();
    expect(found(history)).toEqual(["lost pass"]);
    expect(findingOf(history, "lost")).toMatchObject({
      summary: `messages published before 1 of 1 start-up command were lost, as \`new\` allows: before ${heldAt}`,
      messages: ["publisher-0/a"],
    });
  });

  test("the summary of a run that passes names the start-up commands with losses", () => {
    const { verdict, summary } = judge(one("new").exchange("publisher-0/1", 60).drain().build());
    expect(verdict).toBe("pass");
    expect(summary).toMatch(
      /^2 messages acknowledged, none lost; messages published before 1 of 1/,
    );
  });

  test("a subscriber that gets what is published during its start has no finding", () => {
    const history = one("new").deliver("publisher-0/a", { at: 55 }).drain().build();
    expect(found(history)).toEqual([]);
  });

  test("a subscriber with `start` fails if it misses what is published during its start", () => {
    const history = one("start").exchange("publisher-0/1", 60).drain().build();
    expect(found(history)).toEqual(["lost fail", "lost fail"]);
  });

  test.each([
    [10, ["lost fail", "lost pass"]],
    [50, ["lost pass"]],
  ])(
    "an at-most-once subscriber whose subscribe resolves at %i ms and that misses a message of 25 ms gives %j",
    (tookMs, expected) => {
      const guarantees = { delivery: "at-most-once" } as const;
      const history = scriptHistory({ checkers: ["startup"], guarantees })
        .subscribe({ group: "a", at: 0, tookMs })
        .fault({ at: 12, healAt: 40, command: held, roles: ["subscriber-a"], evidence: seen })
        .publish("publisher-0/a", { at: 25 })
        .exchange("publisher-0/1", 60)
        .drain();
      expect(found(history.build()).toSorted()).toEqual(expected);
    },
  );

  test("messages published before and after the hold are not counted", () => {
    const history = one("new").deliver("publisher-0/a", { at: 55 });
    history.publish("publisher-0/before", { at: 9 }).publish("publisher-0/after", { at: 41 });
    expect(found(history.drain().build())).toEqual([]);
  });
});

test("every start-up command with a loss is named, however many there are", () => {
  const commands = ["HELLO", "TIME", "XADD", "INFO", "CLIENT INFO", "PING"].map(unnamed);
  const history = heldStarts(
    commands.map((command, at) => ({ group: `g${at}`, at: at * 100, from: "new", command })),
  );
  for (const [at] of commands.entries()) {
    // Each group gets what is published once it is ready; the last one also what came before.
    for (let later = at + 1; later < commands.length; later++) {
      history.deliver(`publisher-0/g${later}`, { at: later * 100 + 60, group: `g${at}` });
    }
  }
  history.deliver("publisher-0/g5", { at: 570, group: "g5" });
  expect(findingOf(history.drain().build(), "lost").summary).toBe(
    "messages published before 5 of 6 start-up commands were lost, as `new` allows: before HELLO #1, before TIME #1, before XADD #1, before INFO #1, before CLIENT INFO #1",
  );
});

test("losses that were owed and losses that were not are reported apart", () => {
  const history = heldStarts([
    { group: "a", at: 0, from: "new", command: unnamed("HELLO") },
    { group: "b", at: 100, from: "start", command: held },
  ]);
  history.deliver("publisher-0/b", { at: 160, group: "a" });
  history.deliver("publisher-0/a", { at: 160, group: "b" });
  const { findings } = judge(history.drain().build());
  expect(findings.map(({ verdict, summary }) => `${verdict} ${summary}`)).toEqual([
    expect.stringContaining("fail lost 1 of"),
    `fail messages published before 1 of 2 start-up commands were lost: before ${heldAt}`,
    "pass messages published before 1 of 2 start-up commands were lost, as `new` allows: before HELLO #1",
  ]);
});

test("a run without a drain has no finding about start-up commands", () => {
  expect(found(one("new").exchange("publisher-0/1", 60).build())).toEqual(["no-evidence unknown"]);
});

describe("judgeStartCommands without a usable hold", () => {
  test("a run without a hold has no finding about start-up commands", () => {
    const history = scriptHistory({ checkers: ["startup"] })
      .subscribe({})
      .drain();
    expect(found(history.exchange("publisher-0/0", 10).build())).toEqual([]);
  });

  test("a hold during which no message was acknowledged is missing evidence", () => {
    const history = scriptHistory({ checkers: ["startup"] })
      .subscribe({ tookMs: 50 })
      .fault({ at: 10, healAt: 40, command: held, roles: ["subscriber-a"], evidence: seen })
      .publish("publisher-0/0", { at: 20, tookMs: 21 })
      .deliver("publisher-0/0", { at: 60 })
      .drain()
      .build();
    expect(findingOf(history, "no-evidence").summary).toBe(
      `no message was acknowledged while a subscriber was held before ${heldAt}`,
    );
  });

  test.for<Partial<StruckCommand>>([{ act: "delay" }, { position: "before-reply" }])(
    "a fault at a command that is not a hold has no finding about start-up commands: %o",
    (changes) => {
      const history = heldStarts([
        { group: "a", at: 0, from: "new", command: { ...held, ...changes } },
      ]);
      expect(found(history.exchange("publisher-0/1", 60).drain().build())).toEqual([]);
    },
  );

  test("a hold that never struck has no finding about start-up commands", () => {
    const history = scriptHistory({ checkers: ["startup"] })
      .subscribe({ tookMs: 50 })
      .fault({
        at: 10,
        healAt: 40,
        command: held,
        roles: ["subscriber-a"],
        evidence: [{ what: "struck", seen: false }],
      })
      .exchange("publisher-0/0", 60)
      .drain();
    expect(found(history.build())).toEqual(["no-evidence unknown"]);
  });
});
