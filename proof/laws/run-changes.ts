import type { Operation, OperationDraft } from "../../src/history/operation.ts";
import type { RecordedRun } from "../recorded/recorded-run.ts";

/** Moves every time of the run by this many milliseconds. */
export function shiftedBy(run: RecordedRun, byMs: number): RecordedRun {
  const text = JSON.stringify(run.operations, (key, value: unknown) =>
    typeof value === "number" && timeFields.has(key) ? value + byMs : value,
  );
  return { ...run, operations: JSON.parse(text) as readonly Operation[] };
}

const timeFields = new Set(["timeMs", "intendedMs", "forwardedMs", "executedMs", "repliedMs"]);

/** Replaces every string of the history, except for those that are words of the format. */
export function renamed(run: RecordedRun, rename: (name: string) => string): RecordedRun {
  const text = JSON.stringify(run.operations, (key, value: unknown) =>
    typeof value === "string" && !fixedWords.has(key) ? rename(value) : value,
  );
  return { ...run, operations: JSON.parse(text) as readonly Operation[] };
}

const fixedWords = new Set(["kind", "type", "from", "action", "notice", "outcome", "damage"]);

/**
 * Swaps neighbouring operations of the same moment if their order cannot matter, at every position for
 * which `isSwapped` returns true.
 */
export function permuted(run: RecordedRun, isSwapped: (position: number) => boolean): RecordedRun {
  const operations = [...run.operations];
  for (let at = 1; at < operations.length; at++) {
    const before = operations[at - 1]!;
    const after = operations[at]!;
    if (!isSwapped(at) || before.timeMs !== after.timeMs || !areIndependent(before, after))
      continue;
    operations[at - 1] = after;
    operations[at] = before;
  }
  return { ...run, operations: numbered(operations) };
}

const independentKinds = new Set(["publish", "deliver", "notice"]);

/** True for operations of different roles that are not about the same message. */
function areIndependent(left: Operation, right: Operation): boolean {
  if (!independentKinds.has(left.kind) || !independentKinds.has(right.kind)) return false;
  if (left.process === right.process) return false;
  return !("message" in left && "message" in right && left.message === right.message);
}

/** Merges two runs into one history. They must have no message and no role in common. */
export function merged(left: RecordedRun, right: RecordedRun): RecordedRun {
  const moved = right.operations.map((each) => ({
    ...each,
    ...("subscription" in each && { subscription: each.subscription + 1000 }),
    ...("delivery" in each && { delivery: each.delivery + 1000 }),
  }));
  const both = [...left.operations, ...moved].filter(({ kind }) => kind !== "drain");
  const drains = left.operations.filter(({ kind }) => kind === "drain");
  const inOrder = [...both, ...drains].toSorted((one, other) => one.timeMs - other.timeMs);
  return { ...left, operations: numbered(inOrder) };
}

/** Leaves out the operations for which `isLeftOut` returns true. */
export function without(run: RecordedRun, isLeftOut: (each: Operation) => boolean): RecordedRun {
  return { ...run, operations: numbered(run.operations.filter((each) => !isLeftOut(each))) };
}

/** Adds operations at their times, after the operations of the same moment that are there already. */
export function withMore(
  run: RecordedRun,
  more: readonly { readonly at: number; readonly draft: OperationDraft }[],
): RecordedRun {
  const added = more.map(({ at, draft }): Operation => ({ ...draft, index: 0, timeMs: at }));
  const inOrder = [...run.operations, ...added].toSorted((one, other) => one.timeMs - other.timeMs);
  return { ...run, operations: numbered(inOrder) };
}

function numbered(operations: readonly Operation[]): readonly Operation[] {
  return operations.map((each, index) => ({ ...each, index }));
}
