import type { StartPosition } from "../bus/contract.ts";
import type { FaultSpec } from "../faults/fault-kinds.ts";
import type { StrikeMoment } from "../faults/fault-plan.ts";
import type { CommandFault, CommandPoint } from "../link/contract/command-point.ts";

/**
 * The means by which the steps of a variant act on a run. When the steps are over, or fail, the run
 * stops the load, heals the faults and closes the subscriptions that they left open.
 *
 * ```ts
 * async function loseTheNetwork(stage: Stage): Promise<void> {
 *   await stage.openSubscriber({ role: "subscriber-0", group: "group-0", from: "start" });
 *   await stage.ready();
 *   stage.startLoad();
 *   await stage.steady(500);
 *   const heal = await stage.inject({ kind: "network", role: "*", fault: { kind: "refuse" } });
 *   await stage.pause(1000);
 *   await heal();
 *   await stage.endLoad();
 * }
 * ```
 *
 * `recoveryLimitMs` below is the limit of the command (`--recovery-within`, 30 s by default).
 */
export interface Stage {
  /** Aborted when the run is interrupted. Every method that waits then rejects. */
  readonly signal: AbortSignal;
  /** Waits. `pause(1000)` takes one second. */
  pause(ms: number): Promise<void>;
  /**
   * Waits as `pause` does, and records how much the event loop of the process works meanwhile. Call it when the bus has
   * nothing to do, in a variant that has the process to itself: the work of other runs counts too.
   */
  pauseIdle(ms: number): Promise<void>;
  /** Waits until `afterMs` after the next beat of the load, as the fault of a plan does. */
  awaitMoment(afterMs: number): Promise<void>;

  /**
   * Subscribes on the bus of a role. The bus opens over its own link when the role is used for the
   * first time. Rejects if the bus refuses, which ends the steps and goes into the verdict.
   */
  openSubscriber(wanted: StageSubscriber): Promise<StageSubscription>;
  /**
   * Closes the subscriptions of a role and then its bus, as a service does that ends. Failures go into the history and
   * are not thrown. A subscriber that opens later for the role gets a new bus.
   */
  closeBus(role: string): Promise<void>;
  /**
   * Closes the bus of a publisher under load and opens it again, as a rolling deploy does. Its messages wait meanwhile.
   * A failure to close goes into the history.
   */
  restartPublisher(role: string): Promise<void>;
  /**
   * Opens the subscriber again each time that its process has ended, as a supervisor does, until the steps are over.
   * A failure goes into the history.
   */
  supervise(wanted: StageSubscriber): void;
  /**
   * Resolves with true when the process of a role has ended, as a handler of the plan can end it, and with false after
   * 10 s. A subscriber that opens later for the role gets a new process.
   */
  processEnded(role: string): Promise<boolean>;
  /**
   * Opens a subscriber and closes it again. Returns the commands that its role sent until its subscribe
   * call resolved, and the first of each kind that it sent within 200 ms after that: connection by connection, each in
   * its order. Does the same with another subscriber: the part of a name in which the two differ is `…`.
   *
   * @param options `handshakes` is false to leave out the commands that set a connection up, such as HELLO.
   */
  traceStart(
    wanted: StageSubscriber,
    another: StageSubscriber,
    options?: { readonly handshakes?: boolean },
  ): Promise<readonly CommandPoint[]>;
  /**
   * Opens a subscriber, and holds one of its connections just before a command until `act` is over.
   * `act` begins when the command has come and the other connections of the role are quiet. It does not
   * run if the command never comes, or if the role is not quiet within 1 s.
   */
  openHeld(
    wanted: StageSubscriber,
    point: CommandPoint,
    act: () => Promise<unknown>,
  ): Promise<void>;

  /**
   * Opens a subscriber whose role meets a fault at a command that it has still to send, and performs `use`. If the command
   * comes only then, as the reply to a read does, performs it again. Waits 1 s for the command at most. Rejects as
   * `openSubscriber` does.
   */
  openAcross(
    wanted: StageSubscriber,
    fault: CommandFault,
    use: () => Promise<unknown>,
  ): Promise<StageSubscription>;

