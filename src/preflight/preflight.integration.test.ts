import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { withDeadline } from "../clock.ts";
import { preflight } from "./preflight.ts";

let folder: string;
let daemon: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-docker-"));
  vi.stubEnv("DOCKER_HOST", `unix://${join(folder, "docker.sock")}`);
});

afterEach(() => {
  daemon?.closeAllConnections();
  daemon?.close();
  daemon = undefined;
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function listen(answer: RequestListener): Promise<void> {
  const server = createServer(answer);
  daemon = server;
  server.listen(join(folder, "docker.sock"));
  await once(server, "listening");
}

describe("preflight", () => {
  test("ends within three seconds if Docker accepts but never answers", async () => {
    await listen(() => {});
    const checks = await withDeadline(
      preflight({ reportsDirectory: join(folder, "reports", "deep") }),
      "the preflight",
      3_000,
    );
    const statuses = Object.fromEntries(checks.map(({ name, status }) => [name, status]));
    expect(statuses).toMatchObject({ node: "ok", "loopback port": "ok", "reports folder": "ok" });
    const docker = checks.find(({ name }) => name === "docker");
    expect(docker).toMatchObject({ status: "missing", detail: expect.stringContaining("1500 ms") });
  });

  test("reports a temporary folder in which Redis could not keep its data", async () => {
    vi.stubEnv("TMPDIR", join(folder, "missing"));
    const checks = await preflight({ reportsDirectory: folder });
    expect(checks.find(({ name }) => name === "temporary folder")).toMatchObject({
      status: "problem",
      detail: expect.stringContaining("cannot be written"),
      hint: expect.stringContaining("Set TMPDIR"),
    });
  });

  test("reports a Redis and a Toxiproxy that do not answer, without the password", async () => {
    const checks = await preflight({
      reportsDirectory: folder,
      redisUrl: "redis://ann:hush@127.0.0.1:1",
      toxiproxyUrl: "http://127.0.0.1:1",
    });
    const failed = checks.filter(({ name }) => name === "redis url" || name === "toxiproxy");
    expect(failed.map(({ status }) => status)).toEqual(["problem", "problem"]);
    expect(failed.every(({ detail }) => detail !== "")).toBe(true);
    expect(JSON.stringify(checks)).not.toContain("hush");
  });
});
