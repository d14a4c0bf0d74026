/**
 * Did a bus keep a core busy, or try to connect without a pause, while Redis was away? For example:
 *
 *     2000   the harness samples the idle bus: active for 300 ms of 300 ms, 150 ms of processor time
 *     2300   the harness samples it again, with the same values
 *
 * `overload`. With 149 ms of processor time in one of them, or with 293 ms of activity, it is not.
 */
import type { ScriptedMember, ScriptedOperation } from "../../run-scripts/run-script.ts";
import { handledByBoth, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product, sequences } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

/** Active time, processor time and length of a part. */
const parts = [
  [200, 100, 200],
  [200, 99, 200],
  [196, 100, 200],
  [195, 100, 200],
  [300, 150, 300],
  [300, 0, 300],
  [100, 100, 100],
  [0, 0, 100],
] as const;

export const idleWork: ProofScope = {
  name: "up to four samples of the work of an idle bus, near each limit",
  size: 4681,
  *scripts() {
    for (const chosen of sequences(parts, { upTo: 4, eachAtMost: 4 })) {
      yield scriptWith(
        chosen.map(([activeMs, processorMs, spanMs], at) =>
          sampleAt(2000 + 300 * at, "harness", "idle-work", { activeMs, processorMs, spanMs }),
        ),
      );
    }
  },
};

const connects = [99, 100, 101, 199, 200, 201];
const spansMs = [199, 200, 201, 400, 402];
const more: readonly (readonly ScriptedMember[])[] = [[], [{ group: 0 }]];

export const failedConnects: ProofScope = {
  name: "samples of failed attempts to connect, of a role with up to two subscriptions",
  size: 360,
  *scripts() {
    for (const [failed, spanMs, process, members, first] of product(
      connects,
      spansMs,
      ["publisher-0", "subscriber-0", "subscriber-1"],
      more,
      [0, 99],
    )) {
      const samples = [first, failed].map((each, at) =>
        sampleAt(2000 + 300 * at, process, "failed-connects", { failedConnects: each, spanMs }),
      );
      yield scriptWith(samples, members);
    }
  },
};

// oxlint-disable-next-line max-params -- the four parts of a sample
function sampleAt(
  at: number,
  process: string,
  sample: string,
  values: Readonly<Record<string, number>>,
): ScriptedOperation {
  return { at, draft: { kind: "sample", type: "info", process, sample, values } };
}

function scriptWith(
  extraOperations: readonly ScriptedOperation[],
  members: readonly ScriptedMember[] = [],
) {
  return {
    guarantees: { delivery: "at-least-once" },
    members: [...oneMemberEach, ...members],
    messages: [handledByBoth(1000)],
    drain: "complete",
    hasCommands: true,
    extraOperations,
  } as const;
}
