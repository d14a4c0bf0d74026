import { expect, test } from "vitest";

import { UsageError } from "../errors.ts";
import type { ChaosConfig } from "./chaos-config.ts";
import { checkConfig } from "./config-shape.ts";

const complete: Required<ChaosConfig> = {
  bus: "./my-bus.ts",
  scenarios: ["restart", "partition/reset"],
  variants: ["sigterm-1s"],
  thorough: false,
  seed: 0,
  repeat: 3,
  recoveryWithin: "1.5s",
  messages: 100,
  rate: 10,
  subscribers: 2,
  provider: "external",
  redisUrl: "redis://127.0.0.1:6379",
  redisCa: "ca.crt",
  redisCert: "client.crt",
  redisKey: "client.key",
  allowRemote: false,
  link: "embedded",
  toxiproxyUrl: "http://127.0.0.1:8474",
  toxiproxyListen: "0.0.0.0",
  accepted: [{ rule: "lost/never-received", in: "partition/half-open-idle", reason: "known" }],
  out: "reports",
  keepReports: 5,
  keep: "failed",
  junit: "junit.xml",
  ctrf: "ctrf.json",
};

test.each<ChaosConfig>([
  {},
  complete,
  { scenarios: "all", redisUrl: undefined },
  { bus: { name: "mine", guarantees: { delivery: "at-most-once" }, open: () => Promise.reject() } },
])("checkConfig accepts %j", (config) => {
  expect(checkConfig(config, "chaos.config.ts")).toBe(config);
});

test.each<[unknown, string, string?]>([
  [{ senarios: ["restart"] }, 'there is no key "senarios"', "Did you mean scenarios?"],
  [{ recoverywithin: "5s" }, 'there is no key "recoverywithin"', "Did you mean recoveryWithin?"],
  [{ accepted: [{ rule: "lost" }] }, "accepted[0].reason must be a text"],
  [{ accepted: [{ rule: "Lost!", reason: "x" }] }, "accepted[0].rule must be a rule such as"],
  [{ scenarios: "restart" }, 'scenarios must be "all" or a list of names'],
  [{ scenarios: ["restart", 1] }, 'scenarios must be "all" or a list of names'],
  [{ variants: ["a", 1] }, "variants[1] must be a text"],
  [{ bus: 5 }, "bus must be the path of a module or a bus"],
  [{ seed: -1 }, "seed must be a whole number from 0 to"],
  [{ seed: "7" }, "seed must be a whole number"],
  [{ repeat: 1.5 }, "repeat must be a whole number from 1 to 10000"],
  [{ recoveryWithin: 5 }, "recoveryWithin must be a duration"],
  [{ recoveryWithin: "5" }, "recoveryWithin must be a duration"],
  [{ recoveryWithin: "61m" }, "recoveryWithin must be a duration"],
  [{ provider: "dokcer" }, 'provider must be "auto" or "process" or "docker" or "external"'],
  [{ thorough: "yes" }, "thorough must be true or false"],
  [{ out: " " }, "out must not be empty"],
  [undefined, "the configuration must be an object"],
  ["text", "the configuration must be an object"],
])("checkConfig refuses %j and says: %s", (config, message, hint = "") => {
  const error = refusal(config);
  expect(error).toBeInstanceOf(UsageError);
  expect(error).toMatchObject({
    message: expect.stringContaining(`chaos.config.ts: ${message}`),
    hint: expect.stringContaining(hint),
  });
});

function refusal(config: unknown): unknown {
  try {
    return checkConfig(config, "chaos.config.ts");
  } catch (error) {
    return error;
  }
}
