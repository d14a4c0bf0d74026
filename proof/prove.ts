import { brokenJudges } from "./broken-judges/broken-judges.ts";
import {
  disagreement,
  disagreementText,
  sampleThatExposes,
  proofCaseOf,
  type CaseSample,
} from "./compare-judges.ts";
import { everyScope } from "./scopes/every-scope.ts";
import { sampleOf, type ProofScope } from "./scopes/proof-scope.ts";

const shownAtMost = 3;

/**
 * The whole proof, for the command line: every history of every scope, and each broken checker found
 * out. It ends with 1 if the checkers and the oracle disagree anywhere, or a broken one gets by.
 */
function prove(): boolean {
  const results = everyScope.map(proveScope);
  const count = results.reduce((sum, each) => sum + each.count, 0);
  const disagreements = results.reduce((sum, each) => sum + each.disagreements, 0);
  const seconds = Math.round(process.cpuUsage().user / 1_000_000);
  say(`${count} histories, ${disagreements} disagreements, ${seconds} s of CPU`);
  const isWhole = everyScope.every(({ size }, at) => results[at]?.count === size);
  return areBrokenOnesFoundOut() && isWhole && disagreements === 0;
}

interface Result {
  readonly count: number;
  readonly disagreements: number;
}

function proveScope(scope: ProofScope): Result {
  let count = 0;
  let disagreements = 0;
  for (const script of scope.scripts()) {
    count++;
    const found = disagreement(proofCaseOf(script));
    if (!found) continue;
    disagreements++;
    if (disagreements <= shownAtMost) say(disagreementText(found));
  }
  say(`${String(count).padStart(8)}  ${disagreements} disagreements  ${scope.name}`);
  if (count !== scope.size) say(`MISCOUNTED: ${scope.size} histories were expected`);
  return { count, disagreements };
}

/** Each by a few histories of the smallest sets, or else by more. */
function areBrokenOnesFoundOut(): boolean {
  const smallestFirst = everyScope.toSorted((left, right) => left.size - right.size);
  const samples = smallestFirst.map((scope): CaseSample => ({
    name: scope.name,
    cases: [...sampleOf(scope, 500)].map(proofCaseOf),
  }));
  const entries = Object.entries(brokenJudges);
  const found = entries.filter(([name, judge]) => {
    const shown = sampleThatExposes(judge, samples);
    say(`a checker that ${name}: ${shown ? `found out by ${shown.name}` : "NOT FOUND OUT"}`);
    return shown !== undefined;
  });
  say(`${found.length} of ${entries.length} broken checkers found out`);
  return found.length === entries.length;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = prove() ? 0 : 1;
