#!/usr/bin/env node
// @ts-check
import { fetchNode } from "./fetch-node.mjs";
import { findNode } from "./find-node.mjs";
import { LaunchError } from "./launch-error.mjs";
import { isFitting } from "./node-version.mjs";
import { relay } from "./relay.mjs";
import { startVitest } from "./start-vitest.mjs";

/** The exit code of an environment that is not ready. */
const environmentCode = 69;

const [, , ...words] = process.argv;

try {
  if (!isFitting(process.versions.node)) await relay(findNode() ?? (await fetchNode()), words);
  else if (words[0] === "vitest") await startVitest(words.slice(1));
  else await import("../cli.ts");
} catch (error) {
  if (!(error instanceof LaunchError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = environmentCode;
}
