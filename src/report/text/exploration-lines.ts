import { countText } from "../../wording.ts";
import type { Result, RunReport } from "../model/run-report.ts";
import { explorationFigures, explorationMap, unsteadyLines } from "./exploration-map.ts";
import { oneLine } from "./plain-text.ts";
import { verdictText } from "./verdict-mark.ts";

const shownPoints = 50;

/** Returns the map of an exploration, and a line for each point that did not pass. */
export function explorationLines({ exploration, results }: RunReport): string[] {
  if (!exploration) return [];
  const wanted = results.filter(({ verdict }) => verdict !== "pass");
  if (exploration.total === 0) return pointLines(wanted);
  return [
    ...explorationMap(exploration),
    ...unsteadyLines(exploration),
    ...pointLines(wanted),
    ...(wanted.length > 0 ? [tokenHint, ""] : []),
    explorationFigures(exploration),
    "",
  ];
}

const tokenHint = "--point TOKEN runs one of these points alone and reports it in full.";

function pointLines(wanted: readonly Result[]): string[] {
  if (wanted.length === 0) return [""];
  const lines = wanted.slice(0, shownPoints).map(pointLine);
  const more = wanted.length - lines.length;
  return ["", ...lines, ...(more > 0 ? [`and ${countText(more)} more in report.json`] : []), ""];
}

/** Returns `✗ fail publisher-0/…/7/before-reply/rst  lost: …`. */
function pointLine({ verdict, variant, summary, findings }: Result): string {
  const worst = findings.find((finding) => finding.verdict !== "pass");
  const why = worst ? `${worst.rule}: ${worst.summary}` : summary;
  return `${verdictText(verdict)} ${oneLine(variant)}  ${oneLine(why)}`;
}
