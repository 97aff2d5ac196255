/** Amazon Bedrock: Claude by InvokeModel, every model by Converse, with a Bedrock API key or signed with access keys. Source: Amazon Bedrock API reference; AWS's page on Bedrock API keys. */
import { asksForLongContext } from '../../clients/claude-code.ts';
import { prepareCuts } from '../../wire/json/cut.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { isObject } from '../../wire/json/object.ts';
import { readMember, type JsonDocument } from '../../wire/json/scan.ts';
import { bedrockConverse } from '../../wire/dialects/bedrock-converse/index.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { quirksOfClaude } from '../../wire/dialects/anthropic-messages/quirks.ts';
import { quirksOfOpenModel } from '../../wire/dialects/openai-chat/quirks.ts';
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import { PRIVATE_HEADERS } from '../private-headers.ts';
import type {
  Connection,
  ModelFacts,
  NativeCall,
  PathCall,
  PathTarget,
  Provider,
  ProviderCredentials,
  UpstreamRequest,
} from '../provider.ts';
import { readBedrockFailure } from './failure.ts';
import { runtimeHost } from './hosts.ts';
import { buildCount } from './count.ts';
import { buildInvoke, invokeCuts } from './invoke.ts';
import { bedrockModelName } from './model-names.ts';
import { authIn, BEDROCK_SETTINGS, hostIn, regionIn } from './settings.ts';

export const bedrock: Provider = {
  id: 'bedrock',
  name: 'Amazon Bedrock',
  platform: 'bedrock',
  ownHosts: ['*.amazonaws.com', '*.amazonaws.com.cn', '*.amazonaws.eu'],
  privateHeaders: [...PRIVATE_HEADERS, 'x-amzn-'],
  takesKey: true,
  clientHeaders: [],
  settings: BEDROCK_SETTINGS,
  connect,
};

/** Throws SettingsError. */
function connect(credentials: ProviderCredentials): Connection {
  const region = regionIn(credentials.configurations['aws_region']);
  const customHost = hostIn(credentials.configurations['custom_host'], 'custom_host');
  const auth = authIn(credentials, region);
  return {
    auth,
    region,
    tenantUrls: [
      ...(customHost === null ? [] : [{ field: 'custom_host', url: customHost }]),
      ...(auth.type === 'aws-role' && auth.role.endpoint !== null
        ? [{ field: 'aws_sts_host', url: auth.role.endpoint }]
        : []),
    ],
    speaks: (model) => (isClaude(model) ? [anthropicMessages, bedrockConverse] : [bedrockConverse]),
    counts: (model) => (isClaude(model) && !IS_PROFILE.test(model) ? [anthropicMessages, bedrockConverse] : []),
    quirks,
    supports: (operation) => operation === 'generate',
    embeddings: null,
    build: (call) => build({ host: customHost ?? runtimeHost(region), region }, call),
    prepare: (call) =>
      call.dialect === anthropicMessages.id && call.operation === 'generate'
        ? prepareCuts(call.document, invokeCuts(call))
        : null,
    pathTo: (call) => pathTo({ host: customHost ?? runtimeHost(region), region }, call),
    readFailure: readBedrockFailure,
  };
}

function quirks(model: string, facts: ModelFacts): TargetQuirks {
  if (isClaude(model)) return { ...quirksOfClaude(facts), takesMediaUrls: false };
  return model.includes('mistral') ? { toolIdLength: 9 } : quirksOfOpenModel(model);
}

/** A path of InvokeModel ends in its operation. */
function pathTo({ host, region }: Place, { operation, path, query, model }: PathCall): PathTarget | null {
  if (operation === null) return { url: `${host}${path}${query}`, headers: {} };
  if (operation !== 'invoke-model') return null;
  const name = bedrockModelName(model, null, region);
  return { url: `${host}/model/${encodeURIComponent(name)}${path.slice(path.lastIndexOf('/'))}`, headers: {} };
}

interface Place {
  host: string;
  region: string;
}

/** The counter knows no application's own profile. */
const IS_PROFILE = /application-inference-profile\//;

/** The ARN of an application's own profile does not say it: Converse takes every model. */
const isClaude = (model: string): boolean => /anthropic|claude/i.test(model);

const LONG_CONTEXT = 'context-1m-2025-08-07';

/** The model stands in the path, its colons and slashes encoded: a name may be an ARN. */
function build({ host, region }: Place, call: NativeCall): UpstreamRequest {
  const { document, model, stream, facts } = call;
  const name = bedrockModelName(model, facts.platformId, region);
  const url = `${host}/model/${encodeURIComponent(name)}`;
  if (call.operation === 'count-tokens') return buildCount(host, name, call);
  if (call.dialect === anthropicMessages.id) return { method: 'POST', model: name, ...buildInvoke(url, call) };
  const isLong = asksForLongContext(model) && facts.betaRule(LONG_CONTEXT).action === 'forward';
  return {
    method: 'POST',
    url: `${url}/${stream ? 'converse-stream' : 'converse'}`,
    headers: { 'content-type': 'application/json' },
    body: isLong ? applyEdits(document, [askFor(LONG_CONTEXT, document)]) : [document.bytes],
    model: name,
    betasDropped: [],
    notes: [],
  };
}

/** Converse takes a flag among the members that only Claude knows. Source: the table of beta flags in src/catalog/betas.ts. */
function askFor(flag: string, document: JsonDocument): Edit {
  const key = 'additionalModelRequestFields';
  const fields: unknown = readMember(document, key);
  const known = isObject(fields) ? fields : {};
  return { type: 'set', key, json: JSON.stringify({ ...known, anthropic_beta: [flag] }) };
}
