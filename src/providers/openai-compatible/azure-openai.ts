/** Azure OpenAI: OpenAI's dialect on a resource of one's own, with its key. Source: Microsoft's reference of Azure OpenAI in Foundry. */
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import { openaiResponses } from '../../wire/dialects/openai-responses/index.ts';
import { NO_EDITS, quirkEdits } from '../../wire/dialects/openai-chat/quirk-edits.ts';
import { quirksOfOpenai } from '../../wire/dialects/openai-chat/quirks.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { AZURE_AUTH_SETTINGS, azureAuthIn } from './azure-auth.ts';
import { deploymentFor, deploymentsIn, DEPLOYMENTS_SETTING } from './azure-deployments.ts';
import { openaiEdits } from '../../wire/dialects/openai-chat/request-edits.ts';
import { readOpenaiFailure } from './failure.ts';
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

/** The version without dates: deployments are named as models in the body. */
const UNDATED = 'v1';

export const azureOpenai: Provider = {
  id: 'azure-openai',
  name: 'Azure OpenAI',
  platform: 'azure-openai',
  ownHosts: ['*.openai.azure.com', '*.openai.azure.us', '*.openai.azure.cn'],
  privateHeaders: [...PRIVATE_HEADERS, 'apim-', 'x-ms-'],
  takesKey: true,
  clientHeaders: [],
  settings: [
    {
      name: 'azure_resource_name',
      label: 'Resource',
      type: 'string',
      required: false,
      secret: false,
      namesHost: true,
      help: 'The first part of https://{resource}.openai.azure.com. Not needed with custom_host.',
    },
    {
      name: 'azure_api_version',
      label: 'API version',
      type: 'string',
      required: false,
      secret: false,
      help: 'v1 (the default), or a date as 2024-10-21 for the paths by deployment.',
    },
    {
      name: 'azure_deployment_id',
      label: 'Deployment',
      type: 'string',
      required: false,
      secret: false,
      help: 'Serves every model that is asked for; without it the model names the deployment.',
    },
    DEPLOYMENTS_SETTING,
    {
      name: 'custom_host',
      label: 'Other host',
      type: 'string',
      required: false,
      secret: false,
      help: 'https://host to use instead of that of the resource, as in a government cloud; /openai is appended.',
    },
    ...AZURE_AUTH_SETTINGS,
  ],
  connect,
};

interface Place {
  host: string;
  version: string;
  deployment: string | null;
}

/** Where requests for a model go. */
type PlaceFor = (model: string) => Place;

/** Throws SettingsError. */
function connect(credentials: ProviderCredentials): Connection {
  const { configurations } = credentials;
  const { auth, tenantUrls } = azureAuthIn(credentials, 'api-key');
  const customHost = hostIn(configurations['custom_host']);
  const usual: Place = {
    host: customHost ?? `https://${resourceIn(configurations['azure_resource_name'])}.openai.azure.com`,
    version: versionIn(configurations['azure_api_version']),
    deployment: textIn(configurations['azure_deployment_id']),
  };
  const deployments = deploymentsIn(configurations[DEPLOYMENTS_SETTING.name]).map((one) => ({
    ...one,
    place: { ...usual, version: versionIn(one.version ?? usual.version), deployment: one.name },
  }));
  const placeFor: PlaceFor = (model) => deploymentFor(deployments, model)?.place ?? usual;
  return {
    auth,
    region: null,
    tenantUrls: [...(customHost === null ? [] : [{ field: 'custom_host', url: customHost }]), ...tenantUrls],
    speaks: (model) => (placeFor(model).version === UNDATED ? [openaiChat, openaiResponses] : [openaiChat]),
    quirks: (model) => quirksOfOpenai(model),
    supports: (operation, raw) => operation === 'generate' && !raw,
    embeddings: null,
    build: (call) => build(placeFor(call.model), call),
    pathTo: (call) => pathTo(placeFor(call.model), call),
    readFailure: (failure) => readOpenaiFailure(failure, 'Azure OpenAI'),
  };
}

function build({ host, version, deployment }: Place, call: NativeCall): UpstreamRequest {
  const model = deployment ?? call.model;
  const isChat = call.dialect === openaiChat.id;
  const operation = isChat ? 'chat/completions' : 'responses';
  const own = isChat ? quirkEdits(call.document, quirksOfOpenai(model)) : NO_EDITS;
  const path =
    version === UNDATED
      ? `/openai/v1/${operation}`
      : `/openai/deployments/${encodeURIComponent(model)}/chat/completions?api-version=${version}`;
  return {
    method: 'POST',
    url: host + path,
    headers: { 'content-type': 'application/json' },
    body: applyEdits(call.document, [...openaiEdits(call, { model, refusesOptions: false }), ...own.edits]),
    model,
    betasDropped: [],
    notes: own.notes,
  };
}

/** Paths of a deployment, where the version is a date. Source: the list of OpenAI's own client for Azure. */
const OF_DEPLOYMENT: ReadonlySet<string> = new Set([
  '/completions',
  '/embeddings',
  '/audio/speech',
  '/audio/transcriptions',
  '/audio/translations',
  '/images/generations',
  '/images/edits',
]);

const UNSERVED: ReadonlySet<PathCall['operation']> = new Set([
  'moderations',
  'rerank',
  'message-batches',
  'invoke-model',
]);

function pathTo({ host, version, deployment }: Place, { operation, path, query, model }: PathCall): PathTarget | null {
  if (UNSERVED.has(operation)) return null;
  if (version === UNDATED) return { url: `${host}/openai/v1${path}${query}`, headers: {} };
  const dated = `${query}${query === '' ? '?' : '&'}api-version=${version}`;
  const name = encodeURIComponent(deployment ?? model);
  const within = OF_DEPLOYMENT.has(path) ? `/deployments/${name}` : '';
  return { url: `${host}/openai${within}${path}${dated}`, headers: {} };
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function resourceIn(value: unknown): string {
  if (typeof value === 'string' && /^[a-z0-9][a-z0-9-]*$/i.test(value)) return value;
  throw new SettingsError(
    'azure_resource_name',
    'azure_resource_name must be the name of the resource: letters, digits and hyphens.',
  );
}

function versionIn(value: unknown): string {
  if (value === undefined || value === null || value === '') return UNDATED;
  if (typeof value === 'string' && (value === UNDATED || /^\d{4}-\d{2}-\d{2}(-preview)?$/.test(value))) return value;
  throw new SettingsError(
    'azure_api_version',
    'azure_api_version must be v1, or a date as 2024-10-21 or 2024-10-01-preview.',
  );
}

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
  return url.href.replace(/(\/openai)?\/*$/, '');
}
