import { rmSync } from "node:fs";
import { join } from "node:path";

import { nowMs } from "../clock.ts";
import type { Exploration } from "../explore/exploration.ts";
import { explore } from "../explore/explore.ts";
import { secondActs } from "../explore/fault-catalogue.ts";
import { explorationScenario } from "../explore/lock-step.ts";
import { formatToken } from "../explore/token.ts";
import type { RunRequest } from "../run/plan/run-request.ts";
import type { PlannedSelftestRun } from "./plan-selftest.ts";
import { told, type Sighting } from "./sighting.ts";

export const explorationName = explorationScenario.name;

/** The exploration that each bus is put through where time is short: a cut at every publish. */
export const quickExploration = `${explorationName}/publishes`;
const only = "publisher-0/*/stream:orders*/fin";
/** Fewer than `chaos explore` has: the planted bugs wait for their limits, and so do all beside them. */
const jobs = 16;

/** Everything a sighting of an exploration is made with. */
export interface ExplorationOptions {
  readonly request: Omit<RunRequest, "folder">;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Cuts the connection at every position of every publish of a small run. */
export async function explorePublishes(
  { bus, run, seed }: PlannedSelftestRun,
  { request, folder, signal }: ExplorationOptions,
): Promise<Sighting> {
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
  const sighting = { bus: bus.name, run, seed, durationMs, ...seen(exploration) };
  if (sighting.verdict === "pass") rmSync(folder, { recursive: true, force: true });
  return sighting;
}

function seen({ faultFree, points }: Exploration): Pick<Sighting, "verdict" | "kinds" | "says"> {
  if (points.length === 0) {
    const says = ["unknown: the run without a fault did not pass, so nothing was explored"];
    const verdict = faultFree?.judgement.verdict === "fail" ? "fail" : "unknown";
    const findings = told(faultFree?.judgement.findings ?? []);
    return { verdict, kinds: findings.kinds, says: [...says, ...findings.says] };
  }
  const failed = points.filter(({ outcome }) => outcome === "fail");
  const findings = told(failed.flatMap(({ record }) => record?.judgement.findings ?? []));
  const tokens = failed.map(({ faults }) => formatToken(faults));
  const explored = points.filter(({ outcome }) => outcome === "fail" || outcome === "pass");
  const counts = `explored ${explored.length}/${points.length}, ${failed.length} failed`;
  const isComplete = explored.length === points.length;
  const says =
    failed.length > 0
      ? [`fail: ${counts}: ${tokens.join(", ")}`, ...findings.says]
      : [`unknown: ${counts}`];
  if (failed.length > 0) return { verdict: "fail", kinds: findings.kinds, says };
  return { verdict: isComplete ? "pass" : "unknown", kinds: [], says: isComplete ? [] : says };
}

function fileName(token: string): string {
  return token.replaceAll("/", "~").replaceAll(":", "=");
}
