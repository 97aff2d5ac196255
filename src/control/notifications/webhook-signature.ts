/** Signs webhooks as the published convention "Standard Webhooks" says (standardwebhooks.com), for which libraries exist. */
import { createHmac } from 'node:crypto';
import type { ControlContext } from '../context.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** Shown once, when the channel is made. */
export function newWebhookSecret({ randomBytes }: Pick<ControlContext, 'randomBytes'>): string {
  return PREFIX + Buffer.from(randomBytes(SECRET_BYTES)).toString('base64');
}

export interface WebhookMessage {
  /** The same for every attempt, so that a receiver knows a message that comes twice. */
  id: string;
  /** ms since the epoch. */
  at: number;
  body: string;
}

export function signedHeaders(secret: string, { id, at, body }: WebhookMessage): Record<string, string> {
  const seconds = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
}
