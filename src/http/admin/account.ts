/** The routes of one's own account. */
import { changePassword } from '../../control/account/change-password.ts';
import { getAccount } from '../../control/account/get.ts';
import * as account from '../../control/account/schemas.ts';
import { endOwnSession, endOwnSessions, listOwnSessions } from '../../control/account/sessions.ts';
import { updateAccount } from '../../control/account/update.ts';
import { Nothing } from '../../control/fields.ts';
import { UserView } from '../../control/users/schemas.ts';
import { get, post, put, remove } from './route.ts';
import type { Route } from './route.ts';

export const ACCOUNT_ROUTES: readonly Route[] = [
  get('/account', getAccount, [account.GetAccount, UserView]),
  put('/account', updateAccount, [account.UpdateAccount, Nothing]),
  post('/account/password', changePassword, [account.ChangePassword, Nothing]),
  get('/account/sessions', listOwnSessions, [account.ListOwnSessions, account.SessionList]),
  remove('/account/sessions/{id}', endOwnSession, [account.EndOwnSession, Nothing]),
  remove('/account/sessions', endOwnSessions, [account.EndOwnSessions, Nothing]),
];
