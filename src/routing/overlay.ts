/**
 * Settings from the request's own headers, which override those of every target (contract#request-headers,
 * contract#time-outs).
 */
import { GatewayError } from '../kernel/errors.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import type { Settings } from './parse.ts';
import type { CustomHost, ParseUsing } from './node-provider.ts';

/** null = the header was not sent. */
export interface Overlay {
  /** Lower-case names. */
  forwardHeaders: readonly string[] | null;
  customHost: CustomHost | null;
  firstByteMs: number | null;
  isStrict: boolean | null;
}

export const NO_OVERLAY: Overlay = { forwardHeaders: null, customHost: null, firstByteMs: null, isStrict: null };

/** Throws GatewayError invalid_header. */
export function readOverlay(headers: RequestHeaders, inline: Pick<ParseUsing, 'checkUrl'>): Overlay {
  return {
    forwardHeaders: forwardHeaders(headers),
    customHost: hostIn(headers, inline),
    firstByteMs: timeout(headers),
    isStrict: strictness(headers),
  };
}

/** The settings themselves where the request says nothing. */
export function overlaid(settings: Settings, overlay: Overlay): Settings {
  const { forwardHeaders: forward, customHost, firstByteMs, isStrict } = overlay;
  if (forward === null && customHost === null && firstByteMs === null && isStrict === null) return settings;
  return {
    ...settings,
    forwardHeaders: forward ?? settings.forwardHeaders,
    customHost: customHost ?? settings.customHost,
    isStrict: isStrict ?? settings.isStrict,
    timeouts: firstByteMs === null ? settings.timeouts : { ...settings.timeouts, firstByteMs },
  };
}

/** A header has made the time shorter than the config has it: that it passes says nothing about the target. */
export function isImpatient({ timeouts }: Settings, { firstByteMs }: Overlay): boolean {
  return firstByteMs !== null && firstByteMs < (timeouts.firstByteMs ?? Number.POSITIVE_INFINITY);
}

/** A comma list, or a bracketed list in quotes: the contract shows both (contract#request-headers). null = the header was not sent. */
function forwardHeaders(headers: RequestHeaders): readonly string[] | null {
  const listed = headers['x-portkey-forward-headers'];
  if (listed === undefined) return null;
  return listed
    .replace(/[[\]'"]/g, '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function hostIn(headers: RequestHeaders, { checkUrl }: Pick<ParseUsing, 'checkUrl'>): CustomHost | null {
  const url = headers['x-portkey-custom-host']?.trim();
  if (url === undefined || url === '') return null;
  const refusal = checkUrl(url);
  if (refusal === null) return { url, from: 'header' };
  throw new GatewayError('invalid_header', `x-portkey-custom-host: not allowed: ${refusal}.`);
}

function strictness(headers: RequestHeaders): boolean | null {
  const text = headers['x-portkey-strict-open-ai-compliance']?.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : null;
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
