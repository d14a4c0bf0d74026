/**
 * Runs the whole proof: `npm run prove`, less than ten minutes of CPU. It judges every history of every
 * scope with the real judge and with the oracle, and then checks that a few of these histories expose
 * each broken judge. It exits with 1 if the two judges disagree on any history, if a scope does not
 * have the number of histories that it states, or if a broken judge stays unnoticed. With some words, as in
 * `npm run prove -- sent again`, it proves only the scopes whose names contain them, and tries no broken judge.
 */
import { brokenJudges } from "./broken-judges/broken-judges.ts";
import {
  disagreement,
  disagreementText,
  proofCaseOf,
  sampleThatExposes,
  type CaseSample,
} from "./compare-judges.ts";
import { everyScope } from "./scopes/every-scope.ts";
import { sampleOf, type ProofScope } from "./scopes/proof-scope.ts";

const shownAtMost = 3;
const casesForBrokenJudges = 500;

function prove(words: string): boolean {
  const scopes = everyScope.filter(({ name }) => name.includes(words));
  const results = scopes.map(proveScope);
  const count = results.reduce((sum, each) => sum + each.count, 0);
  const disagreements = results.reduce((sum, each) => sum + each.disagreements, 0);
  const seconds = Math.round(process.cpuUsage().user / 1_000_000);
  say(`${count} histories, ${disagreements} disagreements, ${seconds} s of CPU`);
  const isProved =
    disagreements === 0 && scopes.every(({ size }, at) => results[at]?.count === size);
  if (words !== "") return isProved && scopes.length > 0;
  return isEveryBrokenJudgeExposed() && isProved;
}

interface ScopeResult {
  readonly count: number;
  readonly disagreements: number;
}

function proveScope(scope: ProofScope): ScopeResult {
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
  if (count !== scope.size) say(`WRONG COUNT: the scope states ${scope.size} histories`);
  return { count, disagreements };
}

/** Tries the smallest scopes first, with a few histories of each at a time, because that is fastest. */
function isEveryBrokenJudgeExposed(): boolean {
  const smallestFirst = everyScope.toSorted((left, right) => left.size - right.size);
  const samples = smallestFirst.map((scope): CaseSample => ({
    name: scope.name,
    cases: [...sampleOf(scope, casesForBrokenJudges)].map(proofCaseOf),
  }));
  const entries = Object.entries(brokenJudges);
  const exposed = entries.filter(([name, judge]) => {
    const sample = sampleThatExposes(judge, samples);
    say(`a judge that ${name}: ${sample ? `exposed by "${sample.name}"` : "NOT EXPOSED"}`);
    return sample !== undefined;
  });
  say(`${exposed.length} of ${entries.length} broken judges exposed`);
  return exposed.length === entries.length;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = prove(process.argv.slice(2).join(" ")) ? 0 : 1;
