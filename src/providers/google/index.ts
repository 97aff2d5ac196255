/** Google's Gemini API (AI Studio): Gemini's own dialect, with an API key. Source: Gemini API reference. */
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import { generationOf } from '../../wire/dialects/gemini/generation.ts';
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import { PRIVATE_HEADERS } from '../private-headers.ts';
import { SettingsError } from '../provider.ts';
import type {
  Connection,
  NativeCall,
  PathCall,
  PathTarget,
  Provider,
  ProviderCredentials,
  UpstreamRequest,
} from '../provider.ts';
import { readGoogleFailure } from './failure.ts';

const HOST = 'https://generativelanguage.googleapis.com';

export const google: Provider = {
  id: 'google',
  name: 'Google Gemini',
  platform: 'google',
  ownHosts: ['generativelanguage.googleapis.com'],
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
      help: `http(s)://host[:port][/prefix] to use instead of ${HOST}; /v1beta is appended.`,
    },
  ],
  connect,
};

/** Throws SettingsError. */
function connect({ key, configurations }: ProviderCredentials): Connection {
  if (key === null || !/^[\x21-\x7e]+$/.test(key)) throw new SettingsError('key', 'A Gemini API key is required.');
  const customHost = hostIn(configurations['custom_host']);
  return {
    auth: { type: 'header', name: 'x-goog-api-key', value: key },
    region: null,
    tenantUrls: customHost === null ? [] : [{ field: 'custom_host', url: customHost }],
    speaks: () => [gemini],
    counts: () => [gemini],
    quirks,
    supports: (operation) => operation === 'generate',
    embeddings: null,
    build: (call) => build(customHost ?? HOST, call),
    pathTo: (call) => pathTo(customHost ?? HOST, call),
    readFailure: readGoogleFailure,
  };
}

/** Files by URL are for newer models. Source: Gemini API reference, `fileData`. */
const quirks = (model: string): TargetQuirks => ({
  takesServiceTier: true,
  ...(generationOf(model) < 3 ? { takesMediaUrls: false } : {}),
});

/** Without `alt=sse` a stream is one JSON array; a client that wants one gets it from the events. */
function build(host: string, { document, model, stream, operation }: NativeCall): UpstreamRequest {
  const name = bareName(model);
  const isCount = operation === 'count-tokens';
  const method = isCount ? 'countTokens' : stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  return {
    method: 'POST',
    url: `${host}/v1beta/models/${encodeURIComponent(name)}:${method}`,
    headers: { 'content-type': 'application/json' },
    body: isCount ? countBody(document, name) : applyEdits(document, [{ type: 'remove', key: 'model' }]),
    model: name,
    betasDropped: [],
    notes: [],
  };
}

const bareName = (model: string): string =>
  model.trim().replace(/^(?:publishers\/google\/)?(?:models\/|google[./])?/, '');

/** The counter takes the conversation alone, or a whole call that names its model. */
function countBody(document: JsonDocument, name: string): Buffer[] {
  const model = { type: 'set', key: 'model', json: JSON.stringify(`models/${name}`) } as const;
  return [Buffer.from('{"generateContentRequest":'), ...applyEdits(document, [model]), Buffer.from('}')];
}

/** Google serves OpenAI's embeddings and images beside its own paths. Source: Gemini API reference, OpenAI compatibility. */
function pathTo(host: string, { operation, path, query, model }: PathCall): PathTarget | null {
  if (operation === 'predict')
    return { url: `${host}/v1beta/models/${encodeURIComponent(bareName(model))}:predict`, headers: {} };
  if (operation === null) return { url: `${host}/v1beta${path}${query}`, headers: {} };
  const isServed = operation === 'embeddings' || path === '/images/generations';
  return isServed ? { url: `${host}/v1beta/openai${path}${query}`, headers: {} } : null;
}

/** Origin and prefix, a version at the end taken off: the paths bring their own. */
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
  return url.href.replace(/(\/v1(beta)?)?\/*$/, '');
}
