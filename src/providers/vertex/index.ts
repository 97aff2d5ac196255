/** Google's Vertex AI: Claude, Gemini, everybody else's models and a project's own deployments, each in the dialect that it takes there. */
import { GatewayError } from '../../kernel/errors.ts';
import type { Slices } from '../../kernel/slices.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { quirksOfClaude } from '../../wire/dialects/anthropic-messages/quirks.ts';
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import { prepareQuirks } from '../../wire/dialects/openai-chat/quirk-edits.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import type { ModelFacts } from '../../wire/model-facts.ts';
import { prepareCuts } from '../../wire/json/cut.ts';
import { JsonScanError } from '../../wire/json/scan.ts';
import type {
  Connection,
  NativeCall,
  PathCall,
  PathTarget,
  Provider,
  ProviderCredentials,
  UpstreamRequest,
} from '../provider.ts';
import { PRIVATE_HEADERS } from '../private-headers.ts';
import { bridgeCountTokens, bridgeCuts, bridgeMessages } from './bridge.ts';
import type { Bridged } from '../../wire/dialects/anthropic-messages/bridge-to-cloud.ts';
import { vertexEmbeddings } from './embeddings.ts';
import { readVertexFailure } from './failure.ts';
import { countTokensRegion, locationUrl, publisherUrl } from './hosts.ts';
import { countTokensModelName, vertexModelName } from './model-names.ts';
import { buildChat, quirksOfChat } from './chat-models.ts';
import { buildGemini } from './gemini.ts';
import { vertexImages } from './images.ts';
import { vertexModel } from './publishers.ts';
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
    speaks: dialectsOf,
    // Nobody counts for the models of others: they are estimated.
    counts: (model) => dialectsOf(model).filter((dialect) => dialect !== openaiChat),
    quirks: quirksOf,
    supports: () => true,
    embeddings: vertexEmbeddings(settings),
    images: (model) => vertexImages(settings, model),
    build: (call) => build(settings, call),
    prepare: (call) => prepare(settings, call),
    pathTo: (call) => pathTo(settings, call),
    readFailure: (failure) => readVertexFailure(failure, [settings.project]),
  };
}

/** Project and location of a path that has them are not the caller's to choose. */
const LOCATION = /^(?:\/v1(?:beta1)?)?\/projects\/[^/]+\/locations\/[^/]+(?=\/)/;

function pathTo(settings: VertexSettings, { operation, path, query, model: named }: PathCall): PathTarget | null {
  if (operation === 'predict') {
    const model = vertexModel(named);
    if (model.kind !== 'predictor') return null;
    return { url: publisherUrl(settings, { publisher: 'google', model: model.model, verb: 'predict' }), headers: {} };
  }
  if (operation !== null) return null;
  return { url: `${locationUrl(settings)}${path.replace(LOCATION, '')}${query}`, headers: {} };
}

function dialectsOf(name: string): readonly Dialect[] {
  switch (vertexModel(name).kind) {
    case 'claude':
      return [anthropicMessages];
    case 'gemini':
      return [gemini];
    case 'partner':
    case 'open':
    case 'endpoint':
      return [openaiChat];
    case 'predictor':
      return [];
  }
}

function quirksOf(name: string, facts: ModelFacts): TargetQuirks {
  const model = vertexModel(name);
  switch (model.kind) {
    case 'claude':
    case 'predictor':
      return { ...quirksOfClaude(facts), takesMediaUrls: false };
    case 'gemini':
      return { refusesCallIds: true };
    case 'partner':
    case 'open':
    case 'endpoint':
      return quirksOfChat(model);
  }
}

function prepare(settings: VertexSettings, call: NativeCall): Slices<void> | null {
  if (call.dialect === anthropicMessages.id) {
    return prepareCuts(call.document, bridgeCuts(call, settings.unknownBetas));
  }
  if (call.dialect !== openaiChat.id || call.raw) return null;
  return prepareQuirks(call.document, quirksOf(call.model, call.facts));
}

/** Throws GatewayError for a body or a model name that cannot be sent. */
function build(settings: VertexSettings, call: NativeCall): UpstreamRequest {
  const model = vertexModel(call.model);
  switch (model.kind) {
    case 'claude':
      return buildClaude(settings, call);
    case 'gemini':
      return buildGemini(settings, model.model, call);
    case 'partner':
    case 'open':
    case 'endpoint':
      return buildChat(settings, model, call);
    case 'predictor':
      throw new GatewayError('operation_not_supported', `model: ${model.model} holds no conversations on Vertex AI.`, {
        status: 400,
      });
  }
}

function buildClaude(settings: VertexSettings, call: NativeCall): UpstreamRequest {
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
