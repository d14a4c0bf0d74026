import { expect, test } from "vitest";

import {
  createAdaptiveLimit,
  type AdaptiveLimitOptions,
  type LoadSigns,
} from "./adaptive-limit.ts";

const calm: LoadSigns = { idleCores: 2, heldUpShare: 0, longestHoldUpMs: 0 };
const busy: LoadSigns = { idleCores: 0, heldUpShare: 0.6, longestHoldUpMs: 200 };

/** Creates a limit with these signs, one for each second, the first at its creation. */
async function limitAfter(
  signs: readonly LoadSigns[],
  options: Partial<AdaptiveLimitOptions> = {},
): Promise<readonly number[]> {
  let second = 0;
  const look = (): LoadSigns => signs[second] ?? calm;
  const limit = await createAdaptiveLimit({
    most: 4,
    least: 1,
    load: "spare",
    look,
    ...options,
    now: () => second * 1000,
  });
  return signs.map((_sign, at) => {
    second = at;
    return limit.current();
  });
}

test("the limit begins at the most on an idle machine, and stays there", async () => {
  expect(await limitAfter([calm, calm, calm])).toEqual([4, 4, 4]);
});

test("the limit begins at one run if all cores are busy, and stays there", async () => {
  const full: LoadSigns = { ...calm, idleCores: 0 };
  expect(await limitAfter([full, full, full])).toEqual([1, 1, 1]);
});

test("the limit halves while the process is held up, and rises by one run a second after it", async () => {
  expect(await limitAfter([calm, busy, busy, busy, calm, calm, calm, calm])).toEqual([
    4, 2, 1, 1, 2, 3, 4, 4,
  ]);
});

test("many runs that keep a core busy are fewer only after a long hold-up", async () => {
  const options = { most: 64, least: 4, load: "full" } as const;
  expect(await limitAfter([calm, busy, { ...busy, longestHoldUpMs: 900 }], options)).toEqual([
    64, 64, 32,
  ]);
  const full: LoadSigns = { ...calm, idleCores: 0 };
  expect(await limitAfter([full, full], options)).toEqual([16, 20]);
});
