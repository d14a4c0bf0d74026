import type { Bus, BusLogger, BusModule, BusNotice } from "../../bus/contract.ts";
import { assertBus } from "../../bus/validate-module.ts";
import { withDeadline } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { Link, LinkFactory } from "../../link/contract/link.ts";
import { sanitizeNotice } from "../record/sanitize-bus-input.ts";

/** The client roles of one run: each opens its own bus over its own link, once, on first use. */
export interface Roles {
  readonly links: ReadonlyMap<string, Link>;
  /** Resolves once all links lead to where Redis listens now; rejects if one can't be led there. */
  linksFollow(): Promise<void>;
  /** The listener gets every link that is opened from now on, before anything goes over it. */
  onLink(listener: (link: Link) => void): void;
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
  /** How long a blocking read may wait at the server, where the workload says so. */
  readonly blockMs?: number | undefined;
  readonly logger: BusLogger;
  readonly signal: AbortSignal;
}

const openTimeoutMs = 8_000;
const closeTimeoutMs = 5_000;
/** Only in an interrupted run is a bus still opening when it is to be closed. */
const lateOpenTimeoutMs = 1_000;

export function createRoles(options: RolesOptions): Roles {
  const links = new Map<string, Link>();
  const buses = new Map<string, Promise<Bus>>();
  const linkListeners: ((link: Link) => void)[] = [];
  let following = Promise.resolve<unknown>(undefined);
  const stopFollowing = options.redis.onMove((endpoint) => {
    following = Promise.all([...links.values()].map((link) => link.retarget(endpoint)));
    // Whoever made Redis move waits for its links, and gets the rejection there.
    following.catch(ignore);
  });

  async function openLink(role: string): Promise<Link> {
    const link = await options.links.open(role, options.redis.endpoint());
    links.set(role, link);
    for (const listener of linkListeners) listener(link);
    return link;
  }

  async function open(role: string): Promise<Bus> {
    const link = links.get(role) ?? (await openLink(role));
    const opening = options.module.open({
      url: throughLink(options.redis.url(), link),
      role,
      namespace: options.namespace,
      ...(options.blockMs !== undefined && { blockMs: options.blockMs }),
      logger: options.logger,
      signal: options.signal,
      notify: (said) => recordNotice(options.recorder, role, said),
    });
    try {
      const bus = await withDeadline(opening, `${role} to open its bus`, openTimeoutMs);
      assertBus(bus, options.module.name);
      return bus;
    } catch (error) {
      // A bus that opens after all would stay open for good, since nobody waits for it any more.
      Promise.resolve(opening)
        .then((late) => late.close())
        .catch(ignore);
      throw error;
    }
  }

  return {
    links,
    linksFollow: async () => void (await following),
    onLink: (listener) => void linkListeners.push(listener),
    openBus(role) {
      const known = buses.get(role);
      if (known) return known;
      const opening = open(role);
      buses.set(role, opening);
      // One that refused can be asked again, over the same link.
      opening.catch(() => buses.delete(role));
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

function recordNotice(recorder: Recorder, role: string, said: BusNotice): void {
  const notice = sanitizeNotice(said);
  if (notice === undefined) return;
  const { kind, ...rest } = notice;
  recorder.record({ kind: "notice", type: "info", process: role, notice: kind, ...rest });
}

const ignore = (): void => {};

/** The URL of Redis with the link's endpoint in place of the server's own. */
export function throughLink(redisUrl: string, { endpoint }: Link): string {
  const url = new URL(redisUrl);
  url.hostname = endpoint.host;
  url.port = String(endpoint.port);
  return url.href;
}

async function closeBus(role: string, opening: Promise<Bus>): Promise<string | undefined> {
  // Why it did not open is known already.
  const what = `${role} to open at last`;
  const bus = await withDeadline(opening, what, lateOpenTimeoutMs).catch(() => undefined);
  try {
    await withDeadline(
      Promise.try(() => bus?.close()),
      `${role} to close its bus`,
      closeTimeoutMs,
    );
    return undefined;
  } catch (error) {
    return `${role}: ${errorText(error)}`;
  }
}
