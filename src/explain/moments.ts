/** Returns a time of the run as text, such as `1.203 s`. */
export function atText(timeMs: number): string {
  return `${(timeMs / 1_000).toFixed(3)} s`;
}

/** Rounds to the microsecond, so that differences of recorded times have no long tail of digits. */
export function roundMs(timeMs: number): number {
  return Math.round(timeMs * 1_000) / 1_000;
}

export function roundedOrNull(timeMs: number | undefined): number | null {
  return timeMs === undefined || !Number.isFinite(timeMs) ? null : roundMs(timeMs);
}
