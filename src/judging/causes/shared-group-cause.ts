import { counted } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import type { Cause } from "../finding/finding.ts";
import type { LossesInPlace } from "./losses-in-place.ts";

/**
 * Finds groups of the run that read with one and the same group in Redis, so that each message reaches only
 * one of them.
 */
export function sharedGroupCause({ history, group }: LossesInPlace): Cause | undefined {
  const groups = factsOf(history).groups.filter(({ topic }) => topic === group.topic);
  if (groups.length < 2) return undefined;
  const readers = new Map<string, Set<Group>>();
  for (const { command, group: name, process } of history.wire) {
    if (command !== "XREADGROUP" || name === undefined) continue;
    const reader = groups.find(({ processes }) => processes.has(process));
    if (reader) readers.set(name, (readers.get(name) ?? new Set()).add(reader));
  }
  const shared = [...readers].find(([, all]) => all.size > 1 && all.has(group));
  if (!shared) return undefined;
  const [name, all] = shared;
  const who = all.size === groups.length ? `all ${all.size} groups` : counted(all.size, "group");
  return {
    name: "one group in Redis for several",
    text: `${who} of the run read with one group in Redis, ${name}: each message reached only one of them`,
    advice: "Create a group of its own in Redis for each `group` that subscribe gets.",
  };
}
