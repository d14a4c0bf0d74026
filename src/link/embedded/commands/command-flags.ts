/**
 * The flags that Redis gives its commands (`COMMAND INFO`), as far as they decide which commands it refuses. Names are
 * in upper case, with the subcommand. An integration test compares them with a server.
 */
const writing = setOf(`
  APPEND BITFIELD BITOP BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN COPY DECR DECRBY DEL EXPIRE
  EXPIREAT FLUSHALL FLUSHDB GEOADD GEORADIUS GEORADIUSBYMEMBER GEOSEARCHSTORE GETDEL GETEX GETSET HDEL HEXPIRE HGETDEL
  HGETEX HINCRBY HINCRBYFLOAT HMSET HPERSIST HPEXPIRE HSET HSETEX HSETNX INCR INCRBY INCRBYFLOAT LINSERT LMOVE LMPOP LPOP
  LPUSH LPUSHX LREM LSET LTRIM MIGRATE MOVE MSET MSETNX PERSIST PEXPIRE PEXPIREAT PFADD PFMERGE PSETEX RENAME RENAMENX
  RESTORE RPOP RPOPLPUSH RPUSH RPUSHX SADD SDIFFSTORE SET SETBIT SETEX SETNX SETRANGE SINTERSTORE SMOVE SORT SPOP SREM
  SUNIONSTORE SWAPDB UNLINK XACK XACKDEL XADD XAUTOCLAIM XCLAIM XDEL XDELEX XREADGROUP XSETID XTRIM ZADD ZDIFFSTORE
  ZINCRBY ZINTERSTORE ZMPOP ZPOPMAX ZPOPMIN ZRANGESTORE ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZUNIONSTORE
`)
  .union(ofContainer("FUNCTION", "DELETE FLUSH LOAD RESTORE"))
  .union(ofContainer("XGROUP", "CREATE CREATECONSUMER DELCONSUMER DESTROY SETID"));

const needingMemory = setOf(`
  APPEND BITFIELD BITOP BLMOVE BRPOPLPUSH COPY DECR DECRBY GEOADD GEORADIUS GEORADIUSBYMEMBER GEOSEARCHSTORE GETSET
  HEXPIRE HINCRBY HINCRBYFLOAT HMSET HPEXPIRE HSET HSETEX HSETNX INCR INCRBY INCRBYFLOAT LINSERT LMOVE LPUSH LPUSHX LSET
  MSET MSETNX PFADD PFMERGE PSETEX RESTORE RPOPLPUSH RPUSH RPUSHX SADD SDIFFSTORE SET SETBIT SETEX SETNX SETRANGE
  SINTERSTORE SORT SUNIONSTORE XADD XSETID ZADD ZDIFFSTORE ZINCRBY ZINTERSTORE ZRANGESTORE ZUNIONSTORE
`)
  .union(ofContainer("FUNCTION", "LOAD RESTORE"))
  .union(ofContainer("XGROUP", "CREATE CREATECONSUMER"));

const passingWhileLoading = setOf(`
  AUTH DISCARD ECHO EXEC HELLO INFO LASTSAVE MONITOR MULTI PSUBSCRIBE PUBLISH PUNSUBSCRIBE QUIT READONLY READWRITE REPLCONF
  RESET ROLE SELECT SHUTDOWN SPUBLISH SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE TIME UNSUBSCRIBE UNWATCH WATCH
`);

/** All subcommands of these pass while Redis loads its data, except a few that no bus uses, such as DEBUG. */
const containersPassingWhileLoading = setOf("ACL CLIENT COMMAND CONFIG LATENCY PUBSUB SLOWLOG");

const needingNoPermission = setOf("AUTH HELLO QUIT RESET");

const changingTransaction = setOf("DISCARD EXEC MULTI QUIT RESET UNWATCH WATCH");

/** XACK is not one of them: it replies 0 if the group is gone. */
const needingGroup = setOf("XREADGROUP XPENDING XCLAIM XAUTOCLAIM")
  .union(ofContainer("XGROUP", "SETID CREATECONSUMER DELCONSUMER"))
  .union(ofContainer("XINFO", "CONSUMERS"));

const scripts = setOf("EVAL EVALSHA FCALL");

export const writes = (name: string): boolean => writing.has(name);
export const needsMemory = (name: string): boolean => needingMemory.has(name);
export const needsNoPermission = (name: string): boolean => needingNoPermission.has(name);
export const changesTransaction = (name: string): boolean => changingTransaction.has(name);
export const needsGroup = (name: string): boolean => needingGroup.has(name);
export const runsScript = (name: string): boolean => scripts.has(name);

export function passesWhileLoading(name: string): boolean {
  const [container = ""] = name.split(" ");
  return passingWhileLoading.has(name) || containersPassingWhileLoading.has(container);
}

function setOf(names: string): Set<string> {
  return new Set(names.trim().split(/\s+/u));
}

function ofContainer(container: string, subcommands: string): Set<string> {
  return new Set(subcommands.split(" ").map((subcommand) => `${container} ${subcommand}`));
}
