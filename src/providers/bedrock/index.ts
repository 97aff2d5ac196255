/** Amazon Bedrock: every model by Converse, with a Bedrock API key. Source: Amazon Bedrock API reference; AWS's page on Bedrock API keys. */
import { bedrockConverse } from '../../wire/dialects/bedrock-converse/index.ts';
import { quirksOfClaude } from '../../wire/dialects/anthropic-messages/quirks.ts';
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import { PRIVATE_HEADERS } from '../private-headers.ts';
import { SettingsError } from '../provider.ts';
import type {
  Connection,
  ModelFacts,
  NativeCall,
  Provider,
  ProviderCredentials,
  UpstreamRequest,
} from '../provider.ts';
import { readBedrockFailure } from './failure.ts';
import { runtimeHost } from './hosts.ts';

export const bedrock: Provider = {
  id: 'bedrock',
  name: 'Amazon Bedrock',
  platform: 'bedrock',
  ownHosts: ['*.amazonaws.com', '*.amazonaws.com.cn', '*.amazonaws.eu'],
  privateHeaders: [...PRIVATE_HEADERS, 'x-amzn-'],
  takesKey: true,
  clientHeaders: [],
  settings: [
    {
      name: 'aws_region',
      label: 'Region',
      type: 'string',
      required: true,
      secret: false,
      help: 'As us-east-1. The key of Bedrock must belong to it.',
    },
    {
      name: 'custom_host',
      label: 'Other host',
      type: 'string',
      required: false,
      secret: false,
      help: 'https://host to use instead of https://bedrock-runtime.{region}.amazonaws.com, as that of a VPC endpoint.',
    },
  ],
  connect,
};

/** Throws SettingsError. */
function connect({ key, configurations }: ProviderCredentials): Connection {
  if (key === null || !/^[\x21-\x7e]+$/.test(key)) throw new SettingsError('key', 'A Bedrock API key is required.');
  const region = configurations['aws_region'];
  if (typeof region !== 'string' || !/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(region)) {
    throw new SettingsError('aws_region', 'aws_region must be an AWS region, as us-east-1.');
  }
  const customHost = hostIn(configurations['custom_host']);
  return {
    auth: { type: 'header', name: 'authorization', value: `Bearer ${key}` },
    region,
    tenantUrls: customHost === null ? [] : [{ field: 'custom_host', url: customHost }],
    speaks: () => [bedrockConverse],
    quirks,
    supports: (operation, raw) => operation === 'generate' && !raw,
    embeddings: null,
    build: (call) => build(customHost ?? runtimeHost(region), call),
    readFailure: readBedrockFailure,
  };
}

function quirks(model: string, facts: ModelFacts): TargetQuirks {
  return /anthropic|claude/.test(model) ? quirksOfClaude(facts) : {};
}

/** The model stands in the path, its colons and slashes encoded: a name may be an ARN. */
function build(host: string, { document, model, stream }: NativeCall): UpstreamRequest {
  const name = model.trim();
  return {
    method: 'POST',
    url: `${host}/model/${encodeURIComponent(name)}/${stream ? 'converse-stream' : 'converse'}`,
    headers: { 'content-type': 'application/json' },
    body: [document.bytes],
    model: name,
    betasDropped: [],
    notes: [],
  };
}

function hostIn(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain || url.search !== '' || url.hash !== '') {
    throw new SettingsError(
      'custom_host',
      'custom_host must be http(s)://host[:port], without credentials or a query.',
    );
  }
  return url.href.replace(/\/+$/, '');
}
