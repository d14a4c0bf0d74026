const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** Reads `500ms`, `30s`, `1.5s` or `2m` as milliseconds. Returns `undefined` for any other text. */
export function typedDurationMs(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)$/u.exec(text);
  return match ? Math.round(Number(match[1]) * (unitsMs[match[2] ?? ""] ?? Number.NaN)) : undefined;
}
