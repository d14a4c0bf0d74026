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
function recoveryOf(probes: readonly Probe[], faults: readonly FaultScript[] = [fault]) {
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
  return measure(builder.drain().build()).recovery;
}

function paced(from: number, to: number, probe: Omit<Probe, "at"> = {}): Probe[] {
  const probes: Probe[] = [];
  for (let at = from; at <= to; at += 100) probes.push({ at, ...probe });
  return probes;
}

const never = { publishMs: null, deliverMs: null } as const;
const deaf = { deliverMs: null } as const;

describe("the recovery bracket", () => {
  test("the bracket begins at zero if the first probe was good", () => {
    const recovery = recoveryOf(paced(2100, 3000));
    // From the call of the heal, at 2000, to the delivery of the first probe.
    expect(recovery).toMatchObject({ lowerMs: 0, upperMs: 109, unprobed: [] });
  });

  test("the bracket lies between the last bad probe and the first good one after it", () => {
    const recovery = recoveryOf([...paced(2100, 2500, never), ...paced(2600, 3200)]);
    const [publisher, subscriber] = recovery?.perProcess ?? [];
    expect(publisher).toMatchObject({
      process: "publisher-0",
      lowerMs: 470,
      upperMs: 605,
      watchedMs: 1170,
    });
    expect(subscriber).toMatchObject({ process: "subscriber-a", lowerMs: 0, upperMs: 609 });
  });

  test("the bracket of the run is that of the slower participant", () => {
    const recovery = recoveryOf([...paced(2100, 2500, deaf), ...paced(2600, 3200)]);
    expect(recovery).toMatchObject({ lowerMs: 470, upperMs: 609 });
    expect(recovery?.perProcess[0]).toMatchObject({ lowerMs: 0, upperMs: 105 });
  });

  test("a probe that took longer than 250 ms is bad", () => {
    const onTheLimit = recoveryOf([...paced(2100, 2100, { deliverMs: 250 }), ...paced(2200, 3000)]);
    expect(onTheLimit).toMatchObject({ lowerMs: 0 });
    const beyond = recoveryOf([...paced(2100, 2100, { deliverMs: 251 }), ...paced(2200, 3000)]);
    expect(beyond).toMatchObject({ lowerMs: 70 });
  });

  test("the bracket begins after the last bad probe if the bus failed again", () => {
    const relapse = [...paced(2100, 2600), ...paced(2700, 2800, never), ...paced(2900, 3300)];
    expect(recoveryOf(relapse)).toMatchObject({ lowerMs: 770, upperMs: 905 });
  });

  test("the bracket has no upper end if the last probes were bad", () => {
    expect(recoveryOf([...paced(2100, 2500), ...paced(2600, 3000, never)])).toMatchObject({
      lowerMs: 970,
      upperMs: Infinity,
    });
  });

  test("the bracket has no upper end until the probes were good for 300 ms", () => {
    const probes = [...paced(2100, 2500, never), ...paced(2600, 2800)];
    expect(recoveryOf(probes)?.upperMs).toBe(Infinity);
    expect(recoveryOf([...probes, ...paced(2900, 2900)])?.upperMs).toBe(609);
  });

  test("the bracket has no upper end with fewer than three good probes", () => {
    expect(recoveryOf([{ at: 2100 }, { at: 2600 }])?.upperMs).toBe(Infinity);
    expect(recoveryOf([{ at: 2100 }, { at: 2300 }, { at: 2600 }])?.upperMs).toBe(109);
  });

  test("a group that closed before the load ended is not measured", () => {
    const builder = scriptHistory().subscribe({ group: "a" }).subscribe({ group: "b" });
    builder.fault(fault).close({ at: 2250, group: "b" });
    for (const [sequence, { at }] of paced(2100, 3000).entries()) {
      const key = `publisher-0/${sequence}`;
      builder.publish(key, { at }).deliver(key, { at: at + 2 });
    }
    const { recovery } = measure(builder.drain().build());
    expect(recovery?.perProcess.map(({ process }) => process)).toEqual([
      "publisher-0",
      "subscriber-a",
    ]);
  });

  test("a message that arrived right before an at-most-once subscription closed is a probe", () => {
    const builder = scriptHistory({ guarantees: { delivery: "at-most-once" } }).subscribe({});
    builder.fault(fault).drain({ at: 2410 }).close({ at: 2420 });
    for (const [sequence, { at }] of paced(2100, 2400).entries()) {
      const key = `publisher-0/${sequence}`;
      builder.publish(key, { at }).deliver(key, { at: at + 2 });
    }
    expect(measure(builder.build()).recovery).toMatchObject({ lowerMs: 0, upperMs: 102 });
  });

  test("the bracket counts from the last heal if two faults overlap", () => {
    const second = { at: 1500, healAt: 2400, tookMs: 0, name: "refusal of publisher-0" };
    const recovery = recoveryOf(paced(2100, 3000), [fault, second]);
    expect(recovery).toMatchObject({ lowerMs: 0, upperMs: 9 });
  });

  test("recovery is not measured without a fault, without a verified heal, or without a probe", () => {
    expect(recoveryOf(paced(2100, 3000), [])).toBeUndefined();
    expect(recoveryOf(paced(2100, 3000), [{ ...fault, healAt: null }])).toBeUndefined();
    expect(recoveryOf(paced(2100, 3000), [{ ...fault, verified: false }])).toBeUndefined();
    expect(recoveryOf([])).toBeUndefined();
  });

  test("a canary is no probe", () => {
    const history = scriptHistory()
      .subscribe({})
      .exchange("publisher-0/0", 10)
      .fault(fault)
      .publish("publisher-0/1", { at: 2500, canary: true })
      .deliver("publisher-0/1", { at: 2502 })
      .drain();
    expect(measure(history.build()).recovery).toBeUndefined();
  });

  test("a group without a probe is listed as unprobed", () => {
    const recovery = recoveryOf(paced(2100, 3000, never));
    expect(recovery).toMatchObject({ upperMs: Infinity, unprobed: ["subscriber-a"] });
  });
});

