/** What goes into and comes out of the verbs on people. */
import { z } from 'zod';
import { Email, Moment } from '../fields.ts';
import { listOf } from '../listing.ts';

/** The published API names its pages in two ways: `pageSize` here, `page_size` elsewhere. Both are taken. */
export const userPageFields = {
  pageSize: z.coerce.number().int().min(1).max(1000).optional(),
  currentPage: z.coerce.number().int().min(0).optional(),
  page_size: z.coerce.number().int().min(1).max(1000).optional().meta({ description: 'Another name of `pageSize`.' }),
  current_page: z.coerce.number().int().min(0).optional().meta({ description: 'Another name of `currentPage`.' }),
};

interface PageInput {
  pageSize?: number | undefined;
  currentPage?: number | undefined;
  page_size?: number | undefined;
  current_page?: number | undefined;
}

const USUAL_PAGE = 100;

export const toUserPage = (input: PageInput) => ({
  currentPage: input.currentPage ?? input.current_page ?? 0,
  pageSize: input.pageSize ?? input.page_size ?? USUAL_PAGE,
});

const UserId = z.string().min(1);

export const ListUsers = z.strictObject({
  ...userPageFields,
  role: z.enum(['owner', 'admin', 'member']).optional(),
  email: Email.optional(),
});

export const GetUser = z.strictObject({ user_id: UserId });
export const DeleteUser = GetUser;

export const UpdateUser = z.strictObject({
  user_id: UserId,
  role: z.enum(['admin', 'member']).optional().meta({ description: 'Nobody is made an owner here: see `make-owner`.' }),
});

export const MakeOwner = z.strictObject({
  user_id: UserId,
  current_password: z.string().min(1).max(1024).meta({ description: 'Of the owner who calls.' }),
  step_down: z.boolean().optional().meta({ description: 'true = the caller is an admin afterwards.' }),
});

export const ResetUserPassword = GetUser;
export const ResetUserSecondFactors = GetUser;

export const UserView = z.object({
  object: z.literal('user'),
  id: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  role: z.enum(['owner', 'admin', 'member']),
  email: z.string(),
  created_at: Moment,
  last_updated_at: Moment,
  workspace_ids: z.array(z.string()),
});

export const UserList = listOf(UserView);

export const ResetLink = z.object({
  reset_link: z.string().meta({ description: 'Works once, for an hour. Hand it to the person on a safe way.' }),
  mailed: z.boolean().meta({ description: 'Whether it was sent to the person by mail as well.' }),
});
