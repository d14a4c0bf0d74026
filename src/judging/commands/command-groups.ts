import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { Group } from "../facts/groups.ts";
import { isNameInRedis } from "../facts/names-in-redis.ts";

export function isAcknowledgement({ command }: WireCommand): boolean {
  return command === "XACK" || command === "XACKDEL";
}

/** Whether a command concerns a group: a bus may put a prefix of its own before its name. */
export function concerns({ name }: Group, { group }: WireCommand): boolean {
  return group !== undefined && isNameInRedis(group, name);
}

/** Finds the group of a topic by the name that commands call it. */
export function createGroupFinder(
  groups: readonly Group[],
): (topic: string, wireName: string) => Group | undefined {
  const topics = Map.groupBy(groups, ({ topic }) => topic);
  const known = new Map<string, Group | undefined>();
  return (topic, wireName) => {
    const name = `${topic}\n${wireName}`;
    if (known.has(name)) return known.get(name);
    const ofTopic = topics.get(topic) ?? [];
    const exact = ofTopic.find((group) => group.name === wireName);
    const prefixed = ofTopic.filter((group) => isNameInRedis(wireName, group.name));
    const found = exact ?? (prefixed.length === 1 ? prefixed[0] : undefined);
    known.set(name, found);
    return found;
  };
}
