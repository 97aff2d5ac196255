/** Doors that refuse nobody for what came before, for tests of what is behind them. */
import type { BodyBudget } from '../src/http/body-budget.ts';
import type { VisitorLimits } from '../src/http/visitor-limits.ts';

export const NO_LIMITS: VisitorLimits = { connect: () => () => undefined, failSignIn: () => null };
export const ENDLESS: BodyBudget = { maxBytes: Infinity, take: () => true, give: () => undefined };
