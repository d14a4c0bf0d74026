import type { FindingPage, RuleEntry } from "../../src/judging/finding/finding-page.ts";
import type { Finding } from "../../src/judging/finding/finding.ts";
import { judge } from "../../src/judging/judge.ts";
import { scriptHistory } from "../../src/judging/testing/history-builder.ts";
import { counted, durationText } from "../../src/wording.ts";
import { callLines } from "./call-lines.ts";
import { foldRepeats } from "./fold-repeats.ts";

const intro = `# Findings

This page helps you with a finding of a report: what it means, what to do about it, and which rule reported it.
A report shows the rule id behind each finding, such as \`lost/never-received\`. The part before the slash is the
kind of the finding and its section here; the part after it is the rule.

The examples are histories of the tests: the harness judged them when this page was written. Rules live in
\`src/judging\`, one folder for each kind. This page is written by \`npm run docs\` from the \`*-page.ts\` files there.
`;

/** Returns docs/findings.md. `places` says in which source files each rule id stands. */
export function findingsDocument(
  pages: readonly FindingPage[],
  places: ReadonlyMap<string, readonly string[]>,
): string {
  const contents = pages.map(
    ({ kind, rules }) => `- [${kind}](#${kind}): ${counted(rules.length, "rule")}`,
  );
  const sections = pages.map((page) => section(page, places));
  return [intro, `${contents.join("\n")}\n`, ...sections].join("\n");
}

function section(page: FindingPage, places: ReadonlyMap<string, readonly string[]>): string {
  const folder = folderOf(page, places);
  return `## ${page.kind}

${page.meaning}

- For an at-least-once bus: ${page.forAtLeastOnce}.
- For an at-most-once bus: ${page.forAtMostOnce}.
- For a best-effort bus: ${page.forBestEffort ?? page.forAtMostOnce}.

**Example**

${example(page)}

**Rules**, in [${folder}](../${folder}), where all files of this kind are, each with the next step for its findings

${page.rules.map((rule) => ruleLine(rule, places.get(rule.id) ?? [])).join("\n")}
${caseLines(page)}`;
}

/** Returns the folder that holds the page and the files which report its rules, such as `src/judging/lost`. */
function folderOf({ kind, rules }: FindingPage, places: ReadonlyMap<string, readonly string[]>) {
  const files = rules.flatMap(({ id }) => places.get(id) ?? []);
  const own = files.find((file) => file.includes(`/${kind}`)) ?? files[0] ?? "src/judging";
  return own.split("/").slice(0, 3).join("/");
}

function example(page: FindingPage): string {
  const { header, tell } = page.example;
  const history = tell(scriptHistory(header)).build();
  const calls = foldRepeats(callLines(history)).map(
    ({ atMs, text }) => `- ${durationText(atMs)}: ${text}`,
  );
  const findings = judge(history).findings.filter(({ kind }) => kind === page.kind);
  return `${calls.join("\n")}\n\n${findings.map(findingText).join("\n")}`;
}

function findingText({ kind, verdict, rule, summary }: Finding): string {
  return `> **${kind} ${verdict}** \`${rule}\`: ${summary}`;
}

function ruleLine({ id, meaning, hint }: RuleEntry, files: readonly string[]): string {
  const links = files.map((file) => `[${file.split("/").at(-1)}](../${file})`);
  return `- \`${id}\` (${links.join(", ")}): ${meaning}\n  → ${hint}`;
}

/** Returns the hints that reports show instead of the hint of the rule. */
function caseLines({ hintsByCase }: FindingPage): string {
  if (!hintsByCase) return "";
  const lines = Object.entries(hintsByCase).map(([name, hint]) => `- ${name}: ${hint}`);
  return `\nThe next step, if the report says this of the place or the cause:\n\n${lines.join("\n")}\n`;
}
