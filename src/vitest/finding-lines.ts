import type { JudgedRun } from "../run/run-record.ts";
import { userCommand } from "../user-command.ts";
import { commandOfTest } from "./write-test-report.ts";

/** Returns why a run did not pass and what to do, for the message of a failed assertion. */
export function findingLines({ judgement, directory, title, printed }: JudgedRun): string {
  const findings = judgement.findings.filter(({ verdict }) => verdict !== "pass");
  const [worst] = findings;
  const message = findings.flatMap(({ messages }) => messages).find((key) => /\/\d+$/u.test(key));
  const others = findings.slice(1).map(({ rule }) => rule);
  const last = printed?.last.at(-1);
  return [
    judgement.summary,
    ...(worst ? [`  ${worst.verdict} ${worst.rule}`] : []),
    ...(worst?.stack ?? []).map((frame) => `      ${frame}`),
    ...(worst?.cause ? [`  ${worst.cause.text}.`] : []),
    ...(worst?.advice === undefined ? [] : [`  → ${worst.advice}`]),
    ...(others.length === 0 ? [] : [`  also ${[...new Set(others)].join(", ")}`]),
    ...(message === undefined
      ? [`  history: ${directory}/history.jsonl`]
      : [`  explain with: ${userCommand("explain", directory, message)}`]),
    ...(last === undefined ? [] : [`  the bus printed at last: ${last} (${directory}/bus.log)`]),
    `  repeat with: ${commandOfTest(title)}`,
  ].join("\n");
}