  /**
   * Sends canaries until every open group has handled one, for 5 s at most. Resolves with false if a group has handled
   * none. Call it when the subscribers are open, before the load: a bus without a ready signal resolves `subscribe`
   * before its subscription is in force. A group owes nothing that was published before its canary, so steps that
   * test the start itself do not call it.
   */
  ready(): Promise<boolean>;

  /** Starts the load of every publisher, at the rate of the workload, and returns at once. */
  startLoad(): void;
  /** Stops the load. Messages in flight are still answered and handled. */
  stopLoad(): void;
  /**
   * Lets the load run for `ms`, and then on until `minimums.acknowledged` messages were acknowledged,
   * for 10 s more at most.
   */
  steady(ms: number): Promise<void>;
  /**
   * Ends the load. First it waits until the number of messages that the workload sets was sent, and, if
   * there was a fault, until every publisher and subscriber is steady again and stays so, or for
   * `recoveryLimitMs`.
   */
  endLoad(): Promise<void>;
  /**
   * Publishes one message on each topic from every publisher. Resolves with true when the buses have answered, and
   * with false after `limitMs`.
   */
  publish(limitMs: number): Promise<boolean>;
  /**
   * As `publish`, and then waits until every open group has handled each of these messages that was
   * acknowledged. Resolves with false if either wait takes longer than `limitMs`.
   */
  exchange(limitMs: number): Promise<boolean>;

  /**
   * Injects a fault. Resolves when it is in force, with the function that heals it. For example
   * `inject({ kind: "kill-redis", signal: "SIGKILL" })`, whose heal starts Redis again.
   * Progress displays count `holdMs` down.
   *
   * @param moment when it strikes; at once by default.
   */
  inject(spec: FaultSpec, moment?: StrikeMoment, holdMs?: number): Promise<() => Promise<void>>;
  /**
   * Waits until every publisher and subscriber is steady again. Resolves with false after `limitMs`, which
   * is `recoveryLimitMs` by default.
   */
  recovered(limitMs?: number): Promise<boolean>;
  /**
   * Sends canaries until every open group has handled one. Resolves with false after
   * `recoveryLimitMs`. A canary is a message that is judged like any other.
   */
  proveDelivery(): Promise<boolean>;
  /**
   * Waits until Redis holds nothing unread or unacknowledged for an open group. Resolves with false
   * after `recoveryLimitMs`. Stop the load first: under load there is always something.
   */
  acknowledged(): Promise<boolean>;

  /** Returns how many groups have an open subscription, on each topic. */
  openGroups(): number;
  /** Returns how many connections a role has open through its link; 0 if the link cannot count. */
  connections(role: string): Promise<number>;
  /**
   * Counts the resources of the bus in Redis and in this process, after a forced garbage collection, and
   * records them. The checker `leak` compares the rounds. Returns the counts by name.
   *
   * @param round the number of the count, from 0.
   * @param options `confirms` is true for the rounds of the second series, which have numbers of their own.
   */
  census(
    round: number,
    options?: { readonly confirms?: boolean },
  ): Promise<Readonly<Record<string, number>>>;
}

/** A subscriber to open, such as `{ role: "subscriber-0", group: "group-0", from: "start" }`. */
export interface StageSubscriber {
  /** The role whose bus subscribes. Several subscribers can share it. */
  readonly role: string;
  /** The topic, which must be one of the workload. By default the first topic of the workload. */
  readonly topic?: string;
  /** The group. Subscribers in one group share the messages of a topic; each group gets all of them. */
  readonly group: string;
  /**
   * Where a new group starts: at the `start` of the stream, or with `new` messages. `start` counts only
   * for a bus that claims `replaysFromStart`.
   */
  readonly from: StartPosition;
  /** The name of the consumer in its group. By default every subscriber of a group has the same one. */
  readonly consumer?: string;
}

export interface StageSubscription {
  /** Closes the subscription. A failure goes into the history and is not thrown. */
  close(): Promise<void>;
}
