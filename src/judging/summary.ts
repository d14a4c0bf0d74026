import { counted, countText, durationText } from "../wording.ts";
import type { Metrics } from "./figures/metrics.ts";
import type { Finding, Verdict } from "./finding/finding.ts";

/** The figures of a pass, and the remarks on the bus. */
interface PassedRun {
  readonly metrics: Metrics;
  readonly remarks: readonly string[];
}

/** Returns the sentence that stands for the whole run: its worst finding, or the figures of a pass. */
export function summarise(
  verdict: Verdict,
  findings: readonly Finding[],
  { metrics: { counts, recovery }, remarks }: PassedRun,
): string {
  const [worst] = findings;
  if (verdict !== "pass" && worst) return worst.summary;
  const selfCheck = findings.find(({ isSelfCheck }) => isSelfCheck);
  if (selfCheck) return selfCheck.summary;
  const parts = [`${counted(counts.acknowledged, "message")} acknowledged, none lost`];
  if (counts.lostAllowed > 0)
    parts[0] = `${counted(counts.acknowledged, "message")} acknowledged, ${countText(counts.lostAllowed)} lost where the guarantees of the bus allow it`;
  // A loss that is allowed is named even if another finding comes first.
  parts.push(
    ...findings
      .filter(({ kind }) => kind === "lost" || kind === "dropped")
      .map((each) => each.summary),
  );
  if (counts.duplicatesAllowed > 0)
    parts.push(`${counted(counts.duplicatesAllowed, "message")} delivered again for a good reason`);
  if (recovery && Number.isFinite(recovery.upperMs))
    parts.push(`recovered ${withinText(recovery)}`);
  return [...parts, ...remarks].join("; ");
}

/** `within 158 ms`, or `in 900 ms to 1.1 s` if recovery took at least something. */
function withinText({ lowerMs, upperMs }: NonNullable<Metrics["recovery"]>): string {
  return lowerMs === 0
    ? `within ${durationText(upperMs)}`
    : `in ${durationText(lowerMs)} to ${durationText(upperMs)}`;
}
