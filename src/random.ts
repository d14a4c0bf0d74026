import { createHash, randomInt } from "node:crypto";

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded source of choices. The same seed gives the same sequence on every machine. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** An independent source for one named purpose, so that adding a purpose shifts no other. */
  fork(label: string): Random;
}

export function createRandom(seed: number | string): Random {
  const digest = createHash("sha256").update(String(seed)).digest();
  const generator = xoroshiro128plus(digest.readInt32LE(0));
  return {
    integer: (low, high) => uniformInt(generator, low, high),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

/** The one unseeded choice: the seed itself, when the user names none. */
export function freshSeed(): number {
  return randomInt(1, 1_000_000);
}
