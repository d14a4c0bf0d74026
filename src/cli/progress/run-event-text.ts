import { verdictColours, type Paint } from "../../report/text/paint.ts";
import { oneLine } from "../../report/text/plain-text.ts";
import { verdictMark, verdictText } from "../../report/text/verdict-mark.ts";
import type { RunTitle } from "../../run/plan/run-title.ts";
import type { RunEvent } from "../../run/run-event.ts";
import type { RunRecord } from "../../run/run-record.ts";
import { summaryOfRun } from "../../run/summary-of-run.ts";
import { durationText } from "../../wording.ts";

/** Returns a text with at most this many characters. The last one of a longer text is `…`. */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1))}…`;
}

/** Returns the position of a run among all runs of the command: `[2/6]`. */
export function positionText({ position, total }: RunTitle): string {
  if (total === undefined) return `[${position}]`;
  return `[${String(position).padStart(String(total).length)}/${total}]`;
}

/** Returns `[2/6] restart/sigkill-1s on streams, seed 42`. */
export function titleText(title: RunTitle): string {
  const { scenario, variant, bus, seed } = title;
  return `${positionText(title)} ${oneLine(`${scenario}/${variant} on ${bus}`)}, seed ${seed}`;
}

/** Returns the verdict and the summary of a run: `✓ pass: nothing lost of 990`. */
export function recordText(record: RunRecord): string {
  if (record.kind === "not-applicable") {
    return `${verdictText("not-applicable")}: ${oneLine(record.reason)}`;
  }
  return `${verdictText(record.judgement.verdict)}: ${oneLine(summaryOfRun(record))}`;
}

/** Returns the end of a run on one line of a terminal: `[2/6] ✓ restart/sigkill-1s  3.2 s  nothing lost of 990`. */
export function endText(
  { title, elapsedMs, record }: Extract<RunEvent, { kind: "scenario-ended" }>,
  { paint, columns = 80 }: { readonly paint: Paint; readonly columns?: number | undefined },
): string {
  const verdict = record.kind === "judged" ? record.judgement.verdict : record.kind;
  const name = `${verdictMark(verdict)} ${oneLine(`${title.scenario}/${title.variant}`)}`;
  const why = record.kind === "judged" ? summaryOfRun(record) : record.reason;
  const start = `${positionText(title)} `;
  const rest = `  ${durationText(elapsedMs)}  ${oneLine(why)}`;
  const room = columns - start.length - name.length;
  return `${start}${paint(verdictColours[verdict], name)}${cutText(rest, room)}`;
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
