import { expect, test } from "vitest";

import { notReadyBecause } from "./readiness.ts";

const server = { name: "redis-server", status: "ok" } as const;
const url = { name: "redis url", status: "ok" } as const;

test("the machine is ready with a redis-server, even if optional parts are missing", () => {
  const missing = { name: "docker", status: "missing" } as const;
  expect(notReadyBecause([server, missing])).toBeUndefined();
});

test("the machine is ready with Docker alone", () => {
  const docker = { name: "docker", status: "ok" } as const;
  expect(notReadyBecause([{ ...server, status: "missing" }, docker])).toBeUndefined();
});

test("the machine is not ready without a Redis", () => {
  expect(notReadyBecause([{ ...server, status: "missing" }])).toMatch(/^no Redis to run on/u);
});

test("the machine is not ready if the Redis at the URL cannot be used", () => {
  expect(notReadyBecause([server, { ...url, status: "problem" }])).toMatch(/--redis-url/u);
});

test("the machine is not ready if files or folders that each run needs are a problem", () => {
  const files = { name: "file descriptors", status: "problem" } as const;
  const folder = { name: "temporary folder", status: "problem" } as const;
  expect(notReadyBecause([server, files, folder])).toBe(
    "not ready: file descriptors, temporary folder",
  );
});

test("the machine is ready with a full temporary folder if Redis runs elsewhere", () => {
  const folder = { name: "temporary folder", status: "problem" } as const;
  expect(notReadyBecause([url, folder])).toBeUndefined();
});

test("the machine is ready if killed runs left keys", () => {
  expect(notReadyBecause([url, { name: "redis keys", status: "problem" }])).toBeUndefined();
});
