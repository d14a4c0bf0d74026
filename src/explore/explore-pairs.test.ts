import { expect, test } from "vitest";

import { planPairs } from "./explore-pairs.ts";
import { secondActs } from "./faults-at-command.ts";
import type { RecoveryCommand } from "./recovery-path.ts";
import { formatToken, parseToken } from "./token.ts";

const first = parseToken("publisher-0/commands/XADD/stream:orders/2/before-reply/fin");
const second = parseToken("publisher-0/commands/XADD/stream:orders/3/before-reply/fin");
const third = parseToken("publisher-0/commands/TIME/-/1/before-reply/fin");

/** The way back over these commands. */
function path(...commands: string[]): readonly RecoveryCommand[] {
  const common = { role: "publisher-0", connection: "commands", key: undefined, occurrence: 1 };
  return commands.map((command, at) => ({
    point: { ...common, command },
    answered: true,
    rest: commands.slice(at).join(" "),
  }));
}

test("the first run that had the same left to do stands for all of them", () => {
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

test("a point whose run showed nothing has no second fault", () => {
  expect(planPairs([first], new Map(), secondActs)).toEqual({ pairs: [], pruned: 0 });
});
