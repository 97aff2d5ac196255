/** Spend limits of people, at the paths and in the shapes of Anthropic's Admin API: clients written for it change their base URL. */
import {
  deleteSpendLimit,
  getSpendLimit,
  listEffective,
  listSpendLimits,
  setSpendLimit,
} from '../../control/spend-limits/spend-limits.ts';
import * as shape from '../../control/spend-limits/schemas.ts';
import { get, post, remove, type Route } from './route.ts';

const PATH = '/organizations/spend_limits';

export const SPEND_LIMIT_ROUTES: readonly Route[] = [
  get(PATH, listSpendLimits, [shape.ListSpendLimits, shape.SpendLimitList]),
  post(PATH, setSpendLimit, [shape.SetSpendLimit, shape.SpendLimit]),
  get(`${PATH}/effective`, listEffective, [shape.ListEffective, shape.EffectiveList]),
  get(`${PATH}/{id}`, getSpendLimit, [shape.SpendLimitRef, shape.SpendLimit]),
  remove(`${PATH}/{id}`, deleteSpendLimit, [shape.SpendLimitRef, shape.DeletedSpendLimit]),
];

/** Errors of these paths have Anthropic's envelope. */
export const hasAnthropicErrors = (path: string): boolean => path.startsWith('/v1/organizations/');
