/** What a request's own headers say over every target of its config (contract §1.5, §2.7). */
import { GatewayError } from '../../kernel/errors.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { ConfigNode, Settings } from './config.ts';
import type { Inline } from './inline.ts';
import type { CustomHost } from './node-provider.ts';

type FromHeaders = Partial<Pick<Settings, 'forwardHeaders' | 'customHost'>> & { firstByteMs?: number };

/** Throws GatewayError invalid_header. */
export function withHeaderSettings(node: ConfigNode, headers: RequestHeaders, inline: Inline): ConfigNode {
  return withSettings(node, settingsOf(headers, inline));
}

function settingsOf(headers: RequestHeaders, inline: Inline): FromHeaders {
  const forward = forwardHeaders(headers);
  const firstByteMs = timeout(headers);
  const customHost = hostIn(headers, inline);
  return {
    ...(forward === null ? {} : { forwardHeaders: forward }),
    ...(customHost === null ? {} : { customHost }),
    ...(firstByteMs === null ? {} : { firstByteMs }),
  };
}

function withSettings(node: ConfigNode, own: FromHeaders): ConfigNode {
  if (Object.keys(own).length === 0) return node;
  const { firstByteMs, ...others } = own;
  const { timeouts: configured } = node.settings;
  const isCallersOwn = firstByteMs !== undefined && firstByteMs < (configured.firstByteMs ?? Number.POSITIVE_INFINITY);
  const timeouts = firstByteMs === undefined ? configured : { ...configured, firstByteMs, isCallersOwn };
  const settings = { ...node.settings, ...others, timeouts };
  // What is found out at a caller's own host says nothing about the config's targets.
  const id = own.customHost == null ? node.id : `${node.id} at ${own.customHost.url}`;
  if (node.kind === 'target') return { ...node, id, settings };
  return { ...node, id, settings, targets: node.targets.map((target) => withSettings(target, own)) };
}

/** A comma list, or a bracketed list in quotes: the contract shows both (§1.5). null = the header was not sent. */
function forwardHeaders(headers: RequestHeaders): readonly string[] | null {
  const listed = headers['x-portkey-forward-headers'];
  if (listed === undefined) return null;
  return listed
    .replace(/[[\]'"]/g, '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function hostIn(headers: RequestHeaders, { checkUrl }: Inline): CustomHost | null {
  const url = headers['x-portkey-custom-host']?.trim();
  if (url === undefined || url === '') return null;
  const refusal = checkUrl(url);
  if (refusal === null) return { url, from: 'header' };
  throw new GatewayError('invalid_header', `x-portkey-custom-host: not allowed: ${refusal}.`);
}

function timeout(headers: RequestHeaders): number | null {
  const text = headers['x-portkey-request-timeout'];
  if (text === undefined) return null;
  const ms = Number(text);
  if (Number.isInteger(ms) && ms > 0) return ms;
  throw new GatewayError(
    'invalid_header',
    `x-portkey-request-timeout: expected whole milliseconds, got "${text.slice(0, 40)}".`,
  );
}
