/** What goes into and comes out of the verbs on notifications. */
import { z } from 'zod';
import { KEY_EVENTS } from '../../storage/ports/records/notifications.ts';
import { Moment, Name } from '../fields.ts';
import { listOf, pageFields } from '../listing.ts';
import { WorkspaceRef } from '../tenancy.ts';

const Kind = z
  .enum(['slack', 'webhook'])
  .meta({ description: '`slack`: any service that takes Slack’s incoming webhooks; `webhook`: signed JSON.' });

const Url = z.url().max(2000).meta({ description: 'Never shown again: a Slack URL is a secret.' });

export const CreateChannel = z.strictObject({ kind: Kind, name: Name, url: Url });
export const UpdateChannel = z.strictObject({
  id: z.string().min(1),
  name: Name.optional(),
  url: Url.optional(),
  rotate_secret: z.boolean().optional().meta({ description: 'true = a new secret, shown in this answer.' }),
});
export const ChannelRef = z.strictObject({ id: z.string().min(1) });
export const ListChannels = z.strictObject({});

export const ChannelView = z.object({
  id: z.string(),
  object: z.literal('notification-channel'),
  kind: Kind,
  name: z.string(),
  host: z.string().meta({ description: 'Of the URL.' }),
  secret: z
    .string()
    .nullable()
    .meta({ description: 'What a webhook is signed with. Shown once: when it is made; null otherwise.' }),
  created_at: Moment,
  last_updated_at: Moment,
});
export const ChannelList = listOf(ChannelView);

export const TestedChannel = z.object({
  sent: z.boolean(),
  problem: z.string().nullable().meta({ description: 'Why the message was not taken; null = it was.' }),
});

export const ListNotifications = z.strictObject({ ...pageFields(50), workspace_id: WorkspaceRef });

const DeliveryView = z.object({
  medium: z.enum(['email', 'slack', 'webhook']),
  target: z.string().meta({ description: 'The address, or the name of the channel.' }),
  status: z.enum(['pending', 'sent', 'failed', 'dropped']),
  attempts: z.int(),
  next_attempt_at: Moment.nullable(),
  last_error: z.string().nullable(),
  sent_at: Moment.nullable(),
});

export const NotificationView = z.object({
  id: z.string(),
  object: z.literal('notification'),
  kind: z.enum(['budget.threshold_passed', ...KEY_EVENTS]),
  workspace_id: z.string().nullable(),
  owner_kind: z.string(),
  owner_name: z.string(),
  type: z.enum(['cost', 'tokens', 'requests']).nullable().meta({ description: 'Of a budget; null = of a key.' }),
  credit_limit: z.number().nullable(),
  current_usage: z.number().nullable().meta({ description: 'When the threshold was passed.' }),
  threshold_kind: z
    .enum(['percent', 'amount'])
    .nullable()
    .meta({ description: '`amount`: the limit’s own `alert_threshold`.' }),
  threshold: z.number().nullable(),
  window_started_at: Moment.nullable(),
  next_usage_reset_at: Moment.nullable(),
  at: Moment.nullable().meta({
    description: 'Of a key, when it happens; of a rotation, when the former text ends; null = of a budget.',
  }),
  text: z.string(),
  created_at: Moment,
  deliveries: z.array(DeliveryView),
});
export const NotificationList = listOf(NotificationView);
