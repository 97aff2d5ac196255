/** Sessions of the dashboard, as an administrator sees them. */
import { z } from 'zod';
import { Moment } from '../fields.ts';
import { listOf } from '../listing.ts';

export const ListSessions = z.strictObject({
  user_id: z.string().min(1).optional().meta({ description: 'Absent: everybody’s, at most 10,000.' }),
});
export const EndSession = z.strictObject({ id: z.string().min(1) });

export const SessionsView = listOf(
  z.object({
    object: z.literal('session'),
    id: z.string(),
    user_id: z.string().nullable().meta({ description: 'null: somebody signed in with a gateway key.' }),
    method: z.string(),
    client_ip: z.string(),
    user_agent: z.string(),
    started_at: Moment,
    used_at: Moment.meta({ description: 'To the minute.' }),
  }),
);
