/** What goes into and comes out of the verbs on one's own account. */
import { z } from 'zod';
import { Moment } from '../fields.ts';
import { NewPassword } from '../sign-in/fields.ts';

const PersonName = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

export const GetAccount = z.strictObject({});
export const UpdateAccount = z.strictObject({ first_name: PersonName.optional(), last_name: PersonName.optional() });

export const ChangePassword = z.strictObject({
  current_password: z.string().min(1).max(1024),
  new_password: NewPassword,
});

export const ListOwnSessions = z.strictObject({});
export const EndOwnSession = z.strictObject({ id: z.string().min(1) });
export const EndOwnSessions = z.strictObject({});

const SessionView = z.object({
  object: z.literal('session'),
  id: z.string(),
  is_current: z.boolean(),
  method: z.string(),
  client_ip: z.string(),
  user_agent: z.string(),
  started_at: Moment,
  used_at: Moment.meta({ description: 'To the minute.' }),
});

export const SessionList = z.object({ object: z.literal('list'), total: z.int(), data: z.array(SessionView) });
