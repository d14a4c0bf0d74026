/** The fields that every operation has. */
export interface OperationBase {
  /** Position in the history, from 0, without gaps. */
  readonly index: number;
  /** Milliseconds since the run began, on the monotonic clock. */
  readonly timeMs: number;
  /**
   * The role that acted, such as `publisher-0`, `subscriber-3`, `auditor`, or `nemesis` for the part
   * of the harness that injects faults.
   */
  readonly process: string;
}

/** `publisher/sequence`, such as `publisher-0/17`: unique in a run. */
export type MessageKey = string;
