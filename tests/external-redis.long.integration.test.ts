import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { waitPatiently } from "../src/patience.ts";
import { requirement } from "./support/requirements.ts";
import { missingRedis, startTestRedis } from "./support/test-bus.ts";
import { openTestClient } from "./support/test-client.ts";
import { missingTls, startTlsRedis, type TlsRedis } from "./support/tls-redis.ts";

const project = join(import.meta.dirname, "..");
const program = join(project, "src/cli.ts");
let out: string;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "bus-chaos-external-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

function start(...words: string[]) {
  return spawn(process.execPath, [program, ...words, "--out", out], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the program, and returns all that it printed on both streams. */
async function chaos(...words: string[]) {
  const child = start(...words);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  }
  const [exitCode] = await once(child, "close");
  return { exitCode: Number(exitCode), text };
}

function tlsOptions({ certificates: { files } }: TlsRedis): string[] {
  const { redisCa, redisCert, redisKey } = files;
  return ["--redis-ca", redisCa, "--redis-cert", redisCert, "--redis-key", redisKey];
}

/** The rights of docs/running.md. */
const rights = readFileSync(join(project, "docs/running.md"), "utf8").match(
  /^ACL SETUSER chaos on >password (?<rules>.+)$/mu,
)?.groups?.["rules"];

const secured = requirement("redis", "an external Redis with TLS", missingTls);

describe.skipIf(secured.skip)(secured.title, () => {
  const password = "p@ss/w:r#d%?";

  async function startWithUser(): Promise<TlsRedis> {
    const redis = await startTlsRedis();
    const admin = await openTestClient(redis.plain.url());
    const rules = (rights ?? "").split(" ");
    await admin.sendCommand(["ACL", "SETUSER", "chaos", "on", `>${password}`, ...rules]);
    admin.destroy();
    return redis;
  }

  test("is tested with the user, password and database of its URL, and keeps no key", async () => {
    await using redis = await startWithUser();
    const url = redis.url(`chaos:${encodeURIComponent(password)}@`, 2);
    const run = ["--scenario", "partition", "--variant", "replies-lost", "--redis-url", url];
    const { exitCode, text } = await chaos(...run, ...tlsOptions(redis));
    expect(text).toContain("✓ pass: 1 pass");
    expect(text).not.toContain(encodeURIComponent(password));
    expect(exitCode).toBe(0);
    const client = await openTestClient(`${redis.plain.url()}/2`);
    expect(await client.dbSize()).toBe(0);
    const used = await client.info("commandstats");
    expect(used).toMatch(/cmdstat_xreadgroup:calls=\d{2,}/u);
    client.destroy();
  });

  test.each(["before-forwarding", "before-reply"])(
    "gets a fault %s at one XADD of the bus",
    async (position) => {
      await using redis = await startWithUser();
      const url = redis.url(`chaos:${encodeURIComponent(password)}@`);
      const token = `publisher-0/commands/XADD/stream:orders/7/${position}/rst`;
      const words = ["explore", "--point", token, "--verbose", "--redis-url", url];
      const { exitCode, text } = await chaos(...words, ...tlsOptions(redis));
      expect(text).toContain("seen: struck at publisher-0 commands XADD");
      expect(exitCode).toBe(0);
    },
  );

  test("is refused behind a Toxiproxy, which cannot end its TLS", async () => {
    await using redis = await startWithUser();
    const run = ["--scenario", "fan-out", "--redis-url", redis.url(), "--link", "toxiproxy"];
    const { exitCode, text } = await chaos(...run, ...tlsOptions(redis));
    expect(text).toContain("--link embedded");
    expect(exitCode).toBe(64);
  });
});

const { title, skip } = requirement("redis", "an external Redis", missingRedis);

describe.skipIf(skip)(title, () => {
  test("keeps the keys of a run that was killed until `doctor --clean` removes them", async () => {
    await using redis = await startTestRedis();
    const client = await openTestClient(redis.url());
    await client.set("bus-chaos:mine", "1");
    const run = ["--scenario", "partition", "--variant", "half-open-idle"];
    const killed = start("run", ...run, "--redis-url", `${redis.url()}/4`);
    const inUse = await openTestClient(`${redis.url()}/4`);
    const hasKeys = async () => (await inUse.dbSize()) > 0;
    await waitPatiently(hasKeys, { what: "the keys of the run", timeoutMs: 30_000 });
    expect((await chaos("doctor", "--clean", "--redis-url", redis.url())).text).toContain(
      "removed 0 keys of 0 killed runs",
    );
    expect(await inUse.dbSize()).toBeGreaterThan(0);

    killed.kill("SIGKILL");
    await once(killed, "close");
    const look = await chaos("doctor", "--redis-url", redis.url());
    expect(look.text).toMatch(/problem +redis keys +\d+ keys? of 1 run that was killed/u);
    expect(look.text).toContain(`doctor --clean --redis-url ${redis.url()}`);
    const clean = await chaos("doctor", "--clean", "--redis-url", redis.url());
    expect(clean.text).toMatch(/removed \d+ keys? of 1 killed run from Redis/u);
    expect(clean.exitCode).toBe(0);
    expect(await inUse.dbSize()).toBe(0);
    expect(await client.get("bus-chaos:mine")).toBe("1");
    inUse.destroy();
    client.destroy();
  });

  test("without the rights that a run needs is refused by doctor and run alike, with code 69", async () => {
    await using redis = await startTestRedis();
    const client = await openTestClient(redis.url());
    const rules = ["~bus-chaos:*", "+@all", "-scan", "-client|list"];
    await client.sendCommand(["ACL", "SETUSER", "ann", "on", ">hush", ...rules]);
    client.destroy();
    const url = redis.url().replace("://", "://ann:hush@");
    for (const words of [["doctor"], ["run", "--scenario", "fan-out"]]) {
      const { exitCode, text } = await chaos(...words, "--redis-url", url);
      expect(text).toContain("the user ann of this Redis lacks rights for CLIENT LIST, SCAN");
      expect(text).toContain("ACL SETUSER ann +client|list +scan");
      expect(text).not.toContain("hush");
      expect(exitCode).toBe(69);
    }
  });
});
