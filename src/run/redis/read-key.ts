import { keyTypes, type KeyType } from "../../history/operations/keyspace-operation.ts";
import { asArray, type DirectRedis } from "./direct-redis.ts";

/** A part of the value of a key: an element of a list or set, a field of a hash, an entry of a stream. */
export interface ValuePart {
  readonly text: string;
  /** The name of the field of a hash. */
  readonly field?: string;
}

type Ask = DirectRedis["ask"];

const partsPerPage = 1000;
/** A payload is shorter than this, so the rest of a longer string need not be read. */
const stringBytes = 1024 * 1024;

/** Returns the type of a key; `undefined` for a key that is gone, or of a type that is not searched. */
export async function typeOf(ask: Ask, key: string): Promise<KeyType | undefined> {
  const type = String(await ask(["TYPE", key]));
  return keyTypes.find((each) => each === type);
}

/** Yields the parts of the value of a key, a page at a time. */
export async function* readParts(
  ask: Ask,
  key: string,
  type: KeyType,
): AsyncGenerator<readonly ValuePart[]> {
  switch (type) {
    case "string":
      yield [{ text: String(await ask(["GETRANGE", key, "0", String(stringBytes)])) }];
      return;
    case "list":
      yield* readRange(ask, ["LRANGE", key]);
      return;
    case "zset":
      yield* readRange(ask, ["ZRANGE", key]);
      return;
    case "set":
      yield* scanParts(ask, ["SSCAN", key]);
      return;
    case "hash":
      for await (const page of scanParts(ask, ["HSCAN", key])) yield fieldsIn(page);
      return;
    case "stream":
      yield* readEntries(ask, key);
  }
}

async function* readRange(
  ask: Ask,
  command: readonly string[],
): AsyncGenerator<readonly ValuePart[]> {
  for (let from = 0; ; from += partsPerPage) {
    const range = [String(from), String(from + partsPerPage - 1)];
    const page = asArray(await ask([...command, ...range]));
    yield page.map((each) => ({ text: String(each) }));
    if (page.length < partsPerPage) return;
  }
}

async function* scanParts(
  ask: Ask,
  command: readonly string[],
): AsyncGenerator<readonly ValuePart[]> {
  let cursor = "0";
  do {
    const [next, page] = asArray(await ask([...command, cursor, "COUNT", String(partsPerPage)]));
    yield asArray(page).map((each) => ({ text: String(each) }));
    cursor = String(next);
  } while (cursor !== "0");
}

/** Pairs what HSCAN lists as field, value, field, value. */
function fieldsIn(flat: readonly ValuePart[]): readonly ValuePart[] {
  return flat.flatMap(({ text }, at) =>
    at % 2 === 0 ? [] : [{ text, field: flat[at - 1]?.text ?? "" }],
  );
}

async function* readEntries(ask: Ask, key: string): AsyncGenerator<readonly ValuePart[]> {
  for (let from = "-"; ;) {
    const range = [from, "+", "COUNT", String(partsPerPage)];
    const page = asArray(await ask(["XRANGE", key, ...range])).map(asArray);
    yield page.flatMap(([, fields]) => asArray(fields).map((each) => ({ text: String(each) })));
    if (page.length < partsPerPage) return;
    from = `(${String(page.at(-1)?.[0])}`;
  }
}
