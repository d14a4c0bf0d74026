import { describe, expect, test } from "vitest";

import { measure } from "../figures/measure.ts";
import { scriptHistory, type FaultScript } from "../testing/history-builder.ts";

interface Probe {
  readonly at: number;
  /** From the publish to the acknowledgement, and to the delivery; `null` for never. */
  readonly publishMs?: number | null;
  readonly deliverMs?: number | null;
}

const fault: FaultScript = { at: 1000, healAt: 2000, tookMs: 30 };

/** Measures a load with a steady phase, a fault that is healed at 2000 ms (verified at 2030 ms), and the given probes. */
function recoveryOf(
  probes: readonly Probe[],
  faults: readonly FaultScript[] = [fault],
  isOfEarlierVersion = false,
) {
  const builder = scriptHistory().subscribe({});
  const steady = [0, 100, 200, 300].map((at) => ({ at: at + 10 }));
  for (const [sequence, probe] of [...steady, ...probes].entries()) {
    const { at, publishMs = 5, deliverMs = 9 }: Probe = probe;
    const key = `publisher-0/${sequence}`;
    builder.publish(key, {
      at,
      ...(publishMs === null ? { outcome: "info" } : { tookMs: publishMs }),
    });
    if (deliverMs !== null) builder.deliver(key, { at: at + deliverMs });
  }
  for (const each of faults) builder.fault(each);
  const history = builder.drain().build();
  const { steadyForLimits: _later, ...earlier } = history.header;
  return measure(isOfEarlierVersion ? { ...history, header: earlier } : history).recovery;
}

function paced(from: number, to: number, probe: Omit<Probe, "at"> = {}): Probe[] {
  const probes: Probe[] = [];
  for (let at = from; at <= to; at += 100) probes.push({ at, ...probe });
  return probes;
}

const never = { publishMs: null, deliverMs: null } as const;

test("a slow probe long after the recovery does not undo it", () => {
  const slow = (at: number) => paced(at, at, { deliverMs: 400 });
  const recovered = paced(2100, 5200);
  const later = paced(5400, 5800);
  expect(recoveryOf([...recovered, ...slow(5300), ...later])).toMatchObject({ upperMs: 109 });
  // It counts after less than 3 s, if it was never completed, if it is not over, and the second time.
  expect(recoveryOf([...paced(2400, 5200), ...slow(5300), ...later])?.lowerMs).toBe(3270);
  expect(recoveryOf([...recovered, ...paced(5300, 5300, never), ...later])?.lowerMs).toBe(3270);
  expect(recoveryOf([...recovered, ...slow(5300)])?.upperMs).toBe(Infinity);
  const twice = [...recovered, ...slow(5300), ...paced(5400, 6000), ...slow(6100)];
  expect(recoveryOf([...twice, ...paced(6200, 6600)])?.lowerMs).toBe(4070);
});

test("a bus that polls is measured by its own rhythm", () => {
  const everySecond = (from: number, to: number, pollMs: number) =>
    paced(from, to).map(({ at }) => ({
      at,
      deliverMs: Math.ceil((at + 1) / pollMs) * pollMs - at,
    }));
  // Its steady messages wait for up to 990 ms, so a probe may take 2970 ms.
  const steady = everySecond(10, 910, 1000);
  const faults = [{ at: 3000, healAt: 4000, tookMs: 30 }];
  const before = [...steady, ...everySecond(1010, 1910, 1000)];
  const measured = (pollMs: number) =>
    recoveryOf([...before, ...everySecond(4100, 30_000, pollMs)], faults);
  expect(measured(1000)).toMatchObject({ lowerMs: 0 });
  expect(measured(1000)?.upperMs).toBeLessThan(1100);
  expect(measured(10_000)?.upperMs).toBe(Infinity);
});

test("a publisher that commits in groups is measured by its own latency", () => {
  const slow = (from: number, to: number) => paced(from, to, { publishMs: 600, deliverMs: 5 });
  const faults = [{ at: 3000, healAt: 4000, tookMs: 30 }];
  const recovery = recoveryOf([...slow(500, 2000), ...slow(4100, 8000)], faults);
  expect(recovery?.perProcess[0]).toMatchObject({ process: "publisher-0", lowerMs: 0 });
  expect(recoveryOf(slow(4100, 8000), faults)?.upperMs).toBe(Infinity);
});

describe("a bus whose messages took 200 ms before the fault, so that a probe may take 600 ms", () => {
  const slow = (from: number, to: number) => paced(from, to, { deliverMs: 200 });
  const faults = [{ at: 3000, healAt: 4000, tookMs: 30 }];
  const measured = (goodMs: number, isOfEarlierVersion = false) =>
    recoveryOf([...slow(1000, 2000), ...slow(4100, 4100 + goodMs)], faults, isOfEarlierVersion)
      ?.upperMs;

  test("the bus recovered once its probes were good for 720 ms", () => {
    expect(measured(700)).toBe(Infinity);
    expect(measured(800)).toBe(300);
  });

  test("300 ms of good probes show a recovery in a history of an earlier version", () => {
    expect(measured(200, true)).toBe(Infinity);
    expect(measured(300, true)).toBe(300);
  });
});
