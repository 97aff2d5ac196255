/** Providers that speak OpenAI's Chat Completions: the caller's bytes, the integration's key, one row of data each. */
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import { openaiResponses } from '../../wire/dialects/openai-responses/index.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { NO_EDITS, prepareQuirks, quirkEdits } from '../../wire/dialects/openai-chat/quirk-edits.ts';
import { openaiEdits } from '../../wire/dialects/openai-chat/request-edits.ts';
import { PRIVATE_HEADERS } from '../private-headers.ts';
import { SettingsError } from '../provider.ts';
import type {
  Connection,
  NativeCall,
  PathCall,
  PathTarget,
  Provider,
  ProviderCredentials,
  SettingField,
  UpstreamRequest,
} from '../provider.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { anthropicCompatible } from './anthropic-compatible.ts';
import { buildMessages } from './anthropic-path.ts';
import { azureAi } from './azure-ai.ts';
import { azureOpenai } from './azure-openai.ts';
import { hostIn } from './host-setting.ts';
import { readOpenaiFailure } from './failure.ts';
import { quirksOfOpenModel } from '../../wire/dialects/openai-chat/quirks.ts';
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import { OPENAI_COMPATIBLE } from './rows.data.ts';
import type { OpenaiCompatibleRow } from './row.ts';

/** A setting inside an address. */
const PLACEHOLDER = /\{(\w+)\}/g;

/** Calls in a dialect that it does not speak are written in one that it does: which one, where it speaks two. */
const PREFERRED_API: SettingField = {
  name: 'preferred_api',
  label: 'Preferred API',
  type: 'string',
  required: false,
  secret: false,
  help: 'chat_completions (the default) or responses: in which of the two a request is written that came in another dialect.',
};

export const openaiCompatible: readonly Provider[] = [
  ...OPENAI_COMPATIBLE.map(providerOf),
  azureOpenai,
  azureAi,
  anthropicCompatible,
];

function providerOf(row: OpenaiCompatibleRow): Provider {
  return {
    id: row.id,
    name: row.name,
    platform: row.id,
    ownHosts: ownHostsOf(row),
    privateHeaders: PRIVATE_HEADERS,
    takesKey: true,
    clientHeaders: [],
    settings: settingsOf(row),
    connect: (credentials) => connect(row, credentials),
  };
}

/** A host whose name comes from a setting is any of that domain. */
function ownHostsOf({ baseUrl }: OpenaiCompatibleRow): string[] {
  if (baseUrl === null) return [];
  const [, host = ''] = /^https?:\/\/([^/:]*)/.exec(baseUrl) ?? [];
  const labels = host.split('.');
  const open = labels.findLastIndex((label) => label.includes('{'));
  return [open === -1 ? host : ['*', ...labels.slice(open + 1)].join('.')];
}

/** Of two dialects of OpenAI's, the one that is preferred stands first. Throws SettingsError. */
function inOrder(spoken: readonly Dialect[], preferred: unknown): readonly Dialect[] {
  const isUnset = preferred === undefined || preferred === null || preferred === '';
  if (!isUnset && preferred !== 'chat_completions' && preferred !== 'responses') {
    throw new SettingsError(PREFERRED_API.name, 'preferred_api must be chat_completions or responses.');
  }
  if (preferred !== 'responses' || !spoken.includes(openaiResponses)) return spoken;
  return [openaiResponses, ...spoken.filter((dialect) => dialect !== openaiResponses)];
}

function settingsOf({
  baseUrl,
  placeholders = [],
  headerSettings = [],
  hasResponses,
}: OpenaiCompatibleRow): SettingField[] {
  const text = { type: 'string', secret: false } as const;
  const instead = baseUrl === null ? '' : ` to use instead of ${baseUrl}`;
  return [
    ...placeholders.map(({ name, label, help }) => ({ ...text, name, label, help, required: false })),
    {
      ...text,
      name: 'custom_host',
      label: baseUrl === null ? 'Host' : 'Other host',
      required: baseUrl === null,
      help: `http(s)://host[:port]/path${instead}; /chat/completions is appended.`,
    },
    ...(hasResponses === true ? [PREFERRED_API] : []),
    ...headerSettings.map(({ name, label, help }) => ({ ...text, name, label, help, required: false })),
  ];
}

/** Throws SettingsError. */
function connect(row: OpenaiCompatibleRow, { key, configurations }: ProviderCredentials): Connection {
  const customHost = hostIn(configurations['custom_host']);
  const place = { row, base: customHost ?? baseOf(row, configurations), headers: headersIn(row, configurations) };
  const spoken = inOrder(dialectsOf(row, customHost !== null), configurations[PREFERRED_API.name]);
  return {
    auth: authOf(row, key),
    region: null,
    tenantUrls: customHost === null ? [] : [{ field: 'custom_host', url: customHost }],
    speaks: () => spoken,
    counts: () => (row.countsTokens === true ? [openaiResponses] : []),
    quirks: (model) => quirksOf(row, model),
    supports: (operation, raw) => operation === 'generate' && !raw,
    embeddings: null,
    build: (call) => build(place, call),
    prepare: ({ dialect, document, model }) =>
      dialect === openaiChat.id ? prepareQuirks(document, quirksOf(row, model)) : null,
    pathTo: (call) => pathTo(place, { ...call, isOwnHost: customHost !== null }),
    readFailure: (failure) => readOpenaiFailure(failure, row.name),
  };
}

