import { createByteCache } from "../scan/byte-cache.ts";
import { argumentCount, wordAt } from "../scan/request.ts";
import type { Request } from "../scan/request.ts";

/** The place of the first key or channel of a command. Position 0 is the name of the command. */
export type KeyPlace =
  | { readonly kind: "none" }
  | { readonly kind: "at"; readonly position: number }
  /** The key follows the number of keys, which can be 0. */
  | { readonly kind: "counted"; readonly countAt: number }
  /** The key follows the word STREAMS, which is at `from` or later. */
  | { readonly kind: "streams"; readonly from: number };

export const noKey: KeyPlace = { kind: "none" };

/** The place of the key after a subcommand, as in `XGROUP CREATE key group id`. */
export const keyBehindSubcommand: KeyPlace = { kind: "at", position: 2 };

const firstArgument: KeyPlace = { kind: "at", position: 1 };

const places = new Map<string, KeyPlace>([
  ...placed({ kind: "at", position: 2 }, "BITOP"),
  ...placed({ kind: "at", position: 3 }, "MIGRATE"),
  ...placed({ kind: "streams", from: 1 }, "XREAD"),
  // GROUP and the names of group and consumer come first, and a name may be "STREAMS".
  ...placed({ kind: "streams", from: 4 }, "XREADGROUP"),
  ...placed(
    { kind: "counted", countAt: 1 },
    "LMPOP ZMPOP SINTERCARD ZDIFF ZINTER ZINTERCARD ZUNION",
  ),
  ...placed(
    { kind: "counted", countAt: 2 },
    "EVAL EVAL_RO EVALSHA EVALSHA_RO FCALL FCALL_RO BLMPOP BZMPOP",
  ),
  ...placed(
    firstArgument,
    `XADD XACK XACKDEL XAUTOCLAIM XCLAIM XDEL XDELEX XLEN XPENDING XRANGE XREVRANGE XSETID XTRIM
    PUBLISH SPUBLISH SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE
    APPEND BITCOUNT BITFIELD BITFIELD_RO BITPOS COPY DECR DECRBY DEL DUMP EXISTS EXPIRE EXPIREAT
    EXPIRETIME GET GETBIT GETDEL GETEX GETRANGE GETSET INCR INCRBY INCRBYFLOAT LCS MGET MOVE MSET
    MSETNX PERSIST PEXPIRE PEXPIREAT PEXPIRETIME PFADD PFCOUNT PFMERGE PSETEX PTTL RENAME RENAMENX
    RESTORE SET SETBIT SETEX SETNX SETRANGE SORT SORT_RO STRLEN SUBSTR TOUCH TTL TYPE UNLINK WATCH
    BLMOVE BLPOP BRPOP BRPOPLPUSH LINDEX LINSERT LLEN LMOVE LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET
    LTRIM RPOP RPOPLPUSH RPUSH RPUSHX
    HDEL HEXISTS HEXPIRE HGET HGETALL HGETDEL HGETEX HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET
    HPERSIST HPEXPIRE HPTTL HRANDFIELD HSCAN HSET HSETEX HSETNX HSTRLEN HTTL HVALS
    SADD SCARD SDIFF SDIFFSTORE SINTER SINTERSTORE SISMEMBER SMEMBERS SMISMEMBER SMOVE SPOP
    SRANDMEMBER SREM SSCAN SUNION SUNIONSTORE
    BZPOPMAX BZPOPMIN ZADD ZCARD ZCOUNT ZDIFFSTORE ZINCRBY ZINTERSTORE ZLEXCOUNT ZMSCORE ZPOPMAX
    ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX
    ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE
    ZUNIONSTORE GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO
    GEORADIUS_RO GEOSEARCH GEOSEARCHSTORE`,
  ),
]);

/** Returns the place of the key of a command without subcommands. */
export function keyPlaceOf(name: string): KeyPlace {
  return places.get(name) ?? noKey;
}

const textOf = createByteCache((text) => text);

export function keyAt(place: KeyPlace, request: Request): string | undefined {
  const position = positionOf(place, request);
  if (position === 0 || position >= argumentCount(request)) return undefined;
  const { bytes, bounds } = request;
  return textOf(bytes, bounds[position * 2] ?? 0, bounds[position * 2 + 1] ?? 0);
}

/** Returns 0 if the command has no key. */
function positionOf(place: KeyPlace, request: Request): number {
  switch (place.kind) {
    case "none":
      return 0;
    case "at":
      return place.position;
    case "counted":
      return Number(wordAt(request, place.countAt)) > 0 ? place.countAt + 1 : 0;
    case "streams":
      return positionBehindStreams(request, place.from);
  }
}

function positionBehindStreams(request: Request, from: number): number {
  for (let index = from; index < argumentCount(request); index += 1) {
    if (wordAt(request, index) === "STREAMS") return index + 1;
  }
  return 0;
}

function placed(place: KeyPlace, names: string): [string, KeyPlace][] {
  return names.split(/\s+/).map((name) => [name, place]);
}
