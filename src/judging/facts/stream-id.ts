const streamId = /^\d+-\d+$/;

/** Whether it looks like the id of a stream entry, such as `1526919030474-55`. */
export function isStreamId(id: string): boolean {
  return streamId.test(id);
}

/** Negative if `left` comes before `right` in the stream. */
export function compareStreamIds(left: string, right: string): number {
  const [leftMs = 0, leftSequence = 0] = left.split("-").map(Number);
  const [rightMs = 0, rightSequence = 0] = right.split("-").map(Number);
  return leftMs - rightMs || leftSequence - rightSequence;
}
