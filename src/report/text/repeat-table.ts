import { countText, durationText } from "../../wording.ts";
import type { RepeatSummary, Spread } from "../model/repeat-summary.ts";

export const repeatHeadings = [
  "repeated",
  "runs",
  "failed",
  "lossy runs",
  "lost median / worst",
  "duplicated median / worst",
  "in doubt median / worst",
  "recovery median / worst",
] as const;

/** Returns the cells below `repeatHeadings`. */
export function repeatCells(summary: RepeatSummary): string[] {
  const { recoveryMs } = summary;
  return [
    `${summary.name} on ${summary.bus}`,
    countText(summary.runs),
    countText(summary.failed),
    countText(summary.lossy),
    spreadText(summary.lost, countText),
    spreadText(summary.duplicates, countText),
    spreadText(summary.inDoubt, countText),
    recoveryMs === undefined ? "not measured" : spreadText(recoveryMs, durationText),
  ];
}

function spreadText({ median, worst }: Spread, text: (value: number) => string): string {
  return `${text(median)} / ${text(worst)}`;
}
