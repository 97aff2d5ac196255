/** The typed list of stages: it only compiles if each stage's needs are met by the stages before it. */
import type { Ending } from './outcome.ts';

export interface Stage<Needs, Adds, Deps> {
  readonly name: string;
  /** Returns what it adds, or `Answered` where its type says so. Throws a GatewayError, which becomes the answer. */
  run(exchange: Needs, deps: Deps): Adds | Promise<Adds>;
}

/** Returned by a stage that has answered the request: the stages after it do not run. */
export class Answered {
  readonly ending: Ending;

  constructor(ending: Ending) {
    this.ending = ending;
  }
}

/** `Ends` is `Answered` where a stage of the list may answer, else never. */
export interface StageList<Start, Known, Deps, Ends = never> {
  add<Needs, Adds extends object>(
    stage: Known extends Needs ? Stage<Needs, Adds, Deps> : never,
  ): StageList<Start, Known & Exclude<Adds, Answered>, Deps, Ends | Extract<Adds, Answered>>;
  readonly names: readonly string[];
  /** Runs the stages in order on one growing object, and returns it. */
  run(start: Start, deps: Deps): Promise<Known | Ends>;
}

export function stages<Start extends object, Deps>(): StageList<Start, Start, Deps> {
  return list<Start, Start, Deps, never>([]);
}

function list<Start extends object, Known, Deps, Ends>(
  chain: readonly Stage<never, object, Deps>[],
): StageList<Start, Known, Deps, Ends> {
  return {
    add: (stage) => list([...chain, stage as Stage<never, object, Deps>]),
    names: chain.map((stage) => stage.name),
    async run(start, deps) {
      for (const stage of chain) {
        const pending = stage.run(start as never, deps);
        // Most stages are synchronous: awaiting those would cost a turn of the event loop's microtasks each.
        const adds = pending instanceof Promise ? await pending : pending;
        if (adds instanceof Answered) return adds as Ends;
        Object.assign(start, adds);
      }
      return start as unknown as Known;
    },
  };
}
