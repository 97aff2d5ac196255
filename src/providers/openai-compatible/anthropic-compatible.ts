/** A host of one's own that speaks Anthropic's Messages, as LiteLLM, LM Studio or another gateway. */
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { quirksOfClaude } from '../../wire/dialects/anthropic-messages/quirks.ts';
import { PRIVATE_HEADERS } from '../private-headers.ts';
import { SettingsError } from '../provider.ts';
import type { Connection, Provider, ProviderCredentials } from '../provider.ts';
import { buildMessages } from './anthropic-path.ts';
import { readOpenaiFailure } from './failure.ts';
import { hostIn } from './host-setting.ts';

const NAME = 'Another Anthropic-compatible host';

export const anthropicCompatible: Provider = {
  id: 'anthropic-compatible',
  name: NAME,
  platform: 'anthropic-compatible',
  ownHosts: [],
  privateHeaders: PRIVATE_HEADERS,
  takesKey: true,
  clientHeaders: [],
  settings: [
    {
      name: 'custom_host',
      label: 'Host',
      type: 'string',
      required: true,
      secret: false,
      help: 'http(s)://host[:port]/path; /v1/messages is appended.',
    },
    {
      name: 'key_header',
      label: 'Header of the key',
      type: 'string',
      required: false,
      secret: false,
      help: '`x-api-key` (the default) or `authorization`, which carries it as a bearer.',
    },
  ],
  connect,
};

/** Throws SettingsError. */
function connect({ key, configurations }: ProviderCredentials): Connection {
  const host = hostIn(configurations['custom_host'])?.replace(/\/v1(\/messages)?$/, '');
  if (host === undefined) {
    throw new SettingsError('custom_host', 'custom_host must name the host, as http://10.0.0.1:4000.');
  }
  if (key === null || !/^[\x21-\x7e]+$/.test(key)) {
    throw new SettingsError('key', 'A key is required. Any text will do where the host asks for none.');
  }
  const header = configurations['key_header'] ?? 'x-api-key';
  if (header !== 'x-api-key' && header !== 'authorization') {
    throw new SettingsError('key_header', 'key_header must be x-api-key or authorization.');
  }
  return {
    auth: { type: 'header', name: header, value: header === 'authorization' ? `Bearer ${key}` : key },
    region: null,
    tenantUrls: [{ field: 'custom_host', url: host }],
    speaks: () => [anthropicMessages],
    quirks: (_model, facts) => quirksOfClaude(facts),
    supports: (_operation, raw) => !raw,
    embeddings: null,
    build: (call) => buildMessages(call, { base: host, headers: {}, isClaude: /claude/i.test(call.model) }),
    pathTo: ({ operation, path, query }) =>
      operation === null || operation === 'message-batches'
        ? { url: `${host}/v1${path}${query}`, headers: { 'anthropic-version': '2023-06-01' } }
        : null,
    readFailure: (failure) => readOpenaiFailure(failure, NAME),
  };
}
