import type { Bus, BusContext, BusLogger, BusModule, BusNotice } from "../../bus/contract.ts";
import { assertBus } from "../../bus/validate-module.ts";
import { errorText } from "../../errors.ts";
import { calling } from "../../fixtures/event-loop/watch-event-loop.ts";
import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { Link, LinkFactory } from "../../link/contract/link.ts";
import { withPatience } from "../../patience.ts";
import { HungCall } from "../record/bus-refusal.ts";
import { sanitizeNotice } from "../record/sanitize-bus-input.ts";
import { gaveUp, withinLimit } from "../record/within-limit.ts";
import { throughLink } from "./through-link.ts";

/** The client roles of one run. Each opens its own bus over its own link, once, on first use. */
export interface Roles {
  /** The links that are open, by role. */
  readonly links: ReadonlyMap<string, Link>;
  /** Resolves when all links lead to where Redis listens now. Rejects if one of them cannot. */
  linksFollow(): Promise<void>;
  /** Calls the listener with each link that opens from now on, before any connection uses it. */
  onLink(listener: (link: Link) => void): void;
  /** Opens the bus of a role within 8 s, or returns the one that is open. */
  openBus(role: string): Promise<Bus>;
  /**
   * Closes the bus of a role, or of every role by default, within 5 s each. Returns one line for each that rejected;
   * the history has each that did not return.
   */
  closeBuses(role?: string): Promise<readonly string[]>;
  /** Forgets the bus of a role, because its process has ended. The role can open again, over the same link. */
  forget(role: string): void;
  closeLinks(): Promise<void>;
}

export interface RolesOptions {
  readonly module: BusModule;
  /** Makes the process of a role ready, if it has one of its own. The time of it is not that of the bus. */
  readonly prepare: (role: string) => Promise<void>;
  readonly redis: RunningRedis;
  readonly links: LinkFactory;
  readonly recorder: Pick<Recorder, "record">;
  /** Names the run for people: `restart/sigterm-1s`. */
  readonly runName: string;
  /** The prefix of every key and channel of the run. */
  readonly namespace: string;
  /** How long a blocking read may wait at the server; the default of the bus if it is missing. */
  readonly blockMs?: number | undefined;
  readonly loggerOf: (role: string) => BusLogger;
  /** The signal that every bus gets in its context. */
  readonly busSignal: AbortSignal;
}

const openTimeoutMs = 8_000;
const closeTimeoutMs = 5_000;
/** If a bus is still opening when it is time to close it, which only an interruption can cause. */
const lateOpenTimeoutMs = 1_000;

export function createRoles(options: RolesOptions): Roles {
  const links = new Map<string, Link>();
  const buses = new Map<string, Promise<Bus>>();
  const linkListeners: ((link: Link) => void)[] = [];
  let following = Promise.resolve<unknown>(undefined);
  const stopFollowing = options.redis.onMove((endpoint) => {
    following = Promise.all([...links.values()].map((link) => link.retarget(endpoint)));
    // The fault that made Redis move awaits `linksFollow` and gets the rejection there.
    following.catch(ignore);
  });

  async function openLink(role: string): Promise<Link> {
    const link = await options.links.open(role, options.redis.endpoint());
    // A link that opens while Redis is down finds out when it is told where Redis is, and refuses connections as Redis does.
    await link.retarget(options.redis.endpoint());
    links.set(role, link);
    for (const listener of linkListeners) listener(link);
    return link;
  }

  async function open(role: string): Promise<Bus> {
    const link = links.get(role) ?? (await openLink(role));
    await options.prepare(role);
    const opening = openModule(options, role, link);
    try {
      return await opening.limited;
    } catch (error) {
      // If the bus opens too late, no caller closes it, so it is closed here.
      opening.bus.then((late) => late.close()).catch(ignore);
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
      // A bus that refused can be asked again, over the same link.
      opening.catch(() => buses.delete(role));
      return opening;
    },
    async closeBuses(wanted) {
      const chosen = [...buses].filter(([role]) => wanted === undefined || role === wanted);
      for (const [role] of chosen) buses.delete(role);
      const closing = chosen.map(([role, bus]) => closeBus(role, bus, options));
      const failures = await Promise.all(closing);
      return failures.filter((failure) => failure !== undefined);
    },
    forget: (role) => void buses.delete(role),
    async closeLinks() {
      stopFollowing();
      await Promise.all([...links.values()].map((link) => link[Symbol.asyncDispose]()));
    },
  };
}

/** Calls `open` of the bus and records the call. `limited` rejects if it does not return in time. */
function openModule(
  { module, redis, recorder, runName, namespace, blockMs, loggerOf, busSignal }: RolesOptions,
  role: string,
  link: Link,
): { readonly bus: Promise<Bus>; readonly limited: Promise<Bus> } {
  const context: BusContext = {
    url: throughLink(redis.url(), link),
    role,
    namespace,
    ...(blockMs !== undefined && { blockMs }),
    logger: loggerOf(role),
    signal: busSignal,
    notify: (given) => recordNotice(recorder, role, given),
  };
  const common = { kind: "bus-call", process: role, call: "open" } as const;
  recorder.record({ ...common, type: "invoke" });
  const opening = Promise.try(() =>
    calling(`${role}.open in ${runName}`, () => module.open(context)),
  );
  const limited = async (): Promise<Bus> => {
    try {
      const bus = await withinLimit(opening, `open of ${role}`, openTimeoutMs);
      assertBus(bus, module.name);
      recorder.record({ ...common, type: "ok" });
      return bus;
    } catch (error) {
      recorder.record({ ...common, type: "info", error: errorText(error), ...gaveUp(error) });
      throw error;
    }
  };
  return { bus: opening, limited: limited() };
}

function recordNotice(recorder: Pick<Recorder, "record">, role: string, given: BusNotice): void {
  const notice = sanitizeNotice(given);
  if (notice === undefined) return;
  const { kind, ...rest } = notice;
  recorder.record({ kind: "notice", type: "info", process: role, notice: kind, ...rest });
}

const ignore = (): void => {};

async function closeBus(
  role: string,
  opening: Promise<Bus>,
  { recorder, runName }: Pick<RolesOptions, "recorder" | "runName">,
): Promise<string | undefined> {
  const what = `${role} to open at last`;
  // If it does not open, `openBus` has reported that already.
  const bus = await withPatience(opening, what, lateOpenTimeoutMs).catch(() => undefined);
  if (!bus) return undefined;
  const common = { kind: "bus-call", process: role, call: "close" } as const;
  recorder.record({ ...common, type: "invoke" });
  try {
    const closing = Promise.try(() => calling(`${role}.close in ${runName}`, () => bus.close()));
    await withinLimit(closing, `close of the bus of ${role}`, closeTimeoutMs);
    recorder.record({ ...common, type: "ok" });
    return undefined;
  } catch (error) {
    recorder.record({ ...common, type: "info", error: errorText(error), ...gaveUp(error) });
    return error instanceof HungCall
      ? undefined
      : `${role} did not close its bus: ${errorText(error)}`;
  }
}
