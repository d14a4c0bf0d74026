import { cpus } from "node:os";

import { nowMs, sleep } from "../clock.ts";
import { heldUpShare, longestHoldUpMs } from "../held-up.ts";

/** The number of runs that may go on at once. It falls when the machine has no time left for them. */
export interface AdaptiveLimit {
  readonly most: number;
  /** Returns the number that holds now. */
  current(): number;
}

/** The signs of a machine that has no time left for the runs. */
export interface LoadSigns {
  /** Cores that had nothing to do since the last look. */
  readonly idleCores: number;
  /** The share of the last second in which this process was held up. */
  readonly heldUpShare: number;
  readonly longestHoldUpMs: number;
}

export interface AdaptiveLimitOptions {
  /** The number on a machine with nothing else to do. */
  readonly most: number;
  readonly least: number;
  /**
   * `spare`: the runs measure times, so each needs a process that is rarely held up. `full`: there are so many
   * runs that they keep a core busy, so only a long hold-up is a sign.
   */
  readonly load: "spare" | "full";
  readonly now?: () => number;
  readonly look?: () => LoadSigns;
}

/** A change shows its effect after a second, so the limit changes once a second at most. */
const changeIntervalMs = 1000;
/** Held up for more than 30 % of the time, a run cannot tell a slow bus from a slow machine. */
const heldUpShareAllowed = 0.3;
/** With less than a fifth of a core left, one more run would take its time from the others. */
const idleCoresNeeded = 0.2;
/** Half of the floor below which no probe counts as slow. */
const spareHoldUpMs = 125;
const fullHoldUpMs = 400;
/** Each run has the time of half a core, as it waits most of its time. */
const runsPerCore = 2;

/** Creates the limit. The first look decides where it begins, so create it while no run goes on. */
export async function createAdaptiveLimit(options: AdaptiveLimitOptions): Promise<AdaptiveLimit> {
  const { most, least, load, now = nowMs, look = createLook() } = options;
  const within = (limit: number): number => Math.min(most, Math.max(least, limit));
  let limit = within(await firstLimit(options, look));
  let changedMs = now();

  function next({ idleCores, heldUpShare: share, longestHoldUpMs: longestMs }: LoadSigns): number {
    const isLate =
      load === "spare"
        ? share > heldUpShareAllowed || longestMs > spareHoldUpMs
        : longestMs > fullHoldUpMs;
    if (isLate) return within(Math.floor(limit / 2));
    const hasRoom = load === "full" || idleCores > idleCoresNeeded;
    return hasRoom ? within(Math.max(limit + 1, Math.floor(limit * growth))) : limit;
  }

  return {
    most,
    current() {
      if (now() - changedMs >= changeIntervalMs) {
        changedMs = now();
        limit = next(look());
      }
      return limit;
    },
  };
}

const growth = 1.25;
const firstLookMs = 100;

async function firstLimit(
  { most, load }: AdaptiveLimitOptions,
  look: () => LoadSigns,
): Promise<number> {
  look();
  await sleep(firstLookMs);
  const { idleCores } = look();
  if (load === "full") return idleCores > idleCoresNeeded ? most : most / 4;
  return Math.round(idleCores * runsPerCore);
}

function createLook(): () => LoadSigns {
  let before = cpuTimes();
  return () => {
    const after = cpuTimes();
    const total = after.total - before.total;
    const idle = total > 0 ? (after.idle - before.idle) / total : 1;
    before = after;
    return {
      idleCores: idle * after.cores,
      heldUpShare: heldUpShare(),
      longestHoldUpMs: longestHoldUpMs(),
    };
  };
}

function cpuTimes(): { readonly idle: number; readonly total: number; readonly cores: number } {
  const all = cpus().map(({ times }) => times);
  const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0);
  return {
    idle: sum(all.map(({ idle }) => idle)),
    total: sum(all.map((times) => sum(Object.values(times)))),
    cores: all.length,
  };
}
