import { sleep } from "../../clock.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import {
  everyRole,
  noDataLoss,
  type FaultContext,
  type FaultDefinition,
} from "../contract/fault-definition.ts";

export interface DeletePendingSpec {
  readonly kind: "delete-pending";
  /** How many entries it deletes at most, for each group. */
  readonly most: number;
}

/**
 * Deletes stream entries that a group has read and not acknowledged, as a trim by length or age does. They stay on the
 * pending list without a body. It leaves every other one of them alone. The harness itself takes these messages away, so
 * no group is owed them any more.
 */
export const deletePending: FaultDefinition<DeletePendingSpec> = {
  onLinks: false,
  name: ({ most }) => `deletion of up to ${most} pending entries`,
  needs: () => ["process-control", "named-stream"],
  role: () => everyRole,
  isInstantaneous: () => true,
  dataLoss: () => noDataLoss,
  prepare: ({ most }, _roles, context) => ({
    inject: () => deleteSome(context, most),
    verifyInForce: async () => [],
    heal: async () => [],
  }),
};

/** A moment without pending entries soon ends under load. */
const attempts = 50;
const pauseMs = 10;

/** Deletes in one step of Redis, so that each entry is pending when it is deleted. Returns what the entries held. */
const deleteScript = `
local deleted = {}
if redis.call('EXISTS', KEYS[1]) == 0 then return deleted end
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local pending = redis.call('XPENDING', KEYS[1], group[2], '-', '+', 2 * tonumber(ARGV[1]))
  for at = 1, #pending, 2 do
    local id = pending[at][1]
    local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
    if entry then
      redis.call('XDEL', KEYS[1], id)
      deleted[#deleted + 1] = table.concat(entry[2], ' ')
    end
  end
end
return deleted`;

async function deleteSome(
  { streams, signal }: FaultContext,
  most: number,
): Promise<readonly Evidence[]> {
  const deleted: string[] = [];
  for (let attempt = 1; attempt <= attempts && deleted.length === 0; attempt++) {
    if (attempt > 1) await sleep(pauseMs, signal);
    for (const key of streams?.keys ?? []) {
      const command = ["EVAL", deleteScript, "1", key, String(most)];
      deleted.push(...textsIn(await streams?.ask(key, command)));
    }
  }
  const removed = deleted.flatMap((entry) => streams?.messagesIn(entry) ?? []);
  const what = "Redis deleted entries that were pending";
  return [{ what, seen: removed.length > 0, detail: `${deleted.length} of them`, removed }];
}

function textsIn(reply: unknown): readonly string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
