/** The two lists that run at each target; pipeline.ts has them. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Answered, StageList } from '../stage.ts';
import type { AttemptSteps } from './attempt-steps.ts';
import type { Prepared, TargetRequest } from './target-request.ts';

export interface TargetSteps {
  /** Once, before the first attempt. */
  prepare: StageList<TargetRequest, Prepared, GatewayDeps, Answered>;
  /** For each attempt. */
  attempt: AttemptSteps;
}
