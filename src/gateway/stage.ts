/** The typed list of stages: it only compiles if each stage's needs are met by the stages before it. */

export interface Stage<Needs, Adds, Deps> {
  readonly name: string;
  /** Adds knowledge, or throws a GatewayError, which becomes the answer. */
  run(exchange: Needs, deps: Deps): Adds | Promise<Adds>;
}

export interface StageList<Start, Known, Deps> {
  add<Needs, Adds extends object>(
    stage: Known extends Needs ? Stage<Needs, Adds, Deps> : never,
  ): StageList<Start, Known & Adds, Deps>;
  readonly names: readonly string[];
  /** Runs the stages in order on one growing object, and returns it. */
  run(start: Start, deps: Deps): Promise<Known>;
}

export function stages<Start extends object, Deps>(): StageList<Start, Start, Deps> {
  return list<Start, Start, Deps>([]);
}

function list<Start extends object, Known, Deps>(
  chain: readonly Stage<never, object, Deps>[],
): StageList<Start, Known, Deps> {
  return {
    add: (stage) => list([...chain, stage as Stage<never, object, Deps>]),
    names: chain.map((stage) => stage.name),
    async run(start, deps) {
      for (const stage of chain) {
        const adds = stage.run(start as never, deps);
        // Most stages are synchronous: awaiting those would cost a turn of the event loop's microtasks each.
        Object.assign(start, adds instanceof Promise ? await adds : adds);
      }
      return start as unknown as Known;
    },
  };
}
