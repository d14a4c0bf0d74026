import { expect, test } from "vitest";

import { readOptions, type RawOptions } from "../../option/read-options.ts";
import { dryRunJson, dryRunText } from "./dry-run.ts";
import { resolveRequest } from "./resolve-request.ts";
import { repeatedRunOptions, requestOptions, runOptions } from "./run-options.ts";

async function resolve(raw: RawOptions) {
  return await resolveRequest(
    readOptions(runOptions, { scenario: ["restart"], seed: "1", ...raw }),
  );
}

test("a dry run shows every option that a request holds, --allow-remote included", async () => {
  const { options } = dryRunJson(await resolve({ "allow-remote": true }), "command") as {
    readonly options: object;
  };
  expect(Object.keys(options)).toEqual(Object.keys(requestOptions));
  expect(options).toMatchObject({
    bus: "streams",
    seed: 1,
    repeat: 1,
    provider: "auto",
    redisUrl: "none",
    allowRemote: true,
    link: "auto",
    recoveryLimitMs: 30_000,
    messages: null,
  });
  expect(Object.keys(repeatedRunOptions)).toEqual(
    expect.arrayContaining(Object.keys(requestOptions)),
  );
});

test("a dry run as text says which values the scenario decides, and hides a password", async () => {
  const url = "redis://user:hunter2@127.0.0.1:6379";
  const text = dryRunText(await resolve({ "redis-url": url, rate: "5" }), "npm run chaos");
  expect(text).toContain("  provider          external\n");
  expect(text).toContain("  redisUrl          redis://***:***@127.0.0.1:6379\n");
  expect(text).toContain("  messages          as the scenario says\n");
  expect(text).toContain("  ratePerSecond     5\n");
  expect(text).toMatch(/run it with: npm run chaos$/u);
});
