import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { buildPackage, createProject, type UserProject } from "./support/built-package.ts";

/** Runs take some seconds each, and more on a machine that is short of CPU. */
const longTestMs = 180_000;

let folder: string;
let packagePath: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-init-"));
  packagePath = buildPackage(folder);
}, longTestMs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Manifest = Readonly<Record<string, unknown>>;

function project(
  name: string,
  manifest: Manifest,
  files: Record<string, string> = {},
): UserProject {
  const target = join(folder, name);
  mkdirSync(target);
  const text = JSON.stringify({ name, version: "1.0.0", private: true, ...manifest });
  return createProject(packagePath, target, { "package.json": text, ...files });
}

/** An order service on Redis Streams, in TypeScript that must be compiled. */
const orderBus = (start: "$" | "0", settle: string) => `
import { Redis } from "ioredis";

export interface Order { id: string; text: string }

export class OrderBus {
  private readonly redis: Redis;
  private readonly readers = new Set<Redis>();

  constructor(private readonly address: string, private readonly prefix: string = "orders") {
    this.redis = new Redis(address, { maxRetriesPerRequest: 0, socketTimeout: 3000 });
    this.redis.on("error", () => {});
  }

  async send(topic: string, text: string): Promise<string> {
    return (await this.redis.xadd(\`\${this.prefix}\${topic}\`, "*", "text", text)) ?? "";
  }

  async listen(topic: string, group: string, worker: string, onOrder: (order: Order) => Promise<void>) {
    const key = \`\${this.prefix}\${topic}\`;
    const reader = new Redis(this.address, { maxRetriesPerRequest: 0, socketTimeout: 3000 });
    reader.on("error", () => {});
    this.readers.add(reader);
    const create = () => reader.xgroup("CREATE", key, group, "${start}", "MKSTREAM").catch((error: unknown) => {
      if (!String(error).includes("BUSYGROUP")) throw error;
    });
    await create();
    let open = true;
    const loop = async () => {
      let from = "0";
      while (open) {
        try {
          const reply = await reader.xreadgroup("GROUP", group, worker, "COUNT", 10, "BLOCK", 1000, "STREAMS", key, from);
          const entries = ((reply ?? []) as [string, [string, string[]][]][]).flatMap(([, each]) => each);
          if (entries.length === 0) from = ">";
          await Promise.all(entries.map(async ([id, [, text = ""]]) => {
            ${settle}
          }));
        } catch (error) {
          from = "0";
          if (open && String(error).includes("NOGROUP")) await create().catch(() => {});
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    };
    const done = loop();
    return {
      stop: async () => {
        open = false;
        reader.disconnect();
        this.readers.delete(reader);
        await done;
      },
    };
  }

  async shutdown() {
    for (const reader of this.readers) reader.disconnect();
    this.redis.disconnect();
  }
}
`;

/** A Pub/Sub bus in JavaScript, whose subscribe returns nothing that ends the subscription. */
const eventBus = `
const { createClient } = require("redis");

class EventBus {
  constructor(options) {
    this.options = options;
  }
  async connect() {
    const { url } = this.options;
    this.pub = createClient({ url, disableOfflineQueue: true }).on("error", () => {});
    this.sub = createClient({ url }).on("error", () => {});
    await Promise.all([this.pub.connect(), this.sub.connect()]);
  }
  async publish(channel, data) {
    await this.pub.publish(channel, JSON.stringify({ data }));
  }
  async subscribe(channel, callback) {
    await this.sub.subscribe(channel, (text) => callback(JSON.parse(text).data));
  }
  async disconnect() {
    this.pub.destroy();
    this.sub.destroy();
  }
}

module.exports = { EventBus };
`;

const acknowledge = "await this.redis.xack(key, group, id);";
const handle = "await onOrder({ id, text });";
const typescriptProject = {
  dependencies: { ioredis: "6" },
  devDependencies: { typescript: "7", vitest: "5" },
};

/** A tsconfig.json with every check that could refuse what `init` writes. */
const strict = `{
  "compilerOptions": {
    "strict": true, "module": "nodenext", "target": "es2023", "noEmit": true, "types": ["node"],
    "skipLibCheck": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true,
    "noUnusedLocals": true, "noUnusedParameters": true, "allowUnreachableCode": false
  }
}`;

describe("init for a class of the project", () => {
  test(
    "one command names both bugs of a class that acknowledges early and starts its group at $",
    async () => {
      const source = orderBus("$", `${acknowledge}\n${handle}`);
      const files = { "src/orders.ts": source, "tsconfig.json": strict };
      const service = project("bugs", { type: "commonjs", ...typescriptProject }, files);
      const { exitCode, stdout, stderr } = await service.busChaos("init", "--yes");
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toContain("OrderBus in src/orders.ts (send, listen, shutdown)");
      expect(stderr).toContain("Create the group at 0");
      expect(stderr).toContain("Send XACK after the handler is done");
      expect(stderr).toMatch(
        /^repeat with: npx bus-chaos --scenario \S+ --scenario \S+ --bus chaos\/my-bus.ts --seed \d+$/mu,
      );
      expect(await typeErrors(service)).toBe("");
    },
    longTestMs,
  );

  test(
    "a class without these bugs passes, and so does the test file of vitest",
    async () => {
      const source = orderBus("0", `${handle}\n${acknowledge}`);
      const files = { "src/orders.ts": source, "tsconfig.json": strict };
      const service = project("cured", { type: "module", ...typescriptProject }, files);
      const { exitCode, stderr } = await service.busChaos("init", "--yes");
      expect(exitCode, stderr).toBe(0);
      expect(await typeErrors(service)).toBe("");
      const tests = await service.run("vitest/vitest.mjs", "run", "chaos", "-t", "sigterm-1s");
      expect(tests.exitCode, tests.stdout + tests.stderr).toBe(0);
      expect(tests.stdout).toContain("1 passed");
    },
    longTestMs,
  );
});

