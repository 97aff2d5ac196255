/**
 * Azure AI Foundry: the models of a resource in OpenAI's dialects, and Claude there in Anthropic's. Sources: Microsoft's
 * reference of Foundry Models; Anthropic's SDK for Foundry.
 */
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { quirksOfClaude } from '../../wire/dialects/anthropic-messages/quirks.ts';
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import { NO_EDITS, quirkEdits } from '../../wire/dialects/openai-chat/quirk-edits.ts';
import { quirksOfOpenai } from '../../wire/dialects/openai-chat/quirks.ts';
import { openaiResponses } from '../../wire/dialects/openai-responses/index.ts';
import { applyEdits } from '../../wire/json/edit.ts';
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
import { buildMessages } from './anthropic-path.ts';
import { AZURE_AUTH_SETTINGS, azureAuthIn } from './azure-auth.ts';
import { openaiEdits } from '../../wire/dialects/openai-chat/request-edits.ts';
import { readOpenaiFailure } from './failure.ts';
import { hostIn } from './host-setting.ts';

const NAME = 'Azure AI Foundry';

export const azureAi: Provider = {
  id: 'azure-ai',
  name: NAME,
  platform: 'azure-openai',
  ownHosts: ['*.services.ai.azure.com', '*.openai.azure.com'],
  privateHeaders: [...PRIVATE_HEADERS, 'apim-', 'x-ms-'],
  takesKey: true,
  clientHeaders: ['extra-parameters'],
  settings: [
    {
      name: 'azure_resource_name',
      label: 'Resource',
      type: 'string',
      required: false,
      secret: false,
      namesHost: true,
      help: 'The first part of https://{resource}.services.ai.azure.com. Not needed with azure_foundry_url.',
    },
    {
      name: 'azure_foundry_url',
      label: 'Foundry URL',
      type: 'string',
      required: false,
      secret: false,
      namesHost: true,
      help: 'https://host of the resource, where it is another: a path behind it is left out.',
    },
    {
      name: 'azure_deployment_name',
      label: 'Deployment',
      type: 'string',
      required: false,
      secret: false,
      help: 'Serves every model that is asked for; without it the model names the deployment.',
    },
    ...AZURE_AUTH_SETTINGS,
  ],
  connect,
};

interface Place {
  host: string;
  deployment: string | null;
}

/** Claude is known by its name, or the deployment's. */
const isClaude = (model: string): boolean => /claude/i.test(model);

/** Throws SettingsError. */
function connect(credentials: ProviderCredentials): Connection {
  const { configurations } = credentials;
  const given = hostIn(configurations['azure_foundry_url'], 'azure_foundry_url');
  const { auth, tenantUrls } = azureAuthIn(credentials, 'api-key');
  const deployment = configurations['azure_deployment_name'];
  const place: Place = {
    host: given === null ? resourceHost(configurations['azure_resource_name']) : new URL(given).origin,
    deployment: typeof deployment === 'string' && deployment !== '' ? deployment : null,
  };
  const named = (model: string): string => place.deployment ?? model;
  return {
    auth,
    region: null,
    tenantUrls: [...(given === null ? [] : [{ field: 'azure_foundry_url', url: place.host }]), ...tenantUrls],
    speaks: (model) => (isClaude(named(model)) ? [anthropicMessages] : [openaiChat, openaiResponses]),
    quirks: (model, facts) => (isClaude(named(model)) ? quirksOfClaude(facts) : quirksOfOpenai(model)),
    supports: (operation, raw) => operation === 'generate' && !raw,
    embeddings: null,
    build: (call) => build(place, call),
    pathTo: (call) => pathTo(place, call),
    readFailure: (failure) => readOpenaiFailure(failure, NAME),
  };
}

function resourceHost(resource: unknown): string {
  if (typeof resource === 'string' && /^[a-z0-9][a-z0-9-]*$/i.test(resource)) {
    return `https://${resource}.services.ai.azure.com`;
  }
  throw new SettingsError(
    'azure_resource_name',
    'azure_resource_name must be the name of the resource: letters, digits and hyphens. Or give azure_foundry_url.',
  );
}

function build({ host, deployment }: Place, call: NativeCall): UpstreamRequest {
  const model = deployment ?? call.model;
  if (call.dialect === anthropicMessages.id) {
    return buildMessages({ ...call, model }, { base: `${host}/anthropic`, headers: {}, isClaude: true });
  }
  const isChat = call.dialect === openaiChat.id;
  const own = isChat ? quirkEdits(call.document, quirksOfOpenai(model)) : NO_EDITS;
  return {
    method: 'POST',
    url: `${host}/openai/v1/${isChat ? 'chat/completions' : 'responses'}`,
    headers: { 'content-type': 'application/json' },
    body: applyEdits(call.document, [...openaiEdits(call, { model, refusesOptions: false }), ...own.edits]),
    model,
    betasDropped: [],
    notes: own.notes,
  };
}

/** Cohere's models are served there too. */
const UNSERVED: ReadonlySet<PathCall['operation']> = new Set(['moderations', 'message-batches', 'invoke-model']);

function pathTo({ host }: Place, { operation, path, query }: PathCall): PathTarget | null {
  if (UNSERVED.has(operation)) return null;
  if (operation === 'rerank') return { url: `${host}/providers/cohere/v2/rerank`, headers: {} };
  return { url: `${host}/openai/v1${path}${query}`, headers: {} };
}
