import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { Group } from "../facts/groups.ts";
import { isNameInRedis } from "../facts/names-in-redis.ts";

export function isAcknowledgement({ command }: WireCommand): boolean {
  return command === "XACK" || command === "XACKDEL";
}

/** Returns whether a command names this group, with or without a prefix of the bus. */
export function concerns({ name }: Group, { group }: WireCommand): boolean {
  return group !== undefined && isNameInRedis(group, name);
}

/** Returns a function that finds the group of a topic by the name in a command. */
export function createGroupFinder(
  groups: readonly Group[],
): (topic: string, nameInCommand: string) => Group | undefined {
  const topics = Map.groupBy(groups, ({ topic }) => topic);
  const known = new Map<string, Group | undefined>();
  return (topic, nameInCommand) => {
    const question = `${topic}\n${nameInCommand}`;
    if (known.has(question)) return known.get(question);
    const ofTopic = topics.get(topic) ?? [];
    const exact = ofTopic.find((group) => group.name === nameInCommand);
    const prefixed = ofTopic.filter((group) => isNameInRedis(nameInCommand, group.name));
    const found = exact ?? (prefixed.length === 1 ? prefixed[0] : undefined);
    known.set(question, found);
    return found;
  };
}
