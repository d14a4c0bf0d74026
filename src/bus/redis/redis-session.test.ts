import { expect, test } from "vitest";

import { startWatchdog } from "./connection-watchdog.ts";
import { openSession } from "./redis-session.ts";

async function failureOf(url: string): Promise<string> {
  const options = {
    url,
    name: "test",
    stallMs: 1500,
    startWatchdog,
    prepare: async () => undefined,
  };
  const { signal } = new AbortController();
  const start = { predecessor: undefined, signal, onEnd: () => undefined };
  return String(await openSession(options, start).catch((thrown: unknown) => thrown));
}

test("each session connects to the host and port of its own URL", async () => {
  expect(await failureOf("redis://127.0.0.1:1")).toContain("ECONNREFUSED 127.0.0.1:1");
  expect(await failureOf("redis://127.0.0.1:2")).toContain("ECONNREFUSED 127.0.0.1:2");
  expect(await failureOf("rediss://127.0.0.1:3")).toContain("ECONNREFUSED 127.0.0.1:3");
});
