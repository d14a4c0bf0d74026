import type { JudgedRun } from "../run/run-record.ts";
import { quote, userCommand } from "../user-command.ts";

/** Returns why a run did not pass and what to do, for the message of a failed assertion. */
export function findingLines({ judgement, directory, title }: JudgedRun): string {
  const findings = judgement.findings.filter(({ verdict }) => verdict !== "pass");
  const [worst] = findings;
  const message = findings.flatMap(({ messages }) => messages).find((key) => /\/\d+$/u.test(key));
  const others = findings.slice(1).map(({ rule }) => rule);
  const test = `${title.bus} under faults ${title.scenario} ${title.variant}`;
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
    `  repeat with: npx vitest run -t ${quote(test)}`,
  ].join("\n");
}
