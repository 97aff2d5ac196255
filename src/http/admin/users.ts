/** The routes of users. */
import { Nothing } from '../../control/fields.ts';
import { deleteUser } from '../../control/users/delete.ts';
import { getUser } from '../../control/users/get.ts';
import { makeOwner } from '../../control/users/make-owner.ts';
import { listUsers } from '../../control/users/list.ts';
import { resetUserSecondFactors } from '../../control/users/reset-second-factors.ts';
import { resetUserPassword } from '../../control/users/reset-password.ts';
import * as user from '../../control/users/schemas.ts';
import { updateUser } from '../../control/users/update.ts';
import { get, post, put, remove, type Route } from './route.ts';

export const USER_ROUTES: readonly Route[] = [
  get('/admin/users', listUsers, [user.ListUsers, user.UserList]),
  get('/admin/users/{user_id}', getUser, [user.GetUser, user.UserView]),
  put('/admin/users/{user_id}', updateUser, [user.UpdateUser, Nothing]),
  remove('/admin/users/{user_id}', deleteUser, [user.DeleteUser, Nothing]),
  post('/admin/users/{user_id}/make-owner', makeOwner, [user.MakeOwner, Nothing]),
  post('/admin/users/{user_id}/reset-second-factors', resetUserSecondFactors, [user.ResetUserSecondFactors, Nothing]),
  post('/admin/users/{user_id}/reset-password', resetUserPassword, [user.ResetUserPassword, user.ResetLink]),
];
