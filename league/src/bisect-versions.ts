import type { Result } from "../../src/report/model/run-report.ts";

/** The outcome of trying a version. */
export type Trial = "good" | "bad";

/**
 * Returns `bad` if a run failed, and `good` if a run passed and none failed.
 *
 * @throws RangeError if no run passed or failed, because then nothing is known about the version.
 */
export function trialOf(version: string, results: readonly Pick<Result, "verdict">[]): Trial {
  if (results.some(({ verdict }) => verdict === "fail")) return "bad";
  if (results.some(({ verdict }) => verdict === "pass")) return "good";
  const verdicts = new Set(results.map(({ verdict }) => verdict));
  throw new RangeError(`${version} neither passed nor failed a run: ${[...verdicts].join(", ")}`);
}

/** A narrowed range: the last version that is good, and the first that is bad. */
export interface Bisection {
  readonly lastGood: string;
  readonly firstBad: string;
  readonly tried: readonly { readonly version: string; readonly trial: Trial }[];
}

/**
 * Finds the first bad version by halving. `versions` are in order, from a good one to a bad one; both ends are
 * tried first.
 *
 * @throws RangeError if the first version is bad or the last one is good.
 */
export async function bisectVersions(
  versions: readonly string[],
  attempt: (version: string) => Promise<Trial>,
): Promise<Bisection> {
  const tried: { version: string; trial: Trial }[] = [];
  async function isBad(at: number): Promise<boolean> {
    const version = versions[at];
    if (version === undefined) throw new RangeError("there is no version between them");
    const trial = await attempt(version);
    tried.push({ version, trial });
    return trial === "bad";
  }

  let good = 0;
  let bad = versions.length - 1;
  if (await isBad(good))
    throw new RangeError(`${versions[good]} fails already, so it is no good version`);
  if (!(await isBad(bad))) throw new RangeError(`${versions[bad]} passes, so it is no bad version`);
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await isBad(middle)) bad = middle;
    else good = middle;
  }
  return { lastGood: versions[good] ?? "", firstBad: versions[bad] ?? "", tried };
}

/**
 * Returns the versions from `good` to `bad` in ascending order, without pre-releases, whichever of the two is
 * the newer one.
 *
 * @throws RangeError if one of the two does not exist.
 */
export function versionsBetween(all: readonly string[], good: string, bad: string): string[] {
  for (const version of [good, bad]) {
    if (!all.includes(version)) throw new RangeError(`there is no version ${version}`);
  }
  const sorted = all
    .filter((version) => !version.includes("-") || version === good || version === bad)
    .toSorted(compareVersions);
  const [from, to] = [sorted.indexOf(good), sorted.indexOf(bad)];
  return from <= to ? sorted.slice(from, to + 1) : sorted.slice(to, from + 1).toReversed();
}

function compareVersions(one: string, other: string): number {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  for (const at of [0, 1, 2]) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  // A pre-release comes before its release.
  const [isRelease, isOtherRelease] = [!one.includes("-"), !other.includes("-")];
  if (isRelease !== isOtherRelease) return isRelease ? 1 : -1;
  return one.localeCompare(other, "en", { numeric: true });
}

function numbersOf(version: string): number[] {
  return (version.split("-")[0] ?? "").split(".").map(Number);
}
