import { getEventListeners } from "node:events";

import { expect, test, vi } from "vitest";

import { closeOnce } from "./close-once.ts";

test("calls close once if it is called twice, and removes its abort listener", async () => {
  const { signal } = new AbortController();
  const close = vi.fn<() => Promise<void>>().mockResolvedValue();
  const closeIt = closeOnce(signal, close);
  await Promise.all([closeIt(), closeIt()]);
  expect(close).toHaveBeenCalledOnce();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("calls close on an abort, and not again if it is called afterwards", async () => {
  const controller = new AbortController();
  const close = vi.fn<() => Promise<void>>().mockResolvedValue();
  const closeIt = closeOnce(controller.signal, close);
  controller.abort();
  await closeIt();
  expect(close).toHaveBeenCalledOnce();
});
