/** The plan of a request: which targets it may go to, and which one is next. Pure. */
import type { CompiledProvider } from '../snapshot/snapshot.ts';

/** A target with everything resolved: where to send, as whom, and for which model. */
export interface Target {
  /** JSON path in the config, for the log and `x-portkey-last-used-option-index`. */
  path: string;
  slug: string;
  provider: CompiledProvider;
  /** Without `@slug/`. */
  model: string;
  overrideParams: Readonly<Record<string, unknown>>;
  forwardHeaders: readonly string[];
  /** ms to the first byte of the answer; null = the gateway's own bound. */
  requestTimeoutMs: number | null;
}

export interface Plan {
  config: { id: string; versionId: string } | null;
  /** `single` also without a config. */
  strategy: 'single';
  targets: readonly [Target, ...Target[]];
}

/** The target to try after `tried` others have failed; null when the plan is spent. */
export function nextTarget(plan: Plan, tried: number): Target | null {
  switch (plan.strategy) {
    case 'single':
      return tried === 0 ? plan.targets[0] : null;
  }
}
