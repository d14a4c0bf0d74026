import { describe, expect, test } from "vitest";

import { UsageError } from "../../../errors.ts";
import { readOptions, type RawOptions } from "../../option/read-options.ts";
import { resolveSettings } from "./resolve-request.ts";
import { checkRunOptions, runOptions } from "./run-options.ts";

function readRunOptions(raw: RawOptions) {
  const values = readOptions(runOptions, raw);
  checkRunOptions(values);
  return { ...values, ...resolveSettings(values) };
}

function refusal(raw: RawOptions): UsageError {
  try {
    readRunOptions({ all: true, ...raw });
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(raw)}`);
}

describe("the options of `run`", () => {
  test("the options of a run have quick and safe defaults", () => {
    expect(readRunOptions({ scenario: ["restart"] })).toMatchObject({
      scenarios: ["restart"],
      bus: "streams",
      seed: undefined,
      provider: "auto",
      link: "auto",
      recoveryLimitMs: 30_000,
      repeat: 1,
      allowRemote: false,
      out: "reports",
    });
  });

  test("the options of a run take good values", () => {
    const options = readRunOptions({
      scenario: ["restart", "leak", "restart"],
      seed: "0",
      messages: "5000",
      rate: "1",
      subscribers: "10",
      "recovery-within": "1.5s",
      repeat: "5",
    });
    expect(options).toMatchObject({
      scenarios: ["restart", "leak"],
      seed: 0,
      messages: 5_000,
      ratePerSecond: 1,
      subscribers: 10,
      recoveryLimitMs: 1_500,
      repeat: 5,
    });
  });

  test.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["2m", 120_000],
  ])("--recovery-within reads %s as a duration", (text, ms) => {
    expect(readRunOptions({ all: true, "recovery-within": text }).recoveryLimitMs).toBe(ms);
  });

  test.each([
    ..."seed messages rate subscribers repeat"
      .split(" ")
      .flatMap((option) =>
        [
          "",
          "abc",
          "NaN",
          "-1",
          "1.5",
          "1e3",
          "0x10",
          "Infinity",
          " 7",
          "99999999999999999999",
        ].map((value) => ({ option, value })),
      ),
    ..."messages rate subscribers repeat".split(" ").map((option) => ({ option, value: "0" })),
    ...["30", "s", "-1s", "1h", "1e3s", "0s", "99999m", ""].map((value) => ({
      option: "recovery-within",
      value,
    })),
    { option: "provider", value: "podman" },
    { option: "link", value: "tcp" },
    { option: "redis-url", value: "localhost:6379" },
    { option: "redis-url", value: "http://localhost:6379" },
    { option: "redis-url", value: "redis://" },
    { option: "toxiproxy-url", value: "redis://localhost:8474" },
    { option: "bus", value: "" },
  ])("--$option refuses '$value' and names itself", ({ option, value }) => {
    expect(refusal({ [option]: value }).message).toContain(`--${option}`);
  });

  test("an option refuses a second value", () => {
    expect(refusal({ seed: ["1", "2"] }).message).toBe("--seed was given 2 times");
  });

  test("a choice suggests the nearest name, or lists all names", () => {
    expect(refusal({ provider: "dcoker" }).hint).toBe("Did you mean docker?");
    expect(refusal({ link: "teleport" }).hint).toBe("There is: auto, embedded, toxiproxy.");
  });

  test.each<[string, RawOptions, readonly string[]]>([
    ["a scenario and all", { scenario: ["restart"] }, ["--scenario", "--all"]],
    ["variants and thorough", { variant: ["x"], thorough: true }, ["--variant", "--thorough"]],
    ["quiet and verbose", { quiet: true, verbose: true }, ["--quiet", "--verbose"]],
    ["external without a URL", { provider: "external" }, ["--provider external", "--redis-url"]],
    [
      "a process and a URL",
      { provider: "process", "redis-url": "redis://127.0.0.1" },
      ["--provider process", "--redis-url"],
    ],
    [
      "an embedded link and a Toxiproxy",
      { link: "embedded", "toxiproxy-url": "http://127.0.0.1:8474" },
      ["--link embedded", "--toxiproxy-url"],
    ],
  ])("%s exclude each other, and the error names both", (_what, raw, names) => {
    const { message } = refusal(raw);
    for (const name of names) expect(message).toContain(name);
  });

  test("a run without --scenario and --all is refused, with a hint to list the scenarios", () => {
    expect(refusal({ all: false }).hint).toContain("chaos list");
  });

  test("--redis-url means the provider external, --toxiproxy-url the link toxiproxy", () => {
    const raw = { "redis-url": "redis://127.0.0.1", "toxiproxy-url": "http://127.0.0.1:8474" };
    expect(readRunOptions({ all: true, ...raw })).toMatchObject({
      provider: "external",
      link: "toxiproxy",
    });
  });

  test("REDIS_URL in the environment is not used", () => {
    process.env["REDIS_URL"] = "redis://production";
    expect(readRunOptions({ all: true })).toMatchObject({ redisUrl: undefined, provider: "auto" });
    delete process.env["REDIS_URL"];
  });

  test("a password in a bad URL is not in the error", () => {
    const { message } = refusal({ "redis-url": "http://user:hunter2@host:1" });
    expect(message).not.toContain("hunter2");
  });

  test("--until-fail stops after 100 runs, or after --repeat runs", () => {
    expect(readRunOptions({ all: true, "until-fail": true }).repeat).toBe(100);
    expect(readRunOptions({ all: true, "until-fail": true, repeat: "7" }).repeat).toBe(7);
  });
});
