import { counted, durationText } from "../wording.ts";
import type { Metrics } from "./figures/metrics.ts";
import type { Finding, Verdict } from "./finding/finding.ts";

/** Returns the sentence that stands for the whole run: its worst finding, or the figures of a pass. */
export function summarise(
  verdict: Verdict,
  findings: readonly Finding[],
  { counts, recovery }: Metrics,
): string {
  const [worst] = findings;
  if (verdict !== "pass" && worst) return worst.summary;
  const parts = [`${counted(counts.acknowledged, "message")} acknowledged, none lost silently`];
  if (counts.lost + counts.dropped > 0) parts[0] = worst?.summary ?? "";
  // A loss that is allowed is named even if another finding comes first.
  const missed = findings.find(({ kind }) => kind === "lost")?.summary;
  if (missed !== undefined && missed !== parts[0]) parts.push(missed);
  if (counts.duplicates > 0) parts.push(counted(counts.duplicates, "explained duplicate"));
  if (recovery) {
    const { lowerMs, upperMs } = recovery;
    parts.push(`recovered in ${durationText(lowerMs)} to ${durationText(upperMs)}`);
  }
  return parts.join("; ");
}
