import { rmSync } from "node:fs";
import { join } from "node:path";

import { nowMs } from "../clock.ts";
import { explorationScenario } from "../explore/exploration-scenario.ts";
import type { Exploration } from "../explore/exploration.ts";
import { explore } from "../explore/explore.ts";
import { secondActs } from "../explore/faults-at-command.ts";
import { formatToken } from "../explore/token.ts";
import type { RunRequest } from "../run/plan/run-request.ts";
import { observeFindings, type ObservedRun } from "./observed-run.ts";

/** The name under which the exploration counts as a scenario of the selftest. */
export const explorationName = explorationScenario.name;

/** The run that explores a cut at every publish. A full exploration takes too long for a selftest. */
export const quickExploration = `${explorationName}/publishes`;
const only = "publisher-0/*/stream:orders*/fin";
/**
 * Runs at once. `chaos explore` has more, but here other planted bugs run at the same time, and most of
 * them wait for their limits.
 */
const jobs = 16;

export interface PublishExplorationOptions {
  readonly request: Omit<RunRequest, "folder">;
  /** Folder for the histories; removed if the exploration passes. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Cuts the connection at every position of every publish of a small run. */
export async function explorePublishes({
  request,
  folder,
  signal,
}: PublishExplorationOptions): Promise<ObservedRun> {
  const startMs = nowMs();
  const runFolder: RunRequest["folder"] = ({ variant, repetition }) =>
    join(folder, `${fileName(variant)}~${repetition}`);
  const exploration = await explore(
    {
      run: { ...request, folder: runFolder },
      named: [],
      only,
      handshakes: false,
      depth: 1,
      secondActs,
      jobs,
    },
    () => {},
    signal,
  );
  const durationMs = nowMs() - startMs;
  if (exploration.error !== undefined) throw exploration.error as Error;
  const { bus, seed } = request;
  const common = { bus: bus.name, run: quickExploration, seed, durationMs };
  const observed = { ...common, ...observeExploration(exploration) };
  if (observed.verdict === "pass") rmSync(folder, { recursive: true, force: true });
  return observed;
}

function observeExploration({
  faultFree,
  points,
}: Exploration): Pick<ObservedRun, "verdict" | "kinds" | "summaries"> {
  if (points.length === 0) {
    const reason = "unknown: the run without a fault did not pass, so no point was explored";
    const verdict = faultFree?.judgement.verdict === "fail" ? "fail" : "unknown";
    const { kinds, summaries } = observeFindings(faultFree?.judgement.findings ?? []);
    return { verdict, kinds, summaries: [reason, ...summaries] };
  }
  const failed = points.filter(({ outcome }) => outcome === "fail");
  const explored = points.filter(({ outcome }) => outcome === "fail" || outcome === "pass");
  const counts = `explored ${explored.length}/${points.length}, ${failed.length} failed`;
  if (failed.length > 0) {
    const findings = failed.flatMap(({ record }) => record?.judgement.findings ?? []);
    const { kinds, summaries } = observeFindings(findings);
    const tokens = failed.map(({ faults }) => formatToken(faults)).join(", ");
    return { verdict: "fail", kinds, summaries: [`fail: ${counts}: ${tokens}`, ...summaries] };
  }
  const isComplete = explored.length === points.length;
  if (isComplete) return { verdict: "pass", kinds: [], summaries: [] };
  return { verdict: "unknown", kinds: [], summaries: [`unknown: ${counts}`] };
}

/** Replaces the characters of a token that a file name must not have. */
function fileName(token: string): string {
  return token.replaceAll("/", "~").replaceAll(":", "=");
}
