/** Stream entry ids: `milliseconds-sequence`, such as `1526919030474-55`. */
const streamId = /^\d+-\d+$/;

/** Whether it looks like the id of a stream entry. A bus may use ids of its own instead. */
export function isStreamId(id: string): boolean {
  return streamId.test(id);
}

/** Below zero if `left` is older, zero if both are the same, above zero if it is newer. */
export function compareStreamIds(left: string, right: string): number {
  const [leftMs, leftSequence] = split(left);
  const [rightMs, rightSequence] = split(right);
  return leftMs - rightMs || leftSequence - rightSequence;
}

/** The greatest id below the given one, or `0-0`. */
export function streamIdBefore(id: string): string {
  const [milliseconds, sequence] = split(id);
  if (sequence > 0) return `${milliseconds}-${sequence - 1}`;
  // Any entry of the millisecond before has a lower sequence than this.
  return milliseconds > 0 ? `${milliseconds - 1}-${Number.MAX_SAFE_INTEGER}` : "0-0";
}

function split(id: string): [milliseconds: number, sequence: number] {
  const [milliseconds, sequence = "0"] = id.split("-");
  return [Number(milliseconds), Number(sequence)];
}
