import { expect, test } from "vitest";

import { HarnessError } from "../../errors.ts";
import { handlerOf, type FaultHandlers } from "./fault-handlers.ts";

const pass = { inject: async () => {}, closesOnHeal: false };
const handlers: FaultHandlers = {
  cut: pass,
  refuse: pass,
  blackhole: { ...pass, closesOnHeal: true },
  stall: pass,
  latency: "unsupported",
  "refuse-commands": "unsupported",
};

test("gives the handler of the kind of a fault", () => {
  const fault = { kind: "blackhole", direction: "both", scope: "all" } as const;
  expect(handlerOf(handlers, fault)).toBe(handlers.blackhole);
});

test("throws HarnessError if a link claims a fault that it does not support", () => {
  const latency = { kind: "latency", direction: "both", delayMs: 1 } as const;
  expect(() => handlerOf(handlers, latency)).toThrow(HarnessError);
});

test("does not compile if a link leaves out a kind of fault", () => {
  // @ts-expect-error -- there is no handler for latency
  const incomplete: FaultHandlers = { cut: pass, refuse: pass, blackhole: pass, stall: pass };
  expect(Object.keys(incomplete)).toHaveLength(4);
});
