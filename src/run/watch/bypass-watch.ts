import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { Link } from "../../link/contract/link.ts";
import type { DirectRedis } from "../redis/direct-redis.ts";
import { clientsIn, type ClientOfRedis } from "./client-list.ts";

/** Looks for connections of the bus that do not come through its links. */
export interface BypassWatch extends AsyncDisposable {
  /** Looks now. Resolves when the look is recorded. Never rejects. */
  look(): Promise<void>;
}

export interface BypassWatchOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly redis: Pick<RunningRedis, "provider" | "isShared">;
  readonly directRedis: Pick<DirectRedis, "ask">;
  readonly links: ReadonlyMap<string, Pick<Link, "serverPorts">>;
}

const intervalMs = 250;
/** The clients of an external Redis may belong to other programs, and a container sees other ports. */
const watchedProvider = "process";

/**
 * Asks Redis for its clients four times a second, until it is disposed of. A client that two looks see, and whose port
 * no link has used, bypasses the links: a single look may see a connection of a link before the link knows its own port.
 * It looks only at a Redis that was started as a process for this run alone.
 */
export function watchBypasses(options: BypassWatchOptions): BypassWatch {
  const { recorder } = options;
  const suspects = new Set<string>();
  const recorded = new Set<string>();
  let looking: Promise<void> | undefined;

  async function lookOnce(): Promise<void> {
    // A Redis that is down has no clients.
    const strangers = await findStrangers(options).catch(() => undefined);
    for (const { id, name, address, command } of strangers ?? []) {
      if (recorded.has(id)) continue;
      if (!suspects.has(id)) {
        suspects.add(id);
        continue;
      }
      recorded.add(id);
      const client = name === "" ? address : name;
      const common = { kind: "bypass", type: "info", process: "auditor" } as const;
      recorder.record({ ...common, client, ...(command !== "" && { command }) });
    }
  }

  const look = (): Promise<void> => (looking ??= lookOnce().finally(() => (looking = undefined)));
  const timer = setInterval(() => void look(), intervalMs);
  return {
    look,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
    },
  };
}

/**
 * Returns the clients that have sent a command and are neither of a link nor of the harness; none if a link cannot tell
 * its ports. The ports of a link include those from which it asks whether Redis answers.
 */
async function findStrangers({
  redis,
  directRedis,
  links,
}: BypassWatchOptions): Promise<readonly ClientOfRedis[]> {
  if (redis.provider !== watchedProvider || redis.isShared) return [];
  const ports = [...links.values()].map((link) => link.serverPorts?.());
  if (ports.includes(undefined)) return [];
  const clients = clientsIn(String(await directRedis.ask(["CLIENT", "LIST"])));
  return clients.filter(
    ({ port, isOurs, command }) =>
      !isOurs && command !== "" && !ports.some((each) => each?.has(port) ?? false),
  );
}
