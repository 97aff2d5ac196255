/** Spend limits of people, at the paths and in the shapes of Anthropic's Admin API: clients written for it change their base URL. */
import { listEffective } from '../../control/spend-limits/effective.ts';
import { getSpendLimit, listSpendLimitAudit, listSpendLimits } from '../../control/spend-limits/list.ts';
import * as shape from '../../control/spend-limits/schemas.ts';
import { deleteSpendLimit, setSpendLimit } from '../../control/spend-limits/set.ts';
import { get, post, remove, type Route } from './route.ts';

const PATH = '/organizations/spend_limits';

export const SPEND_LIMIT_ROUTES: readonly Route[] = [
  get(PATH, listSpendLimits, [shape.ListSpendLimits, shape.SpendLimitList]),
  post(PATH, setSpendLimit, [shape.SetSpendLimit, shape.SpendLimitView]),
  get(`${PATH}/effective`, listEffective, [shape.ListEffective, shape.EffectiveList]),
  get(`${PATH}/audit`, listSpendLimitAudit, [shape.ListSpendLimitAudit, shape.SpendLimitAudit]),
  get(`${PATH}/{id}`, getSpendLimit, [shape.SpendLimitRef, shape.SpendLimitView]),
  remove(`${PATH}/{id}`, deleteSpendLimit, [shape.SpendLimitRef, shape.DeletedSpendLimit]),
];

/** Errors of these paths have Anthropic's envelope. */
export const hasAnthropicErrors = (path: string): boolean => path.startsWith('/v1/organizations/');
