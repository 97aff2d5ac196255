/** Whether the bytes of a response are copied while they pass. */
import { keepsBodies } from '../bodies/keep-body.ts';
import type { AttemptedTarget } from './target-request.ts';

export const keepsAnswer = ({ exchange, outcome, deps }: AttemptedTarget): boolean =>
  outcome.last.cache !== null || keepsBodies(exchange, deps);
