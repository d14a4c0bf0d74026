import { expect, test } from "vitest";

import { indexHistory } from "../../history/index-history.ts";
import type { OperationDraft } from "../../history/operation.ts";
import { eventLoopDelayValue, harnessSample } from "../../history/sample-names.ts";
import { findingOf, found } from "../testing/found.ts";
import { scriptHeader, scriptHistory } from "../testing/history-builder.ts";

const close = { kind: "bus-call", process: "publisher-0", call: "close" } as const;

/** Builds a right run whose publisher is closed, with these connections left. */
function leaving(open: number, opened: number, end: "ok" | "info" = "ok") {
  return leavingAfter(rightRun(), { open, opened }, end);
}

const rightRun = () => scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain();

function leavingAfter(
  told: ReturnType<typeof rightRun>,
  { open, opened }: { readonly open: number; readonly opened: number },
  end: "ok" | "info" = "ok",
) {
  const right = told.operations();
  const values = { openAfterClose: open, openedAfterClose: opened };
  const sample = { kind: "sample", type: "info", process: "publisher-0", values } as const;
  const drafts: readonly OperationDraft[] = [
    { ...close, type: "invoke" },
    { ...close, type: end, ...(end === "info" && { gaveUpAfterMs: 5000 }) },
    { ...sample, sample: "leftovers" },
  ];
  const added = drafts.map((draft, at) => ({
    ...draft,
    index: right.length + at,
    timeMs: 200_000,
  }));
  return indexHistory(scriptHeader(), [...right, ...added]);
}

test("a bus that keeps a connection open after close leaks it", () => {
  expect(found(leaving(1, 0))).toEqual(["leak fail"]);
  expect(findingOf(leaving(1, 0), "leak")).toMatchObject({
    rule: "leak/after-close",
    summary: "1 bus kept connections after close: publisher-0 1 still open",
  });
});

test("a bus that opens connections after close leaks them", () => {
  expect(findingOf(leaving(0, 3), "leak").summary).toContain("publisher-0 3 opened afterwards");
});

test("a bus that leaves no connection behind leaks nothing", () => {
  expect(found(leaving(0, 0))).toEqual([]);
});

test("a starved bus that was still subscribing is unknown, and one that was not fails", () => {
  const withCall = (tookMs: number | null, delayMs: number) => {
    const values = { [eventLoopDelayValue]: delayMs };
    const told = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b", process: "publisher-0", tookMs })
      .exchange("publisher-0/0", 10)
      .sample({ sample: harnessSample, values })
      .drain();
    return findingOf(leavingAfter(told, { open: 1, opened: 0 }), "leak");
  };
  expect(withCall(null, 501)).toMatchObject({ rule: "leak/harness-starved", verdict: "unknown" });
  expect(withCall(null, 500)).toMatchObject({ rule: "leak/after-close", verdict: "fail" });
  expect(withCall(1, 501)).toMatchObject({ rule: "leak/after-close", verdict: "fail" });
});

test("connections of a bus whose close hangs are no leak", () => {
  expect(found(leaving(2, 0, "info"))).toEqual(["hung fail"]);
});

test("connections are not judged if the history does not say that the bus was closed", () => {
  const right = scriptHistory().subscribe({}).exchange("publisher-0/0", 10).drain();
  const values = { openAfterClose: 1, openedAfterClose: 0 };
  const history = right.sample({ process: "publisher-0", sample: "leftovers", values });
  expect(found(history.build())).toEqual([]);
});
