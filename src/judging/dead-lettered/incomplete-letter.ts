import type { IndexedHistory, MessageRecord } from "../../history/indexed-history.ts";
import type { DeadLetter } from "../../history/operations/dead-letters.ts";
import type { Group } from "../facts/groups.ts";

interface LetterOfMessage {
  readonly message: MessageRecord;
  readonly group: Group;
  readonly attempts: number;
  readonly letters: readonly DeadLetter[];
}

/** A bus may put several facts into one field, as JSON, so a name is found anywhere in a name or a value. */
const errorName = /error|reason|exception|cause/iu;
const attemptsValue = /attempts"?\s*[:=]?\s*"?(\d+)/iu;

/**
 * Returns what the first dead letter of a message lacks: the error of its handler, or the number of its attempts;
 * `undefined` if it lacks nothing. If a fault or the end of a process disturbed the run, the bus may not know the error
 * and the exact number.
 *
 *     the handler of group a throws `no such customer` over publisher-0/7 three times
 *     the dead letter of publisher-0/7 has the fields `payload …, attempts 3`
 *     → the error
 */
export function incompletenessOf(
  { message, group, attempts, letters }: LetterOfMessage,
  { faults, processEnds }: IndexedHistory,
): string | undefined {
  const [letter] = letters;
  if (!letter) return undefined;
  const isDisturbed = faults.length + processEnds.length > 0;
  const fields = fieldsOf(letter);
  const errors = group.deliveriesOf(message.key).flatMap(({ error }) => error ?? []);
  const saysError = fields.some(([name, value]) => errorName.test(name) && value !== "");
  const tellsError = fields.some(([, value]) => errors.some((error) => value.includes(error)));
  if (errors.length > 0 && !isDisturbed ? !tellsError : !saysError && !tellsError)
    return "the error of the handler";
  const told = fields
    .map(([name, value]) => attemptsValue.exec(`${name}=${value}`)?.[1])
    .find((each) => each !== undefined);
  if (told === undefined) return "the number of attempts";
  const isRight = isDisturbed || group.rescue !== undefined || Number(told) === attempts;
  return isRight ? undefined : `the right number of attempts: it says ${told}`;
}

function fieldsOf({ fields }: DeadLetter): readonly (readonly [string, string])[] {
  return fields.flatMap((name, at) =>
    at % 2 === 0 ? [[name, fields[at + 1] ?? ""] as const] : [],
  );
}
