import { oneLine } from "../../report/text/plain-text.ts";
import { verdictText } from "../../report/text/verdict-mark.ts";
import type { RunTitle } from "../../run/plan/run-title.ts";
import type { RunEvent } from "../../run/run-event.ts";
import type { RunRecord } from "../../run/run-record.ts";
import { countText, durationText } from "../../wording.ts";

/** `[2/6]`: which of the runs of this command. */
export function positionText({ position, total }: RunTitle): string {
  return `[${String(position).padStart(String(total).length)}/${total}]`;
}

/** `[2/6] restart/sigkill on streams, seed 42`. */
export function titleText(title: RunTitle): string {
  const { scenario, variant, bus, seed } = title;
  return `${positionText(title)} ${oneLine(`${scenario}/${variant} on ${bus}`)}, seed ${seed}`;
}

type Progress = Extract<RunEvent, { kind: "progress" }>;

export function progressText({ published, acknowledged, inDoubt, delivered }: Progress): string {
  return (
    `${countText(published)} published, ${countText(acknowledged)} acknowledged, ` +
    `${countText(inDoubt)} in doubt, ${countText(delivered)} delivered`
  );
}

export function recordText(record: RunRecord): string {
  if (record.kind === "not-applicable") {
    return `${verdictText("not-applicable")}: ${oneLine(record.reason)}`;
  }
  const { verdict, summary } = record.judgement;
  return `${verdictText(verdict)}: ${oneLine(summary)}`;
}

/** `[2/6]     12.3 s  fault     SIGKILL redis`: which run, when, what, and more about it. */
export function timedLine(
  { title, elapsedMs }: { title: RunTitle; elapsedMs: number },
  what: string,
  detail: string,
): string {
  const time = durationText(elapsedMs).padStart(10);
  return `${positionText(title)} ${time}  ${what.padEnd(8)}  ${oneLine(detail)}`.trimEnd();
}
