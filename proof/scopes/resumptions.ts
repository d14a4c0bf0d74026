import { product } from "../enumerate.ts";
import { drainedAtMs, type Aside, type StoryFault } from "../story.ts";
import type { Scope } from "./scope.ts";
import { claims, deliveryGuarantees, drains, fine, noFate, oneEach } from "./telling.ts";

const healedMs = 30_000;
const fault: StoryFault = { at: 20_000, healAt: healedMs, roles: ["subscriber-0"] };
const faults = [undefined, fault, { ...fault, healAt: null }, { ...fault, isVerified: false }];

/** How late the harness itself was, and when it said so. */
function* delays(): Generator<readonly Aside[]> {
  yield [];
  for (const [ms, at] of product([500, 501], [healedMs - 1, healedMs, healedMs + 1, drainedAtMs])) {
    for (const sample of ["harness", "traffic"]) yield [delayed(sample, ms, at)];
    yield [delayed("harness", ms, at), delayed("harness", 3, drainedAtMs - 1)];
  }
}

function delayed(sample: string, eventLoopDelayMs: number, at: number): Aside {
  const common = { kind: "sample", type: "info", process: "harness" } as const;
  return { at, draft: { ...common, sample, values: { eventLoopDelayMs } } };
}

export const resumptions: Scope = {
  name: "runs that move again after a fault or not, by a harness that is late or not",
  size: 3200,
  *stories() {
    const missed = { ...fine(40_000), fates: [noFate, noFate] };
    const ends = [...drains, undefined] as const;
    for (const [by, drain, asides] of product(faults, ends, [...delays()])) {
      for (const [isAsked, isMissed, delivery] of product(claims, claims, deliveryGuarantees)) {
        const checkers = isAsked ? ["resumption"] : [];
        const messages = [fine(1000), ...(isMissed ? [missed] : [fine(40_000)])];
        const story = { guarantees: { delivery }, checkers, members: oneEach, messages, drain };
        yield { ...story, asides, ...(by && { fault: by }) };
      }
    }
  },
};
