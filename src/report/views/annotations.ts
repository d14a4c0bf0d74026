import { countText } from "../../wording.ts";
import type { Result, RunReport } from "../model/run-report.ts";
import { failureTexts } from "../text/failure-texts.ts";
import { oneLine } from "../text/plain-text.ts";
import { resultName } from "../text/result-text.ts";
import { verdictMark } from "../text/verdict-mark.ts";

/**
 * Renders the commands by which a GitHub runner shows one annotation for each scenario that did not pass: the run
 * with the worst verdict. GitHub shows at most ten errors and ten warnings of a step.
 */
export function renderAnnotations({ results }: RunReport): readonly string[] {
  const bad = results.filter(({ verdict }) => verdict === "fail" || verdict === "unknown");
  const scenarios = Map.groupBy(bad, ({ bus, scenario }) => JSON.stringify([bus, scenario]));
  return [...scenarios.values()].map(annotationOf);
}

function annotationOf(runs: readonly Result[]): string {
  const worst = runs.find(({ verdict }) => verdict === "fail") ?? runs[0];
  if (!worst) return "";
  const { message, lines } = failureTexts(worst);
  const command = worst.verdict === "fail" ? "error" : "warning";
  const title = `${verdictMark(worst.verdict)} ${resultName(worst, false)} on ${worst.bus}`;
  const others = runs.length - 1;
  const texts = [
    message,
    ...lines,
    ...(others > 0 ? [`and ${countText(others)} more of ${worst.scenario}`] : []),
  ];
  const text = texts
    .map(oneLine)
    .join("\n")
    .replaceAll(/\n{2,}/gu, "\n");
  return `::${command} title=${escapeProperty(oneLine(title))}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
