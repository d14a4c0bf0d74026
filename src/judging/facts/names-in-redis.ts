/**
 * Returns whether a name in Redis stands for the name that the run uses. A bus may put a prefix of its own
 * before the names of its keys and groups, so `app:orders` stands for `orders`.
 */
export function isNameInRedis(nameInRedis: string, name: string): boolean {
  return nameInRedis === name || nameInRedis.endsWith(`:${name}`);
}

/** Returns what Redis holds under the name of a group: under the name itself, or under the only one with a prefix. */
export function findGroup<Found>(
  byNameInRedis: ReadonlyMap<string, Found>,
  name: string,
): Found | undefined {
  const exact = byNameInRedis.get(name);
  if (exact) return exact;
  const prefixed = [...byNameInRedis].filter(([each]) => isNameInRedis(each, name));
  return prefixed.length === 1 ? prefixed[0]?.[1] : undefined;
}
