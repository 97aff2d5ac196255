/** The routes of one's own account. */
import { changePassword } from '../../control/account/change-password.ts';
import { getAccount } from '../../control/account/get.ts';
import * as account from '../../control/account/schemas.ts';
import { endOwnSession, endOwnSessions, listOwnSessions } from '../../control/account/sessions.ts';
import {
  addSecondFactor,
  addSecurityKey,
  beginSecondFactor,
  beginSecurityKey,
  listSecondFactors,
  makeRecoveryCodes,
  removeSecondFactor,
} from '../../control/account/second-factors.ts';
import { updateAccount } from '../../control/account/update.ts';
import { Nothing } from '../../control/fields.ts';
import { UserView } from '../../control/users/schemas.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

const FACTORS = '/account/second-factors';

export const ACCOUNT_ROUTES: readonly Route[] = [
  get('/account', getAccount, [account.GetAccount, UserView]),
  put('/account', updateAccount, [account.UpdateAccount, Nothing]),
  post('/account/password', changePassword, [account.ChangePassword, Nothing]),
  get(FACTORS, listSecondFactors, [account.ListSecondFactors, account.SecondFactorList]),
  post(`${FACTORS}/begin`, beginSecondFactor, [account.BeginSecondFactor, account.BegunSecondFactor]),
  post(FACTORS, addSecondFactor, [account.AddSecondFactor, account.AddedSecondFactor]),
  post(`${FACTORS}/security-key/begin`, beginSecurityKey, [account.BeginSecurityKey, account.BegunSecurityKey]),
  post(`${FACTORS}/security-key`, addSecurityKey, [account.AddSecurityKey, account.AddedSecondFactor]),
  post(`${FACTORS}/{id}/remove`, removeSecondFactor, [account.RemoveSecondFactor, Nothing]),
  post('/account/recovery-codes', makeRecoveryCodes, [account.NewRecoveryCodes, account.RecoveryCodesView]),
  get('/account/sessions', listOwnSessions, [account.ListOwnSessions, account.SessionList]),
  remove('/account/sessions/{id}', endOwnSession, [account.EndOwnSession, Nothing]),
  remove('/account/sessions', endOwnSessions, [account.EndOwnSessions, Nothing]),
];
