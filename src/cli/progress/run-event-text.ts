import { oneLine } from "../../report/text/plain-text.ts";
import { verdictText } from "../../report/text/verdict-mark.ts";
import type { RunTitle } from "../../run/plan/run-title.ts";
import type { RunEvent } from "../../run/run-event.ts";
import type { RunRecord } from "../../run/run-record.ts";
import { summaryOfRun } from "../../run/summary-of-run.ts";
import { countText, durationText } from "../../wording.ts";

/** Returns the position of a run among all runs of the command: `[2/6]`. */
export function positionText({ position, total }: RunTitle): string {
  return `[${String(position).padStart(String(total).length)}/${total}]`;
}

/** Returns `[2/6] restart/sigkill-1s on streams, seed 42`. */
export function titleText(title: RunTitle): string {
  const { scenario, variant, bus, seed } = title;
  return `${positionText(title)} ${oneLine(`${scenario}/${variant} on ${bus}`)}, seed ${seed}`;
}

type ProgressEvent = Extract<RunEvent, { kind: "progress" }>;

/** Returns `4 521 published, 4 500 acknowledged, 3 in doubt, 4 400 delivered`. */
export function progressText({
  published,
  acknowledged,
  inDoubt,
  delivered,
}: ProgressEvent): string {
  return (
    `${countText(published)} published, ${countText(acknowledged)} acknowledged, ` +
    `${countText(inDoubt)} in doubt, ${countText(delivered)} delivered`
  );
}

/** Returns the verdict and the summary of a run: `✓ pass: nothing lost of 990`. */
export function recordText(record: RunRecord): string {
  if (record.kind === "not-applicable") {
    return `${verdictText("not-applicable")}: ${oneLine(record.reason)}`;
  }
  return `${verdictText(record.judgement.verdict)}: ${oneLine(summaryOfRun(record))}`;
}

/** Returns one event of a run in columns: `[2/6]     12.3 s  fault     SIGKILL redis`. */
export function timedLine(
  { title, elapsedMs }: { title: RunTitle; elapsedMs: number },
  what: string,
  detail: string,
): string {
  const time = durationText(elapsedMs).padStart(10);
  return `${positionText(title)} ${time}  ${what.padEnd(8)}  ${oneLine(detail)}`.trimEnd();
}
