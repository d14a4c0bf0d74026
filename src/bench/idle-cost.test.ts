import { expect, test } from "vitest";

import { parseCounters } from "./idle-cost.ts";

const info = [
  "# CPU",
  "used_cpu_sys:1.250000",
  "used_cpu_user:0.500000",
  "used_cpu_sys_children:9.000000",
  "used_cpu_user_children:9.000000",
  "# Commandstats",
  "cmdstat_xreadgroup:calls=40,usec=12,usec_per_call=0.30,rejected_calls=0,failed_calls=0",
  "cmdstat_client|list:calls=3,usec=12,usec_per_call=4.00,rejected_calls=0,failed_calls=0",
  "cmdstat_xautoclaim:calls=2,usec=12,usec_per_call=6.00,rejected_calls=0,failed_calls=0",
  "cmdstat_info:calls=1000,usec=12,usec_per_call=0.01,rejected_calls=0,failed_calls=0",
  "# Errorstats",
  "errorstat_NOGROUP:count=7",
  "",
].join("\r\n");

test("parseCounters counts all commands with their subcommands, except INFO", () => {
  expect(parseCounters(info)).toEqual({ reads: 40, commands: 45, cpuSeconds: 1.75 });
});

test("parseCounters returns zeros for an empty reply", () => {
  expect(parseCounters("")).toEqual({ reads: 0, commands: 0, cpuSeconds: 0 });
});
