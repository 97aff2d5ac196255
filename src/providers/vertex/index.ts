/** Google's Vertex AI: Claude there, which takes Anthropic's Messages with a smaller list of what is allowed, and Google's embeddings. */
import { GatewayError } from '../../kernel/errors.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { quirksOfClaude } from '../../wire/dialects/anthropic-messages/quirks.ts';
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { JsonScanError } from '../../wire/json/scan.ts';
import type { Connection, NativeCall, Provider, ProviderCredentials, UpstreamRequest } from '../provider.ts';
import { PRIVATE_HEADERS } from '../private-headers.ts';
import { bridgeCountTokens, bridgeCuts, bridgeMessages } from './bridge.ts';
import type { Bridged } from '../../wire/dialects/anthropic-messages/bridge-to-cloud.ts';
import { vertexEmbeddings } from './embeddings.ts';
import { readVertexFailure } from './failure.ts';
import { countTokensRegion, locationUrl, publisherUrl } from './hosts.ts';
import { countTokensModelName, vertexModelName } from './model-names.ts';
import { buildGemini, isGemini } from './gemini.ts';
import { refuseRemoteSources } from './remote-sources.ts';
import { refuseUnserved } from './unserved-members.ts';
import { readVertexSettings, VERTEX_SETTINGS } from './settings.ts';
import type { VertexSettings } from './settings.ts';

export const vertex: Provider = {
  id: 'vertex-ai',
  name: 'Google Vertex AI',
  platform: 'vertex',
  ownHosts: ['*.googleapis.com'],
  privateHeaders: PRIVATE_HEADERS,
  settings: VERTEX_SETTINGS,
  takesKey: false,
  // Chooses between provisioned throughput and pay as you go (Google's page on provisioned throughput).
  clientHeaders: ['x-vertex-ai-llm-request-type'],
  connect,
};

function connect(credentials: ProviderCredentials): Connection {
  const settings = readVertexSettings(credentials);
  return {
    auth: settings.auth,
    region: settings.region,
    tenantUrls: settings.tenantUrls,
    speaks: (model) => (isGemini(model) ? [gemini] : [anthropicMessages]),
    counts: (model) => (isGemini(model) ? [gemini] : [anthropicMessages]),
    quirks: (model, facts) => (isGemini(model) ? { refusesCallIds: true } : quirksOfClaude(facts)),
    supports: () => true,
    embeddings: vertexEmbeddings(settings),
    build: (call) => build(settings, call),
    cutsOf: (call) => (call.dialect === gemini.id ? null : bridgeCuts(call, settings.unknownBetas)),
    pathTo: ({ operation, path, query }) =>
      operation === null ? { url: `${locationUrl(settings)}${path}${query}`, headers: {} } : null,
    readFailure: (failure) => readVertexFailure(failure, [settings.project]),
  };
}

/** Throws GatewayError for a body or a model name that cannot be sent. */
function build(settings: VertexSettings, call: NativeCall): UpstreamRequest {
  if (call.dialect === gemini.id) return buildGemini(settings, call);
  try {
    refuseRemoteSources(call.document);
    return call.operation === 'count-tokens' ? buildCountTokens(settings, call) : buildMessages(settings, call);
  } catch (error) {
    if (!(error instanceof JsonScanError || error instanceof SyntaxError)) throw error;
    throw new GatewayError('invalid_json', `The body is not valid JSON: ${error.message}.`, { cause: error });
  }
}

function buildMessages(settings: VertexSettings, call: NativeCall): UpstreamRequest {
  refuseUnserved(call.document, settings);
  const model = vertexModelName(call.model, call.facts.platformId);
  const url = publisherUrl(settings, {
    publisher: 'anthropic',
    model,
    verb: call.stream ? 'streamRawPredict' : 'rawPredict',
  });
  return request(url, model, bridgeMessages(call, settings.unknownBetas));
}

function buildCountTokens(settings: VertexSettings, call: NativeCall): UpstreamRequest {
  const model = countTokensModelName(call.model, call.facts.platformId);
  const place = { ...settings, region: countTokensRegion(settings.region) };
  const url = publisherUrl(place, { publisher: 'anthropic', model: 'count-tokens', verb: 'rawPredict' });
  return request(url, model, bridgeCountTokens(call, model));
}

function request(url: string, model: string, { body, betas, betasDropped, notes }: Bridged): UpstreamRequest {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (betas.length > 0) headers['anthropic-beta'] = betas.join(',');
  return { method: 'POST', url, headers, body, model, betasDropped, notes };
}
