import { expect, test } from "vitest";

import type { OperationDraft } from "../../history/operation.ts";
import type { Link } from "../../link/contract/link.ts";
import { recordLeftovers } from "./record-leftovers.ts";

/** Records what is left on a link that has opened `connections` at each look, of which `open` are still open. */
async function leftovers(connections: (look: number) => number, open = 0): Promise<unknown> {
  let look = 0;
  const idle = {
    bytesToServer: 0,
    bytesToClient: 0,
    closedByFault: 0,
    refused: 0,
    withheldBytes: 0,
  };
  const traffic: Link["traffic"] = async () => ({
    ...idle,
    connections: connections(look++),
    open,
  });
  const recorded: OperationDraft[] = [];
  await recordLeftovers({
    links: new Map([["subscriber-0", { traffic }]]),
    recorder: { record: (draft) => recorded.push(draft) },
    quietMs: 1,
    signal: new AbortController().signal,
  });
  return recorded.map((draft) => ("values" in draft ? draft.values : undefined));
}

test("a bus that opens nothing and keeps nothing leaves nothing behind", async () => {
  expect(await leftovers(() => 7)).toEqual([{ openAfterClose: 0, openedAfterClose: 0 }]);
});

test("a connection that comes late, and ends, is no leftover", async () => {
  expect(await leftovers((look) => (look < 2 ? 7 : 130))).toEqual([
    { openAfterClose: 0, openedAfterClose: 0 },
  ]);
});

test("a bus that opens connections in every quiet time goes on connecting", async () => {
  expect(await leftovers((look) => look)).toEqual([{ openAfterClose: 0, openedAfterClose: 1 }]);
});