describe("init for a class in JavaScript", () => {
  test(
    "a CommonJS class with options and without types passes for what it is, at most once",
    async () => {
      const manifest = { type: "commonjs", dependencies: { redis: "6" } };
      const service = project("javascript", manifest, { "lib/event-bus.js": eventBus });
      const { exitCode, stderr } = await service.busChaos("init", "--yes");
      expect(exitCode, stderr).toBe(0);
      const written = readFileSync(join(service.folder, "chaos/my-bus.cjs"), "utf8");
      expect(written).toContain('delivery: "at-most-once"');
      expect(written).toContain("new EventBus({ url })");
    },
    longTestMs,
  );

  test("a class that needs more than init knows is not run before the user has filled in the place", async () => {
    const source = eventBus.replace("constructor(options)", "constructor(options, secret)");
    const service = project("unknown", {}, { "lib/event-bus.js": source });
    const { exitCode, stderr } = await service.busChaos("init", "--yes");
    expect({ exitCode }).toEqual({ exitCode: 0 });
    expect(stderr).toContain('Fill in chaos/my-bus.cjs: the places are marked with "check".');
    expect(stderr).not.toContain("verdict");
  });
});

describe("init for an installed client", () => {
  test.each<[string, Manifest, string[]]>([
    [
      "ioredis",
      { type: "commonjs", dependencies: { ioredis: "6" } },
      ["chaos.config.cjs", "my-bus.cjs"],
    ],
    ["redis", { type: "module", dependencies: { redis: "6" } }, ["chaos.config.mjs", "my-bus.mjs"]],
    ["bullmq", { dependencies: { bullmq: "6" } }, ["chaos.config.cjs", "my-bus.cjs"]],
  ])(
    "the bus for %s in a project with %j passes as it is written",
    async (client, manifest, names) => {
      const service = project(client, manifest);
      const { exitCode, stderr } = await service.busChaos("init", "--yes");
      expect(exitCode, stderr).toBe(0);
      const written = [service.folder, join(service.folder, "chaos")].flatMap((each) =>
        readdirSync(each),
      );
      expect(written).toEqual(expect.arrayContaining(names));
      expect(readFileSync(join(service.folder, ".gitignore"), "utf8")).toBe("reports/\n");
    },
    longTestMs,
  );

  test.each(["ioredis", "redis"])(
    "the bus for %s passes faults that are hard on a client: silence, and a cut while it starts",
    async (client) => {
      const service = project(`hard-${client}`, { dependencies: { [client]: "6" } });
      await service.busChaos("init", "--yes", "--no-run");
      const { exitCode, stderr } = await service.busChaos(
        "partition/half-open-subscriber",
        "startup-race/cut-while-starting",
      );
      expect(exitCode, stderr).toBe(0);
    },
    longTestMs,
  );

  test.each(["commonjs", "module"])(
    "every bus of a TypeScript project with type %s is accepted by a strict compiler",
    async (type) => {
      for (const client of ["ioredis", "redis", "bullmq", "own"]) {
        const name = `types-${type}-${client}`;
        const service = project(name, { type, ...typescriptProject }, { "tsconfig.json": strict });
        const { exitCode } = await service.busChaos(
          "init",
          "--client",
          client,
          "--no-run",
          "--yes",
        );
        expect(exitCode).toBe(0);
        expect(await typeErrors(service), client).toBe("");
      }
    },
    longTestMs,
  );

  test("without a class and a client, init writes a frame, and a run names the place to fill in", async () => {
    const service = project("own", {});
    const { exitCode, stderr } = await service.busChaos("init", "--yes");
    expect(exitCode, stderr).toBe(0);
    const run = await service.busChaos("startup-race/from-new");
    expect(run.exitCode).not.toBe(0);
    expect(run.stderr).toContain("startYourBus() is empty");
  });

  test("init keeps what is there, and --ci writes a workflow", async () => {
    const service = project("kept", { type: "module" }, { "chaos/my-bus.mjs": "// mine\n" });
    const { stderr } = await service.busChaos("init", "--yes", "--ci", "--client", "own");
    expect(stderr).toMatch(/kept +chaos\/my-bus\.mjs/u);
    expect(stderr).toMatch(/wrote +\.github\/workflows\/bus-chaos\.yml/u);
    expect(readFileSync(join(service.folder, "chaos/my-bus.mjs"), "utf8")).toBe("// mine\n");
    await service.busChaos("init", "--yes", "--force", "--client", "own");
    expect(readFileSync(join(service.folder, "chaos/my-bus.mjs"), "utf8")).toContain(
      "startYourBus",
    );
  });
});

async function typeErrors({ run }: UserProject): Promise<string> {
  return (await run("typescript/bin/tsc", "-p", ".")).stdout;
}
