import { createHash, randomInt } from "node:crypto";

import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A seeded source of choices. The same seed gives the same sequence on every machine. */
export interface Random {
  /** Returns a whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /**
   * Returns an independent source for one purpose, so that a new purpose does not change the choices of
   * the others.
   */
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

/** Returns the items in a random order, the same for the same seed (Fisher-Yates). */
export function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const at = random.integer(0, last);
    [mixed[last], mixed[at]] = [mixed[at] as Item, mixed[last] as Item];
  }
  return mixed;
}

/** Returns one of the items. There must be at least one. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.integer(0, items.length - 1)] as Item;
}

/** Returns a seed for a command without one. It is the only choice that no seed decides. */
export function freshSeed(): number {
  return randomInt(1, 1_000_000);
}
