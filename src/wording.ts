const listedAtMost = 4;

/** `1 message`, `2 040 messages`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${countText(count)} ${count === 1 ? singular : plural}`;
}

/** With a space between thousands. */
export function countText(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, " ");
}

/** The first few, and how many more there are. */
export function listed(parts: readonly string[], most = listedAtMost): string {
  const more = parts.length - most;
  const shown = parts.slice(0, most).join(", ");
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** How often each name occurs, most frequent first: `12 unread, 3 trimmed`. */
export function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, left], [, right]) => right - left);
  if (sorted.length === 1)
    return names.length === 1 ? `${sorted[0]?.[0]}` : `all ${sorted[0]?.[0]}`;
  return listed(sorted.map(([name, count]) => `${countText(count)} ${name}`));
}

/**
 * A duration with its unit and three digits, as every message and report shows it: `0.4 ms`, `850 ms`,
 * `2.35 s`, `30 s`, `1 min 30 s`. `Infinity` is `never`.
 */
export function durationText(durationMs: number): string {
  if (durationMs === Infinity) return "never";
  if (durationMs < 9.95) return `${Number(durationMs.toFixed(1))} ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1_000;
  if (seconds < 59.95) return `${Number(seconds.toFixed(seconds < 9.995 ? 2 : 1))} s`;
  const whole = Math.round(seconds);
  const rest = whole % 60;
  return `${Math.floor(whole / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
