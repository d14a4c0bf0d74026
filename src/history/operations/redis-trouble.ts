import type { OperationBase } from "./operation-base.ts";

/**
 * A failure of Redis itself that the harness did not cause. No bus can prevent it, so nothing that follows
 * from it counts against the bus.
 *
 * - `cannot-write`: Redis could not write its data to disk, so it refuses writes.
 * - `died`: Redis does not answer although no fault keeps it away, or another process answers at its address.
 */
export type RedisTroubleKind = "cannot-write" | "died";

/** A failure of Redis itself, as the auditor found it after the drain. */
export interface RedisTrouble extends OperationBase {
  readonly kind: "redis-trouble";
  readonly type: "info";
  readonly trouble: RedisTroubleKind;
  /** The answer or the last line of Redis, such as `aof_last_write_status:err`. */
  readonly detail: string;
}
