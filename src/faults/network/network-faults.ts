import type {
  NetworkFault,
  NetworkFaultKind,
  NetworkFaultOf,
} from "../../link/contract/network-fault.ts";
import {
  type FaultContext,
  type FaultDefinition,
  type FaultSteps,
} from "../contract/fault-definition.ts";
import { blackhole } from "./blackhole.ts";
import { cut } from "./cut.ts";
import { latency } from "./latency.ts";
import type { NetworkFaultDefinition } from "./network-definition.ts";
import { refuseCommands } from "./refuse-commands.ts";
import { refuse } from "./refuse.ts";
import { stall } from "./stall.ts";
import { linkOf, watchPath, type WatchedPath } from "./watched-path.ts";

export interface NetworkFaultSpec {
  readonly kind: "network";
  /** A role such as `subscriber-0`, or `*` for every role. */
  readonly role: string;
  readonly fault: NetworkFault;
}

/** The definitions of all kinds of network faults. The list does not compile if a kind is left out. */
const definitions: {
  readonly [Kind in NetworkFaultKind]: NetworkFaultDefinition<NetworkFaultOf<Kind>>;
} = { cut, refuse, blackhole, stall, latency, "refuse-commands": refuseCommands };

function definitionOf({ kind }: NetworkFault): NetworkFaultDefinition<NetworkFault> {
  return definitions[kind];
}

/** Disturbs the network path between the given roles and Redis. */
export const networkFault: FaultDefinition<NetworkFaultSpec> = {
  onLinks: true,
  name: ({ role, fault }) => definitionOf(fault).name(fault, role),
  needs: ({ fault }) => [definitionOf(fault).needs(fault)],
  role: ({ role }) => role,
  isInstantaneous: ({ fault }) => definitionOf(fault).isInstantaneous(fault),
  commandAct: ({ fault }) => definitionOf(fault).commandAct?.(fault),
  dataLoss: ({ fault }, persistence) => definitionOf(fault).dataLoss(fault, persistence),
  prepare: ({ fault }, roles, context) => prepareOnLinks(fault, roles, context),
};

function prepareOnLinks(
  fault: NetworkFault,
  roles: readonly string[],
  context: FaultContext,
): FaultSteps {
  const definition = definitionOf(fault);
  const paths: WatchedPath[] = [];
  const links = () => roles.map((role) => linkOf(role, context));
  return {
    async makeReady() {
      for (const role of roles) paths.push(await watchPath(role, context));
    },
    async inject(onInForce) {
      await Promise.all(links().map((link) => link.inject(fault)));
      await onInForce?.();
      const evidence = paths.map((path) => definition.evidenceOnInject(path, fault));
      return (await Promise.all(evidence)).flat();
    },
    async verifyInForce() {
      // A run that was broken off heals its faults, but needs no evidence any more.
      if (context.signal.aborted || definition.isInstantaneous(fault)) return [];
      const looks = paths.map((path) => definition.evidenceBeforeHeal(path, fault));
      const evidence = (await Promise.all(looks)).flat();
      return evidence.map((each) => ({ ...each, what: `until the heal, ${each.what}` }));
    },
    async heal() {
      try {
        await Promise.all(links().map((link) => link.heal()));
        return await Promise.all(
          links().map((link) => definition.evidenceAfterHeal(link, context, fault)),
        );
      } finally {
        for (const { probe } of paths) probe.close();
      }
    },
  };
}
