import { expect, test } from "vitest";

import { faultName, type FaultSpec } from "./fault-plan.ts";

const network = (
  fault: Extract<FaultSpec, { kind: "network" }>["fault"],
  role = "*",
): FaultSpec => ({
  kind: "network",
  role,
  fault,
});

test.each<[FaultSpec, string]>([
  [{ kind: "kill-redis", signal: "SIGKILL" }, "SIGKILL redis"],
  [{ kind: "pause-redis" }, "pause redis"],
  [network({ kind: "cut", how: "rst" }), "cut by RST every role"],
  [network({ kind: "refuse" }, "subscriber-3"), "refuse subscriber-3"],
  [network({ kind: "latency", direction: "to-client", delayMs: 500 }), "500 ms latency every role"],
  [network({ kind: "blackhole", direction: "both", scope: "all" }), "blackhole every role"],
  [
    network({ kind: "blackhole", direction: "both", scope: "existing" }, "publisher-0"),
    "blackhole existing publisher-0",
  ],
  [network({ kind: "stall", direction: "to-server", scope: "all" }), "stall to-server every role"],
  [
    network({ kind: "blackhole", direction: "both", scope: "existing", connections: [0, 2] }, "s"),
    "blackhole connection 0,2 s",
  ],
])("%o is called %s", (spec, name) => {
  expect(faultName(spec)).toBe(name);
});