describe("heals, groups and probes", () => {
  test("recovery is not measured unless the heal of every fault was verified", () => {
    const healed = { at: 1500, healAt: 1800, name: "a cut" };
    const open = { ...healed, healAt: null };
    const unverified = { ...healed, verified: false, injectVerified: true };
    expect(recoveryOf(paced(2100, 3000), [healed, fault])).toBeDefined();
    expect(recoveryOf(paced(2100, 3000), [open, fault])).toBeUndefined();
    expect(recoveryOf(paced(2100, 3000), [unverified, fault])).toBeUndefined();
  });

  test("the later fault of the plan counts if two heals were verified at one moment", () => {
    const slow = { at: 1000, healAt: 2000, tookMs: 30 };
    const quick = { at: 1020, healAt: 2030, name: "a cut" };
    expect(recoveryOf(paced(2100, 3000), [slow, quick])).toMatchObject({ upperMs: 79 });
    expect(recoveryOf(paced(2100, 3000), [quick, { ...slow, at: 1040 }])).toMatchObject({
      upperMs: 109,
    });
  });

  test("the bracket counts from the last heal, whichever fault was injected last", () => {
    const short = { at: 1500, healAt: 1800, name: "a cut" };
    expect(recoveryOf(paced(2100, 3000), [fault, short])).toMatchObject({ upperMs: 109 });
  });

  test("a message of another topic is no probe of a group", () => {
    const builder = scriptHistory()
      .subscribe({ group: "a" })
      .subscribe({ group: "b", topic: "invoices" })
      .fault(fault);
    for (const [sequence, { at }] of paced(2100, 3000).entries()) {
      const key = `publisher-0/${sequence}`;
      builder.publish(key, { at }).deliver(key, { at: at + 2, group: "a" });
    }
    const { recovery } = measure(builder.drain().build());
    expect(recovery).toMatchObject({ upperMs: 102, unprobed: ["subscriber-b"] });
  });

  test("a message that was not owed to a group is its probe only if it arrived", () => {
    const late = scriptHistory().subscribe({}).fault(fault);
    late.subscribe({ at: 2250, group: "b" });
    for (const [sequence, { at }] of paced(2100, 3000).entries()) {
      const key = `publisher-0/${sequence}`;
      late.publish(key, { at }).deliver(key, { at: at + 2 });
      if (at > 2250) late.deliver(key, { at: at + 2, group: "b" });
    }
    const { recovery } = measure(late.drain().build());
    expect(recovery?.perProcess.at(-1)).toMatchObject({
      process: "subscriber-b",
      lowerMs: 0,
      upperMs: 302,
    });
  });

  test("the subscribers of one group are named together", () => {
    const builder = scriptHistory()
      .subscribe({ process: "subscriber-0" })
      .subscribe({ process: "subscriber-1" })
      .fault(fault);
    for (const [sequence, { at }] of paced(2100, 3000).entries()) {
      builder.exchange(`publisher-0/${sequence}`, at);
    }
    const { recovery } = measure(builder.drain().build());
    expect(recovery?.perProcess.at(-1)?.process).toBe("subscriber-0, subscriber-1");
  });

  test("a group is measured while one of its ready subscribers stays until the load ends", () => {
    const listeners = (closeAt: number, isReady: boolean) => {
      const builder = scriptHistory()
        .subscribe({ process: "subscriber-0" })
        .close({ at: closeAt })
        .fault(fault);
      if (isReady) builder.subscribe({ at: 1, process: "subscriber-1" });
      for (const [sequence, { at }] of paced(2100, 3000).entries()) {
        builder.exchange(`publisher-0/${sequence}`, at);
      }
      return measure(builder.drain().build()).recovery?.perProcess.length;
    };
    expect(listeners(2500, true)).toBe(2);
    expect(listeners(2500, false)).toBe(1);
    expect(listeners(3000, false)).toBe(1);
    expect(listeners(3001, false)).toBe(2);
  });

  test("a group that never got ready is not measured", () => {
    const builder = scriptHistory().subscribe({}).subscribe({ group: "b", tookMs: null });
    builder.fault(fault);
    for (const [sequence, { at }] of paced(2100, 3000).entries()) {
      const key = `publisher-0/${sequence}`;
      builder.publish(key, { at }).deliver(key, { at: at + 2 });
    }
    const { recovery } = measure(builder.drain().build());
    expect(recovery).toMatchObject({ upperMs: 102, unprobed: [] });
  });

  test("probes are taken in the order in which they were intended", () => {
    const history = scriptHistory().subscribe({}).fault(fault);
    for (const [at, intendedAt] of [
      [2500, 2100],
      [2510, 2300],
      [2520, 2400],
      [2505, 2450],
    ] as const) {
      history.publish(`publisher-0/${intendedAt}`, { at, intendedAt });
      history.deliver(`publisher-0/${intendedAt}`, { at: at + 2 });
    }
    const [publisher] = measure(history.drain().build()).recovery?.perProcess ?? [];
    expect(publisher).toMatchObject({ lowerMs: 70, upperMs: Infinity, watchedMs: 420 });
  });
});

describe("the limit of a good probe", () => {
  test("a probe may take three times the 99th percentile of the steady phase", () => {
    const builder = scriptHistory().subscribe({});
    const keys = [10, 110, 210, 310, 2100, 2200, 2300, 2400, 2500];
    for (const [sequence, at] of keys.entries()) {
      const key = `publisher-0/${sequence}`;
      builder.publish(key, { at }).deliver(key, { at: at + (at < 1000 ? 100 : 290) });
    }
    const metrics = measure(builder.fault(fault).drain().build());
    expect(metrics.steadyDeliveryLatency?.p99).toBe(100);
    expect(metrics.recovery).toMatchObject({ lowerMs: 0, upperMs: 390 });
  });
});
