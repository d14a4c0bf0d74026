import type { OperationBase } from "./operation-base.ts";

/**
 * The process of a role ended. The kernel closes its connections, its handlers never return, and its subscriptions are
 * over without a close call.
 */
export interface ProcessEnd extends OperationBase {
  readonly kind: "process-end";
  readonly type: "info";
  /** A signal such as `SIGKILL`, or `exit code 3`. */
  readonly how: string;
  /** `harness` if a fault or a handler plan ended it. */
  readonly by: "harness" | "itself";
}
