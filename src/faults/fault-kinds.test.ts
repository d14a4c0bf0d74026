import { describe, expect, test } from "vitest";

import type { Persistence } from "../fixtures/redis/redis.ts";
import type { NetworkFault } from "../link/contract/network-fault.ts";
import { noDataLoss, type PossibleDataLoss, type FaultNeed } from "./contract/fault-definition.ts";
import type { FaultDefinitions } from "./contract/fault-definition.ts";
import { definitionOf, faultName, faultNeeds, faultRole, type FaultSpec } from "./fault-kinds.ts";
import { networkFault } from "./network/network-faults.ts";
import { killRedis } from "./process/kill.ts";

const network = (fault: NetworkFault, role = "*"): FaultSpec => ({ kind: "network", role, fault });
const kill = (signal: "SIGTERM" | "SIGKILL"): FaultSpec => ({ kind: "kill-redis", signal });
const pause: FaultSpec = { kind: "pause-redis" };
const cut: FaultSpec = network({ kind: "cut", how: "rst" });
const refuse: FaultSpec = network({ kind: "refuse" }, "subscriber-3");
const blackhole: NetworkFault = { kind: "blackhole", direction: "both", scope: "all" };
const stall: NetworkFault = { kind: "stall", direction: "to-server", scope: "all" };
const latency: FaultSpec = network({ kind: "latency", direction: "to-client", delayMs: 500 });

describe("faultName", () => {
  test.each<[FaultSpec, string]>([
    [kill("SIGKILL"), "SIGKILL redis"],
    [pause, "pause redis"],
    [{ kind: "fill-memory" }, "full memory"],
    [{ kind: "delete-pending", most: 10 }, "deletion of up to 10 pending entries"],
    [cut, "cut by RST on every connection"],
    [refuse, "refusal of subscriber-3"],
    [latency, "500 ms latency on every connection"],
    [network({ kind: "refuse-commands", error: "OOM" }), "OOM replies to every role"],
    [
      network({ kind: "refuse-commands", error: "READONLY" }, "publisher-0"),
      "READONLY replies to publisher-0",
    ],
    [{ kind: "demote-redis" }, "demotion of redis"],
    [network(blackhole), "blackhole on every connection"],
    [
      network({ ...blackhole, scope: "existing" }, "publisher-0"),
      "blackhole on open connections of publisher-0",
    ],
    [network(stall), "stall to the server on every connection"],
    [
      network({ kind: "cut", how: "rst", connections: [1] }, "s"),
      "cut by RST on connection 1 of s",
    ],
    [
      network({ kind: "refuse", connections: [0] }, "s"),
      "end of connection 0 of s, and refusal of new ones",
    ],
    [
      network({ ...blackhole, scope: "existing", connections: [0, 2] }, "s"),
      "blackhole on connections 0, 2 of s",
    ],
  ])("gives %o the name `%s`", (spec, name) => {
    expect(faultName(spec)).toBe(name);
  });
});

test.each<[FaultSpec, readonly FaultNeed[]]>([
  [kill("SIGTERM"), ["process-control"]],
  [pause, ["process-control"]],
  [{ kind: "fill-memory" }, ["process-control"]],
  [{ kind: "delete-pending", most: 10 }, ["process-control", "named-stream"]],
  [cut, ["cut-rst"]],
  [refuse, ["refuse"]],
  [latency, ["latency"]],
  [network({ kind: "refuse-commands", error: "LOADING" }), ["commands"]],
  [{ kind: "demote-redis" }, ["process-control"]],
  [network({ ...blackhole, scope: "existing" }), ["blackhole-existing"]],
  [network(stall), ["stall"]],
])("%o needs %j", (spec, needs) => {
  expect(faultNeeds(spec)).toEqual(needs);
});

test.each<[FaultSpec, string]>([
  [kill("SIGKILL"), "*"],
  [pause, "*"],
  [{ kind: "fill-memory" }, "*"],
  [cut, "*"],
  [refuse, "subscriber-3"],
])("%o touches the path of the role %s", (spec, role) => {
  expect(faultRole(spec)).toBe(role);
});

test.each<[FaultSpec, boolean]>([
  [kill("SIGKILL"), false],
  [pause, false],
  [cut, true],
  [refuse, false],
  [latency, false],
  [network(blackhole), false],
  [network({ ...blackhole, scope: "existing" }), true],
  [network(stall), false],
  [network({ ...stall, scope: "existing" }), true],
])("a bus that reconnects is well again at once after %o: %j", (spec, instantaneous) => {
  expect(definitionOf(spec).isInstantaneous(spec)).toBe(instantaneous);
});

test.each<[FaultSpec, Persistence, PossibleDataLoss]>([
  [kill("SIGKILL"), "always", noDataLoss],
  [kill("SIGKILL"), "everysec", { losesAll: true, losesLastMs: 3000 }],
  [kill("SIGKILL"), "off", { losesAll: true, losesLastMs: 0 }],
  [kill("SIGTERM"), "everysec", noDataLoss],
  [kill("SIGTERM"), "off", { losesAll: true, losesLastMs: 0 }],
  [pause, "off", noDataLoss],
  [network(blackhole), "off", noDataLoss],
])("a %o of Redis with persistence %s may cost %o", (spec, persistence, loss) => {
  expect(definitionOf(spec).dataLoss(spec, persistence)).toEqual(loss);
});

test("a list of definitions does not compile if a kind or a property is left out", () => {
  // @ts-expect-error -- there is no definition for pause-redis
  const kinds: FaultDefinitions<FaultSpec> = { network: networkFault, "kill-redis": killRedis };
  const { dataLoss: _dataLoss, ...rest } = killRedis;
  // @ts-expect-error -- there is no dataLoss
  const properties: FaultDefinitions<FaultSpec> = { ...kinds, "kill-redis": rest };
  expect(Object.keys(properties)).toEqual(["network", "kill-redis"]);
});
