import type { IndexedHistory } from "../history/indexed-history.ts";
import type { WireCommand } from "../history/operations/wire-operations.ts";
import { counted, listed } from "../wording.ts";

const wipes = new Set(["FLUSHALL", "FLUSHDB"]);
const mostNames = 3;

/**
 * Says what the bus did in Redis that harms other programs. It is no finding, because each run may have a Redis of
 * its own, and then the bus keeps its claims nevertheless.
 *
 *     publisher-0 sends SET app:last
 *     → the bus used 1 name outside of context.namespace: app:last
 */
export function harmToOthers({ wire }: IndexedHistory): readonly string[] {
  return [...wipeTexts(wire), ...outsideTexts(wire)];
}

function wipeTexts(wire: readonly WireCommand[]): readonly string[] {
  const wipe = wire.find(({ command }) => wipes.has(command));
  if (!wipe) return [];
  return [`${wipe.process} sent ${wipe.command}, which deletes the keys of all other programs too`];
}

function outsideTexts(wire: readonly WireCommand[]): readonly string[] {
  const outside = wire.filter((command) => command.outsideNamespace);
  const names = [...new Set(outside.flatMap(({ key }) => (key === undefined ? [] : key)))];
  if (names.length === 0) return [];
  return [
    `the bus used ${counted(names.length, "name")} outside of context.namespace, which other runs on the same Redis use too: ${listed(names, mostNames)}`,
  ];
}
