const listedAtMost = 4;

/** `1 message`, `2 040 messages`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(count)} ${count === 1 ? singular : plural}`;
}

/** With a space between thousands. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, " ");
}

/** The first few, and how many more there are. */
export function listed(parts: readonly string[]): string {
  const more = parts.length - listedAtMost;
  const shown = parts.slice(0, listedAtMost).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** How often each name occurs, most frequent first: `12 unread, 3 trimmed`. */
export function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, left], [, right]) => right - left);
  if (sorted.length === 1)
    return names.length === 1 ? `${sorted[0]?.[0]}` : `all ${sorted[0]?.[0]}`;
  return listed(sorted.map(([name, count]) => `${grouped(count)} ${name}`));
}
