/** Anthropic's own API: the caller's bytes, the caller's betas, the integration's key. */
import { negotiateBetas } from '../../wire/dialects/anthropic-messages/beta-flags.ts';
import { cutPaths } from '../../wire/json-cut.ts';
import { applyEdits } from '../../wire/json-edit.ts';
import type { Edit } from '../../wire/json-edit.ts';
import { SettingsError } from '../provider.ts';
import type { Connection, NativeCall, Provider, ProviderCredentials, UpstreamRequest } from '../provider.ts';
import { readAnthropicFailure } from './failure.ts';

const HOST = 'https://api.anthropic.com';
const FIRST_VERSION = '2023-06-01';

export const anthropic: Provider = {
  id: 'anthropic',
  name: 'Anthropic',
  platform: 'anthropic',
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
  return {
    auth: { type: 'header', name: 'x-api-key', value: key },
    region: null,
    tenantUrls: customHost === null ? [] : [customHost],
    supports: () => true,
    build: (call) => build(customHost ?? HOST, call),
    readFailure: readAnthropicFailure,
  };
}

/** The body goes as it came but for the model's `@slug/` and what this very upstream has just refused. */
function build(host: string, call: NativeCall): UpstreamRequest {
  const { document, facts } = call;
  const unknown = 'forward';
  const negotiated = negotiateBetas({ flags: call.betas, ruleFor: facts.betaRule, unknown, refused: call.refused });
  const cuts = cutPaths(document, negotiated.droppedMembers);
  const model = facts.platformId ?? call.model;
  const edits: Edit[] = [
    ...(document.bytes.includes(`"${call.model}"`) && model === call.model ? [] : [modelEdit(model)]),
    { type: 'remove', key: 'anthropic_beta' },
    ...cuts.edits,
  ];
  const betas = call.betasUntouched ? call.betas : negotiated.send;
  return {
    method: 'POST',
    url: `${/\/v1$/.test(host) ? host : `${host}/v1`}/messages${call.operation === 'messages' ? '' : '/count_tokens'}`,
    headers: {
      'content-type': 'application/json',
      'anthropic-version': call.version ?? FIRST_VERSION,
      ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }),
    },
    body: applyEdits(document, edits),
    model,
    betasDropped: call.betasUntouched ? [] : negotiated.dropped,
    notes: cuts.found.map((path) => `${path} dropped`),
  };
}
