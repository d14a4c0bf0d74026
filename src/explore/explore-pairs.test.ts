import { expect, test } from "vitest";

import { planPairs } from "./explore-pairs.ts";
import { secondActs } from "./faults-at-command.ts";
import type { RecoveryCommand } from "./recovery-path.ts";
import { formatToken, parseToken } from "./token.ts";

const first = parseToken("publisher-0/commands/XADD/stream:orders/2/before-reply/fin");
const second = parseToken("publisher-0/commands/XADD/stream:orders/3/before-reply/fin");
const third = parseToken("publisher-0/commands/TIME/-/1/before-reply/fin");

/** Returns a recovery that sends these commands. */
function path(...commands: string[]): readonly RecoveryCommand[] {
  const common = { role: "publisher-0", connection: "commands", key: undefined, occurrence: 1 };
  return commands.map((command, at) => ({
    point: { ...common, command },
    answered: true,
    remaining: commands.slice(at).join(" "),
  }));
}

test("planPairs explores recoveries with the same remaining commands only once", () => {
  const paths = new Map([
    [second, path("XRANGE", "XADD")],
    [first, path("XRANGE", "XADD")],
    [third, path("INFO", "XRANGE", "XADD")],
  ]);
  const { pairs, pruned } = planPairs([first, second, third], paths, secondActs);
  const perCommand = 4 * secondActs.length;
  expect(pairs).toHaveLength(3 * perCommand);
  expect(pruned).toBe(4 * perCommand);
  expect(formatToken(pairs[0] ?? [])).toBe(
    `${formatToken(first)},publisher-0/commands/XRANGE/-/1/before-forwarding/fin`,
  );
  expect(pairs.some(([each]) => each === second[0])).toBe(false);
});

test("planPairs plans no second fault for a point without a decided run", () => {
  expect(planPairs([first], new Map(), secondActs)).toEqual({ pairs: [], pruned: 0 });
});
