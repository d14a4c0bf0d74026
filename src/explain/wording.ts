/** A moment of the run, such as `1.203 s`. */
export function atText(timeMs: number): string {
  return `${(timeMs / 1_000).toFixed(3)} s`;
}

/** How long something took: `0.4 ms`, `12 ms`, `12.3 s`. */
export function spanText(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return "for ever";
  if (durationMs >= 10_000) return `${(durationMs / 1_000).toFixed(1)} s`;
  return `${durationMs < 10 ? Number(durationMs.toFixed(1)) : Math.round(durationMs)} ms`;
}

/** To the microsecond, so that differences of recorded times have no tail of digits. */
export function roundMs(timeMs: number): number {
  return Math.round(timeMs * 1_000) / 1_000;
}

export function roundedOrNull(timeMs: number | undefined): number | null {
  return timeMs === undefined || !Number.isFinite(timeMs) ? null : roundMs(timeMs);
}
