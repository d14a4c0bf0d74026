import type { StartPosition } from "../bus/contract.ts";
import type { FaultSpec } from "../faults/fault-kinds.ts";
import type { CommandPoint } from "../link/contract/command-point.ts";
import type { Random } from "../random.ts";

/** What a scenario's own course acts with. Everything it opens is closed by the run, also on failure. */
export interface Stage {
  readonly random: Random;
  readonly signal: AbortSignal;
  /** The topic of the workload. */
  readonly topic: string;
  /** Subscribes on the role's bus, which is opened over its own link on first use. */
  openSubscriber(wanted: StageSubscriber): Promise<StageSubscription>;
  /**
   * Opens a subscriber and closes it again. Resolves with the commands that its role had sent by the
   * time it was ready: connection by connection, each in its order.
   */
  rehearse(wanted: StageSubscriber): Promise<readonly CommandPoint[]>;
  /**
   * Opens a subscriber whose connection is held just before a command, until `act` is over. That
   * begins when the command has come and nothing goes on any more on the other connections of the
   * role, also where subscribe did not wait for that command; where either never happens, nothing is
   * acted.
   */
  openHeld(
    wanted: StageSubscriber,
    point: CommandPoint,
    act: () => Promise<unknown>,
  ): Promise<void>;
  /** Starts the open-loop load of every publisher and returns at once. */
  startLoad(): void;
  stopLoad(): void;
  /**
   * Ends the load when everyone is steady again and stays so, or at the recovery limit. A load with
   * a set number of messages is sent to its end.
   */
  endLoad(): Promise<void>;
  /** Publishes one message from every publisher and waits for the answers; false at the limit. */
  publish(limitMs: number): Promise<boolean>;
  /**
   * Publishes one message from every publisher, waits for the answers, and then until every open
   * group has handled what was acknowledged; false at the limit of either wait.
   */
  exchange(limitMs: number): Promise<boolean>;
  /** Sends canaries until every open group handled one; false at the recovery limit. */
  proveDelivery(): Promise<boolean>;
  /** Lays a fault and resolves, once it is in force, with the way to heal it. */
  inject(spec: FaultSpec): Promise<() => Promise<void>>;
  /** Resolves when every publisher and subscriber is steady again; false at the limit. */
  recovered(): Promise<boolean>;
  /**
   * Resolves when Redis holds nothing unread or unacknowledged for an open group; false at the
   * limit. Stop the load first, or there is always something.
   */
  acknowledged(): Promise<boolean>;
  /** Lets the load run for so long, and on until enough was acknowledged for the run to count. */
  steady(ms: number): Promise<void>;
  /** How many connections the role has open through its link. */
  connections(role: string): Promise<number>;
  /** Records a census of resources on both sides, after a forced garbage collection. */
  census(round: number): Promise<void>;
  pause(ms: number): Promise<void>;
}

export interface StageSubscriber {
  readonly role: string;
  readonly group: string;
  readonly from: StartPosition;
  /** The workload's topic by default. */
  readonly topic?: string;
}

export interface StageSubscription {
  close(): Promise<void>;
}
