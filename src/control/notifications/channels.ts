/** Where notifications go beside mail: channels are made, changed, deleted, listed and tried. */
import type { z } from 'zod';
import type { Notification, NotificationChannel } from '../../storage/ports/records/notifications.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { toIso, type Nothing } from '../fields.ts';
import { newId } from '../identity.ts';
import { asList } from '../listing.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change, look } from '../transaction.ts';
import { channelContext, post } from './deliver.ts';
import type { ChannelList, ChannelView, TestedChannel } from './schemas.ts';
import { ChannelRef, CreateChannel, ListChannels, UpdateChannel } from './schemas.ts';
import { newWebhookSecret } from './webhook-signature.ts';

/** Of one organisation. */
const MAX_CHANNELS = 20;

export async function createChannel(context: ControlContext, input: unknown): Promise<z.infer<typeof ChannelView>> {
  requireScope(context, 'organisation_settings.update');
  const { kind, name, url } = parseInput(CreateChannel, input);
  const host = allowedHost(context, url);
  const secret = kind === 'webhook' ? newWebhookSecret(context) : null;
  return change(context, async (tx) => {
    if ((await tx.notifications.channels()).length >= MAX_CHANNELS) {
      throw new GatewayError('invalid_request', `An organisation has at most ${MAX_CHANNELS} channels.`);
    }
    const id = newId(context);
    const now = context.clock.now();
    const sealed = context.sealer.seal(JSON.stringify({ url, secret }), channelContext(id));
    const channel = { id, organisationId: tx.organisationId, kind, name, host, sealed, createdAt: now };
    const made: NotificationChannel = { ...channel, lastUpdatedAt: now };
    await tx.notifications.insertChannel(made);
    await auditChannel(context, tx, { verb: 'create', before: null, after: made });
    return viewChannel(made, secret);
  });
}

export async function updateChannel(context: ControlContext, input: unknown): Promise<z.infer<typeof ChannelView>> {
  requireScope(context, 'organisation_settings.update');
  const wanted = parseInput(UpdateChannel, input);
  const host = wanted.url === undefined ? null : allowedHost(context, wanted.url);
  return change(context, async (tx) => {
    const before = await findChannel(tx, wanted.id);
    const known = JSON.parse(context.sealer.open(before.sealed, channelContext(before.id))) as Secrets;
    const isRotated = wanted.rotate_secret === true && before.kind === 'webhook';
    const secret = isRotated ? newWebhookSecret(context) : known.secret;
    const sealed = JSON.stringify({ url: wanted.url ?? known.url, secret });
    const after: NotificationChannel = {
      ...before,
      name: wanted.name ?? before.name,
      host: host ?? before.host,
      sealed: context.sealer.seal(sealed, channelContext(before.id)),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.notifications.replaceChannel(after);
    await auditChannel(context, tx, { verb: 'update', before, after });
    return viewChannel(after, isRotated ? secret : null);
  });
}

interface Secrets {
  url: string;
  secret: string | null;
}

export async function deleteChannel(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'organisation_settings.update');
  const { id } = parseInput(ChannelRef, input);
  return change(context, async (tx) => {
    const before = await findChannel(tx, id);
    await tx.notifications.removeChannel(id);
    await auditChannel(context, tx, { verb: 'delete', before, after: null });
    return {};
  });
}

export async function listChannels(context: ControlContext, input: unknown): Promise<z.infer<typeof ChannelList>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(ListChannels, input);
  const rows = await look(context, (tx) => tx.notifications.channels());
  return asList({ total: rows.length, rows }, (channel) => viewChannel(channel, null));
}

/** Sends a message that says it is a trial, at once and once. */
export async function testChannel(context: ControlContext, input: unknown): Promise<z.infer<typeof TestedChannel>> {
  requireScope(context, 'organisation_settings.update');
  const { id } = parseInput(ChannelRef, input);
  const channel = await look(context, (tx) => findChannel(tx, id));
  const trial = trialNotification(context);
  const problem = await post(context, channel, { notification: trial, id: trial.id });
  return { sent: problem === null, problem };
}

function trialNotification(context: ControlContext): Notification {
  const now = context.clock.now();
  return {
    kind: 'budget.threshold_passed',
    id: newId(context),
    organisationId: organisationOf(context),
    workspaceId: null,
    account: 'organisation:test:cost',
    window: now,
    resetsAt: null,
    thresholdKind: 'percent',
    threshold: 75,
    unit: 'cost',
    amount: 100e9,
    spent: 75e9,
    ownerKind: 'organisation',
    ownerName: 'this is a test',
    createdAt: now,
  };
}

async function findChannel(tx: TenantRecords, id: string): Promise<NotificationChannel> {
  const channel = await tx.notifications.findChannel(id);
  if (channel === null) throw new GatewayError('not_found', `There is no notification channel "${id}".`);
  return channel;
}

function allowedHost(context: ControlContext, url: string): string {
  const reason = context.checkUrl(url);
  if (reason !== null) throw invalid('url', `the URL is not allowed: ${reason}`);
  return new URL(url).host;
}

interface Changed {
  verb: 'create' | 'update' | 'delete';
  before: NotificationChannel | null;
  after: NotificationChannel | null;
}

async function auditChannel(context: ControlContext, tx: TenantRecords, { verb, before, after }: Changed) {
  const subject = { id: (after ?? before)?.id ?? '', organisationId: tx.organisationId, workspaceId: null };
  const shown = (channel: NotificationChannel | null) => (channel === null ? null : viewChannel(channel, null));
  const views = { before: shown(before), after: shown(after) };
  await audit(context, tx, { action: `notification_channel.${verb}`, subject, ...views });
}

function viewChannel(channel: NotificationChannel, secret: string | null): z.infer<typeof ChannelView> {
  return {
    id: channel.id,
    object: 'notification-channel',
    kind: channel.kind,
    name: channel.name,
    host: channel.host,
    secret,
    created_at: toIso(channel.createdAt),
    last_updated_at: toIso(channel.lastUpdatedAt),
  };
}
