import type { IndexedHistory } from "../../history/indexed-history.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import { factsOf } from "../facts/facts.ts";
import type { Group } from "../facts/groups.ts";
import { isNameInRedis } from "../facts/names-in-redis.ts";

export function isAcknowledgement({ command }: WireCommand): boolean {
  return command === "XACK" || command === "XACKDEL";
}

/** Returns whether a command names this group, with or without a prefix of the bus. */
export function concerns({ name }: Group, { group }: WireCommand): boolean {
  return group !== undefined && isNameInRedis(group, name);
}

/**
 * Returns whether a command names this group, and not on the stream of another topic. Without an audit of the stream the
 * name of the group alone decides. The history leaves out the namespace at the front of the key of a command.
 *
 *      11 ms  XREADGROUP of the group mail on the stream `stream:orders.eu`
 *     → it concerns the group mail of the topic orders.eu, and not the group mail of the topic orders
 */
export function concernsOnItsTopic(
  group: Group,
  command: WireCommand,
  history: IndexedHistory,
): boolean {
  if (!concerns(group, command)) return false;
  const { key, keys = key === undefined ? [] : [key] } = command;
  const { audits } = factsOf(history);
  const isOn = (topic: string): boolean => {
    const stream = audits.get(topic)?.key;
    return stream !== undefined && keys.some((each) => stream.endsWith(each));
  };
  if (!audits.has(group.topic) || isOn(group.topic)) return true;
  return ![...audits.keys()].some(isOn);
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
