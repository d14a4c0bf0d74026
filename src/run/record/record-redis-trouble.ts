import { ErrorReply } from "redis";

import { errorText } from "../../errors.ts";
import { infoFields } from "../../fixtures/redis/redis-info.ts";
import type { RedisTroubleKind } from "../../history/operations/redis-trouble.ts";
import type { Recorder } from "../../history/recorder.ts";
import { asArray, type DirectRedis } from "../redis/direct-redis.ts";
import type { StartedRedis } from "../redis/started-redis.ts";

export interface RedisTroubleOptions {
  readonly recorder: Pick<Recorder, "record">;
  readonly redis: Pick<StartedRedis, "lastIdentity" | "logTail">;
  readonly directRedis: Pick<DirectRedis, "ask">;
}

/**
 * Asks Redis, while no fault is in force, whether it still is the process that the harness started and
 * whether it can write its data. Records each trouble that it finds.
 */
export async function recordRedisTrouble(options: RedisTroubleOptions): Promise<void> {
  const { recorder } = options;
  const found = await findTrouble(options);
  if (!found) return;
  const common = { kind: "redis-trouble", type: "info", process: "auditor" } as const;
  recorder.record({ ...common, ...found });
}

interface FoundTrouble {
  readonly trouble: RedisTroubleKind;
  readonly detail: string;
}

async function findTrouble({
  redis,
  directRedis,
}: RedisTroubleOptions): Promise<FoundTrouble | undefined> {
  let fields: ReadonlyMap<string, string>;
  try {
    fields = infoFields(String(await directRedis.ask(["INFO"])));
  } catch (error) {
    // A Redis that answers with an error lives.
    if (error instanceof ErrorReply) return undefined;
    const log = await redis.logTail().catch(() => "");
    const lastLine = log.trim().split("\n").at(-1) ?? "";
    const end = lastLine === "" ? "" : `; its last line: ${lastLine}`;
    return { trouble: "died", detail: `${errorText(error)}${end}` };
  }
  const { runId } = redis.lastIdentity();
  if (fields.get("run_id") !== runId) {
    return { trouble: "died", detail: "another process answers at its address" };
  }
  const failed = (await refusals(directRedis)).find((name) => fields.get(name) === "err");
  if (failed === undefined) return undefined;
  return { trouble: "cannot-write", detail: `INFO says ${failed}:err` };
}

/** Returns the fields of INFO for which Redis refuses writes if they are `err`. */
async function refusals({ ask }: Pick<DirectRedis, "ask">): Promise<readonly string[]> {
  const ofLog = ["aof_last_write_status"];
  const setting = await ask(["CONFIG", "GET", "stop-writes-on-bgsave-error"]).catch(() => []);
  return asArray(setting)[1] === "yes" ? [...ofLog, "rdb_last_bgsave_status"] : ofLog;
}
