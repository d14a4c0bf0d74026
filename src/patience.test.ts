import { expect, test } from "vitest";

import { nowMs } from "./clock.ts";
import { waitPatiently, withPatience } from "./patience.ts";

function block(ms: number): void {
  const endMs = nowMs() + ms;
  while (nowMs() < endMs);
}

test("withPatience lets work that was held up with the process finish after its limit", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const waiting = withPatience(promise, "an answer", 50);
  block(200);
  setTimeout(() => resolve("late"), 10);
  await expect(waiting).resolves.toBe("late");
});

test("withPatience rejects at the limit, and names a hold-up of the harness", async () => {
  const never = new Promise<void>(() => {});
  await expect(withPatience(never, "an answer", 20)).rejects.toThrow(/^waited 20 ms for an answer/);
  const waiting = withPatience(never, "an answer", 200);
  block(150);
  await expect(waiting).rejects.toThrow(
    /^waited 200 ms for an answer, and \d+ ms more because the harness itself was held up$/,
  );
});

test("waitPatiently looks again after a hold-up that was longer than its limit", async () => {
  let looks = 0;
  const found = waitPatiently(() => ++looks > 3, { what: "a look", timeoutMs: 30, intervalMs: 5 });
  await Promise.resolve();
  block(100);
  await expect(found).resolves.toBe(true);
});
