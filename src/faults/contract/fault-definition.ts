import type { Persistence, RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { CommandActKind } from "../../history/struck-command.ts";
import type { LinkCapability } from "../../link/contract/link-capability.ts";
import type { Link } from "../../link/contract/link.ts";
import type { RoleProcesses } from "./role-processes.ts";

/** The role of a fault that touches the path of every role. */
export const everyRole = "*";

/**
 * A capability that a fault needs from its links, from the provider of its Redis, or from the bus: `named-stream` if the
 * bus names the streams of its topics.
 */
export type FaultNeed = LinkCapability | "process-control" | "named-stream";

/** The data that Redis may lose by a fault. The rules do not blame the bus for this loss. */
export interface PossibleDataLoss {
  /** Redis may come back without everything that it had acknowledged. */
  readonly losesAll: boolean;
  /** Redis may lose what it acknowledged in the last milliseconds before the fault. */
  readonly losesLastMs: number;
}

export const noDataLoss: PossibleDataLoss = { losesAll: false, losesLastMs: 0 };

export interface StreamsOfRun {
  readonly keys: readonly string[];
  /** Sends a command past every link, to the database that holds the key. */
  ask(key: string, words: readonly string[]): Promise<unknown>;
  /** Returns the messages whose payloads a text holds. */
  messagesIn(text: string): readonly MessageKey[];
}

export interface FaultContext {
  readonly redis: RunningRedis;
  readonly persistence: Persistence;
  /** The processes of the roles that have one of their own. */
  readonly processes: RoleProcesses;
  /** The streams of the run. Absent if the bus names none. */
  readonly streams?: StreamsOfRun | undefined;
  /** The open links of all roles. */
  readonly links: ReadonlyMap<string, Link>;
  /** Resolves once all links lead to the address where Redis listens now. */
  linksFollow(): Promise<void>;
  readonly signal: AbortSignal;
}

/** The life of one fault. Each step returns the evidence that it saw, from outside the bus. */
export interface FaultSteps {
  /** Does what takes time and disturbs nothing, so that `inject` acts at once. By default there is nothing. */
  makeReady?(): Promise<void>;
  /**
   * Resolves once the fault is in force. Calls `onInForce` before it looks for evidence, if it can: then
   * the command at which the fault strikes need not be held any longer.
   */
  inject(onInForce?: () => Promise<void>): Promise<readonly Evidence[]>;
  /** Looks, just before the heal, whether the fault has lasted until now. */
  verifyInForce(): Promise<readonly Evidence[]>;
  /** Ends the fault, and resolves once Redis is seen to answer again. */
  heal(): Promise<readonly Evidence[]>;
}

/**
 * The properties of one kind of fault, all of them required. Each kind is one file with one
 * definition; docs/adding-a-fault.md explains how to add a kind.
 */
export interface FaultDefinition<Spec> {
  /** Whether it acts on the links of its roles. False if it acts on Redis itself. */
  readonly onLinks: boolean;
  /** Names the fault for people, such as `SIGKILL redis`. */
  name(spec: Spec): string;
  /** Returns what must be there. A run that lacks one of these is not started. */
  needs(spec: Spec): readonly FaultNeed[];
  /** Returns the role whose path it touches, or `everyRole`. */
  role(spec: Spec): string;
  /**
   * Whether a bus that reconnects is well again at once. Recovery from such a fault counts from the
   * moment it is injected, and `heal` only cleans up after it. Any other fault lasts until its heal.
   */
  isInstantaneous(spec: Spec): boolean;
  /**
   * Whether the server's side of every connection ends, so that bytes which are on their way then never
   * arrive. Default false.
   */
  readonly endsConnections?: boolean;
  /**
   * Returns the act at one command that does the same to this command, so that `explore` can repeat it.
   * By default there is no such act.
   */
  commandAct?(spec: Spec): CommandActKind | undefined;
  dataLoss(spec: Spec, persistence: Persistence): PossibleDataLoss;
  /** Prepares the fault for these roles. Nothing happens before `inject`. */
  prepare(spec: Spec, roles: readonly string[], context: FaultContext): FaultSteps;
}

/** The definitions of all kinds in a union of specs. A list does not compile if a kind is left out. */
export type FaultDefinitions<Spec extends { readonly kind: string }> = {
  readonly [Each in Spec as Each["kind"]]: FaultDefinition<Each>;
};