const quirksOf = ({ quirks, modelQuirks = quirksOfOpenModel }: OpenaiCompatibleRow, model: string): TargetQuirks => ({
  ...modelQuirks(model),
  ...quirks,
});

/** At a host of one's own nobody knows where Anthropic's dialect would be. */
function dialectsOf(row: OpenaiCompatibleRow, isOwnHost: boolean): readonly Dialect[] {
  const { hasResponses, anthropicUrl, isPassedOnOnly } = row;
  if (isPassedOnOnly === true) return [];
  return [
    openaiChat,
    ...(hasResponses === true ? [openaiResponses] : []),
    ...(anthropicUrl === undefined || isOwnHost ? [] : [anthropicMessages]),
  ];
}

/** Throws SettingsError. */
function authOf({ name, baseUrl, keyHeader }: OpenaiCompatibleRow, key: string | null): Connection['auth'] {
  const header = keyHeader ?? { name: 'authorization', prefix: 'Bearer ' };
  if (key === null || !/^[\x21-\x7e]+$/.test(key)) {
    const hint = baseUrl === null ? ' Any text will do where it asks for none.' : '';
    throw new SettingsError('key', `A key of ${name} is required.${hint}`);
  }
  return { type: 'header', name: header.name, value: header.prefix + key };
}

/** The row's own address, with what the settings say. Throws SettingsError. */
function baseOf({ baseUrl }: OpenaiCompatibleRow, configurations: ProviderCredentials['configurations']): string {
  if (baseUrl === null)
    throw new SettingsError('custom_host', 'custom_host must name the host, as http://10.0.0.1:8000/v1.');
  return baseUrl.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = configurations[name];
    if (typeof value === 'string' && /^[\w.-]+$/.test(value) && !/^\.+$/.test(value)) return value;
    throw new SettingsError(name, `${name} must be letters, digits, dots and hyphens.`);
  });
}

/** Throws SettingsError. */
function headersIn(
  row: OpenaiCompatibleRow,
  configurations: ProviderCredentials['configurations'],
): Record<string, string> {
  const headers: Record<string, string> = { ...row.headers };
  for (const { name, header } of row.headerSettings ?? []) {
    const value = configurations[name];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      throw new SettingsError(name, `${name} must be an id, without spaces.`);
    }
    headers[header] = value;
  }
  return headers;
}

/** A custom host answers by itself what it does not serve. */
function pathTo(
  { row, base, headers }: Place,
  { operation, path, query, isOwnHost }: PathCall & { isOwnHost: boolean },
): PathTarget | null {
  const served = operation === 'responses' ? row.hasResponses === true : row.serves?.includes(operation ?? 'files');
  // The path names the model as the client does.
  const isOfModel = operation === 'invoke-model';
  if (operation !== null && served !== true && (!isOwnHost || isOfModel)) return null;
  const elsewhere = row.paths?.[path];
  const url = elsewhere === undefined ? `${base}${path}` : new URL(elsewhere, base).href;
  return { url: url + query, headers };
}

interface Place {
  row: OpenaiCompatibleRow;
  base: string;
  headers: Readonly<Record<string, string>>;
}

/** The body goes as it came but for the model's name (its `@slug/`, another platform's spelling), the question for the usage of a stream, and what the host does not take. */
function build({ row, base, headers }: Place, call: NativeCall): UpstreamRequest {
  const { document } = call;
  if (call.dialect === anthropicMessages.id && row.anthropicUrl !== undefined) {
    return buildMessages(call, { base: row.anthropicUrl, headers, isClaude: false });
  }
  if (call.operation === 'count-tokens') return buildCount({ base, headers }, call);
  const model = call.facts.platformId ?? call.model;
  const isChat = call.dialect === openaiChat.id;
  const quirks = quirksOf(row, call.model);
  const named = openaiEdits(call, { model, refusesOptions: quirks.refuses?.includes('stream_options') === true });
  const own = isChat ? quirkEdits(document, quirks) : NO_EDITS;
  return {
    method: 'POST',
    url: `${base}${isChat ? '/chat/completions' : '/responses'}`,
    headers: { 'content-type': 'application/json', ...headers },
    body: applyEdits(document, [...named, ...own.edits]),
    model,
    betasDropped: [],
    notes: own.notes,
  };
}

/** The members that the counter of tokens takes. Source: OpenAI's API reference, input token counts. */
const COUNTED = new Set(
  'conversation input instructions model parallel_tool_calls previous_response_id reasoning text tool_choice tools truncation'.split(
    ' ',
  ),
);

function buildCount({ base, headers }: Pick<Place, 'base' | 'headers'>, call: NativeCall): UpstreamRequest {
  const { document, facts } = call;
  const model = facts.platformId ?? call.model;
  const others = document.members.filter(({ key }) => !COUNTED.has(key));
  const edits: Edit[] = others.map(({ key }) => ({ type: 'remove', key }));
  return {
    method: 'POST',
    url: `${base}/responses/input_tokens`,
    headers: { 'content-type': 'application/json', ...headers },
    body: applyEdits(document, [...edits, { type: 'set', key: 'model', json: JSON.stringify(model) }]),
    model,
    betasDropped: [],
    notes: [],
  };
}
