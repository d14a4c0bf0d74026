/** The topic of a workload that names none. */
const usualTopic = "orders";

/** Returns the topics of a workload, of which there is at least one. */
export function topicsOf({
  topics = [],
}: {
  readonly topics?: readonly string[] | undefined;
}): readonly [string, ...string[]] {
  const [first = usualTopic, ...others] = topics;
  return [first, ...others];
}

/** Returns the topic of a message: the messages of a publisher take the topics in turn. */
export function topicOfMessage(topics: readonly [string, ...string[]], sequence: number): string {
  return topics[sequence % topics.length] ?? topics[0];
}
