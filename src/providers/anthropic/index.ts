/** Anthropic's own API: the caller's bytes, the caller's betas, the integration's key. */
import { asksForLongContext } from '../../clients/claude-code.ts';
import { negotiateBetas } from '../../wire/dialects/anthropic-messages/beta-flags.ts';
import { GENERATION_MEMBERS } from '../../wire/dialects/anthropic-messages/generation-members.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { quirksOfClaude } from '../../wire/dialects/anthropic-messages/quirks.ts';
import { anthropicVersion, requestedBetas } from '../../wire/dialects/anthropic-messages/request-flags.ts';
import { mayBeLeftOut, refuseLostMeaning } from '../../wire/dialects/anthropic-messages/hint-members.ts';
import { compilePaths, cutPaths } from '../../wire/json/cut.ts';
import { readMember } from '../../wire/json/scan.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import type { Edit } from '../../wire/json/edit.ts';
import { SettingsError } from '../provider.ts';
import type { Connection, NativeCall, Provider, ProviderCredentials, UpstreamRequest } from '../provider.ts';
import { PRIVATE_HEADERS } from '../private-headers.ts';
import { readAnthropicFailure } from './failure.ts';
import { anthropicModelName } from './model-names.ts';

const HOST = 'https://api.anthropic.com';
const FIRST_VERSION = '2023-06-01';
const OF_VERSION = { 'anthropic-version': FIRST_VERSION };
/** For clients of other vendors; Anthropic's own say which version and which flags they want. */
const OF_FILES = { ...OF_VERSION, 'anthropic-beta': 'files-api-2025-04-14' };
/** Without it the API refuses the token of a subscription, so it is neither negotiated nor left out. */
const SUBSCRIPTION_BETA = 'oauth-2025-04-20';
const LONG_CONTEXT = 'context-1m-2025-08-07';

export const anthropic: Provider = {
  id: 'anthropic',
  name: 'Anthropic',
  platform: 'anthropic',
  ownHosts: ['api.anthropic.com'],
  privateHeaders: PRIVATE_HEADERS,
  takesKey: true,
  clientHeaders: [],
  settings: [
    {
      name: 'custom_host',
      label: 'Other host',
      type: 'string',
      required: false,
      secret: false,
      help: 'http(s)://host[:port][/prefix] to use instead of https://api.anthropic.com.',
    },
  ],
  connect,
};

/** Throws SettingsError. */
function connect({ key, configurations }: ProviderCredentials): Connection {
  if (key === null || !/^[\x21-\x7e]+$/.test(key)) throw new SettingsError('key', 'An Anthropic API key is required.');
  const customHost = hostIn(configurations['custom_host']);
  const isSubscription = key.startsWith('sk-ant-oat');
  return {
    auth: isSubscription
      ? { type: 'header', name: 'authorization', value: `Bearer ${key}` }
      : { type: 'header', name: 'x-api-key', value: key },
    region: null,
    tenantUrls: customHost === null ? [] : [{ field: 'custom_host', url: customHost }],
    speaks: () => [anthropicMessages],
    counts: () => [anthropicMessages],
    quirks: (_model, facts) => quirksOfClaude(facts),
    supports: () => true,
    embeddings: null,
    build: (call) => build({ host: customHost ?? HOST, isSubscription }, call),
    pathTo: ({ operation, path, query }) =>
      operation === null || operation === 'message-batches' || operation === 'files'
        ? { url: `${customHost ?? HOST}/v1${path}${query}`, headers: operation === 'files' ? OF_FILES : OF_VERSION }
        : null,
    readFailure: readAnthropicFailure,
  };
}

interface Place {
  host: string;
  /** The credential is the token of a Claude subscription: a bearer, where a key has a header of its own. */
  isSubscription: boolean;
}

/** The body goes as it came but for a model's name that the API does not take, and what this very upstream has refused. */
function build({ host, isSubscription }: Place, call: NativeCall): UpstreamRequest {
  const { document, facts, headers } = call;
  const model = anthropicModelName(call.model, facts.platformId);
  const betasUntouched = 'anthropic-beta' in call.forwarded;
  const requested = flagsOf(call, betasUntouched);
  const negotiated = negotiateBetas({
    flags: requested,
    ruleFor: facts.betaRule,
    unknown: null,
    refused: call.refused,
  });
  const refused = betasUntouched ? [] : negotiated.droppedMembers.filter(mayBeLeftOut);
  // A config lays its parameters over every question, and the counter refuses those of generation.
  const uncounted = call.operation === 'count-tokens' ? GENERATION_MEMBERS : [];
  const cuts = cutPaths(document, compilePaths([...refused, ...uncounted]));
  const left = cuts.found.filter((path) => !uncounted.includes(path));
  refuseLostMeaning(document, left);
  const edits = [...cuts.edits, ...ownForm(call, model)];
  const flags = betasUntouched ? requested : negotiated.send;
  const betas = isSubscription && !flags.includes(SUBSCRIPTION_BETA) ? [...flags, SUBSCRIPTION_BETA] : flags;
  return {
    method: 'POST',
    url: `${host}/v1/messages${call.operation === 'generate' ? '' : '/count_tokens'}`,
    headers: {
      'content-type': 'application/json',
      'anthropic-version': anthropicVersion(headers) ?? FIRST_VERSION,
      ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }),
    },
    body: applyEdits(document, edits),
    model,
    betasDropped: betasUntouched ? [] : negotiated.dropped,
    notes: left.map((path) => `${path} dropped`),
  };
}

/** What a body of another cloud's path has, or lacks: version, flags, streaming. And the model's own name. */
function ownForm({ document, stream }: NativeCall, model: string): Edit[] {
  const edits: Edit[] = [
    { type: 'remove', key: 'anthropic_beta' },
    { type: 'remove', key: 'anthropic_version' },
  ];
  if (stream && readMember(document, 'stream') !== true) edits.push({ type: 'set', key: 'stream', json: 'true' });
  if (readMember(document, 'model') !== model) edits.push({ type: 'set', key: 'model', json: JSON.stringify(model) });
  return edits;
}

/** The client's flags, with the one that its spelling of the model asks for. */
function flagsOf({ headers, document, model }: NativeCall, betasUntouched: boolean): string[] {
  const flags = requestedBetas(headers, document);
  const isMissing = asksForLongContext(model) && !betasUntouched && !flags.includes(LONG_CONTEXT);
  return isMissing ? [...flags, LONG_CONTEXT] : flags;
}

/** Origin and prefix, a `/v1` at the end taken off: the paths bring their own. */
function hostIn(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain || url.search !== '' || url.hash !== '') {
    throw new SettingsError(
      'custom_host',
      'custom_host must be http(s)://host[:port][/path], without credentials or a query.',
    );
  }
  return url.href.replace(/(\/v1)?\/*$/, '');
}
