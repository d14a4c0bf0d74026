import { assertBus } from "../bus/bus-shape.ts";
import type { Bus, BusLogger, BusModule } from "../bus/contract.ts";
import { withDeadline } from "../clock.ts";
import { errorText } from "../errors.ts";
import type { Link, LinkFactory } from "../fixtures/link/link.ts";
import type { RunningRedis } from "../fixtures/redis.ts";
import type { Recorder } from "../history/recorder.ts";

/** The client roles of one run: each opens its own bus over its own link, once, on first use. */
export interface Roles {
  readonly links: ReadonlyMap<string, Link>;
  openBus(role: string): Promise<Bus>;
  /** Closes every bus, within a limit each. Returns what went wrong, one line a role. */
  closeBuses(): Promise<readonly string[]>;
  closeLinks(): Promise<void>;
}

export interface RolesOptions {
  readonly module: BusModule;
  readonly redis: RunningRedis;
  readonly links: LinkFactory;
  readonly recorder: Recorder;
  readonly namespace: string;
  readonly logger: BusLogger;
  readonly signal: AbortSignal;
}

const openTimeoutMs = 15_000;
const closeTimeoutMs = 10_000;

export function createRoles(options: RolesOptions): Roles {
  const links = new Map<string, Link>();
  const buses = new Map<string, Promise<Bus>>();
  const stopFollowing = options.redis.onMove((endpoint) => {
    for (const link of links.values()) void link.retarget(endpoint);
  });

  async function open(role: string): Promise<Bus> {
    const link = await options.links.open(role, options.redis.endpoint());
    links.set(role, link);
    const opening = options.module.open({
      url: throughLink(options.redis.url(), link),
      role,
      namespace: options.namespace,
      logger: options.logger,
      signal: options.signal,
      notify: ({ kind, ...rest }) =>
        void options.recorder.record({
          kind: "notice",
          type: "info",
          process: role,
          notice: kind,
          ...rest,
        }),
    });
    const bus = await withDeadline(opening, `${role} to open its bus`, openTimeoutMs);
    assertBus(bus, options.module.name);
    return bus;
  }

  return {
    links,
    openBus(role) {
      const known = buses.get(role);
      if (known) return known;
      const opening = open(role);
      buses.set(role, opening);
      return opening;
    },
    async closeBuses() {
      const failures = await Promise.all([...buses].map(([role, bus]) => closeBus(role, bus)));
      return failures.filter((failure) => failure !== undefined);
    },
    async closeLinks() {
      stopFollowing();
      await Promise.all([...links.values()].map((link) => link[Symbol.asyncDispose]()));
    },
  };
}

/** The URL of Redis with the link's endpoint in place of the server's own. */
export function throughLink(redisUrl: string, { endpoint }: Link): string {
  const url = new URL(redisUrl);
  url.hostname = endpoint.host;
  url.port = String(endpoint.port);
  return url.href;
}

async function closeBus(role: string, opening: Promise<Bus>): Promise<string | undefined> {
  try {
    const bus = await opening;
    await withDeadline(bus.close(), `${role} to close its bus`, closeTimeoutMs);
    return undefined;
  } catch (error) {
    return `${role}: ${errorText(error)}`;
  }
}
