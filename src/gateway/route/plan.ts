/** The plan of a request: the routing tree, and how a leaf becomes a target. Pure. */
import { GatewayError } from '../../kernel/errors.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import { hostOf, matchesHost, portOf, type HostRule } from '../../kernel/host-rules.ts';
import type { Connection } from '../../providers/provider.ts';
import { callersKey, isGatewayKey } from '../admit/gateway-key.ts';
import { CUSTOM_HOST, type CompiledProvider } from '../../routing/compiled-provider.ts';
import type { CompiledWorkspace, Snapshot } from '../snapshot/snapshot.ts';
import type { ConfigNode, Settings, TargetNode } from '../../routing/parse.ts';
import type { Brought, Inline } from './inline.ts';
import { splitModel } from '../../routing/model-string.ts';
import { meaningOf, type Meaning } from '../../routing/precedence.ts';
import { CARRIED_AWAY, type NodeProvider } from '../../routing/node-provider.ts';
import { isImpatient, overlaid, type Overlay } from '../../routing/overlay.ts';
import { shownName } from '../../routing/shown-name.ts';

export interface Plan {
  /** null = no saved config: inline, or none at all. */
  config: { id: string; versionId: string } | null;
  root: ConfigNode;
  /** Of the request's own headers, laid over whichever target is called. */
  overlay: Overlay;
  scopes: Scopes;
}

/** Names of the state that a plan shares with others of its workspace and config. */
export interface Scopes {
  /** Of circuits and figures: each operation has its own. What is slow, dear or down for one need not be so for another. */
  state: string;
  /** Of sticky picks: the count of a conversation's tokens goes where the conversation goes. */
  picks: string;
}

export interface Sharing {
  workspace: CompiledWorkspace;
  /** The config's id, or what else identifies it. */
  config: string;
  overlay: Overlay;
}

/** `suffixes` are the endpoint's. What is found out at a caller's own host says nothing about the config's targets. */
export function scopesOf({ workspace, config, overlay: { customHost } }: Sharing, suffixes: Scopes): Scopes {
  const own = `${workspace.id} ${config}${customHost === null ? '' : ` at ${customHost.url}`}`;
  return { picks: own + suffixes.picks, state: own + suffixes.state };
}

/** A leaf with everything resolved: where to send, as whom, and for which model. */
export interface Target {
  /** JSON path in the config, for the log and `x-portkey-last-used-option-index`. */
  path: string;
  /** The node's, by which its figures are kept. */
  id: string;
  provider: CompiledProvider;
  /** Without `@slug/`. */
  model: string;
  /** The node's, under what the request's headers say. */
  settings: Settings;
  /** The caller waits for less long than the config would. */
  isImpatient: boolean;
}

/** What a leaf takes from the request where it does not name its provider. */
export interface Caller {
  workspace: CompiledWorkspace;
  snapshot: Pick<Snapshot, 'keys' | 'archivedKeys' | 'organisations'>;
  headers: RequestHeaders;
  /** As in the body or the raw path, `@slug/` included; null = it names none. */
  requestedModel: string | null;
  /** The request may do without a model. Absent = it may not. */
  lacksModel?: boolean;
  inline: Inline;
  /** When the request came, ms since the epoch: what has expired by then is not used. */
  now: number;
}

/** What a leaf takes from the request in all. */
export interface Request extends Caller {
  overlay: Overlay;
}

/**
 * Throws GatewayError missing_model | provider_not_chosen | provider_not_found | provider_unusable | invalid_config |
 * invalid_header | invalid_request.
 */
export function resolveTarget(node: TargetNode, request: Request): Target {
  const model = modelOf(node, request) ?? (request.lacksModel === true ? '' : null);
  if (model === null) {
    throw new GatewayError('missing_model', 'model: expected the name of a model as a string, but it is missing.', {
      member: 'model',
    });
  }
  const { path, id } = node;
  const settings = overlaid(node.settings, request.overlay);
  const { model: name } = splitModel(model);
  const provider = placed(resolveProvider(node, request), { path, settings, model: name });
  refuseInline(provider, request);
  refuseInlineHost(provider, request);
  const isEarly = isImpatient(node.settings, request.overlay);
  return { path, id, provider, model: name, settings, isImpatient: isEarly };
}

/** Identifies the shared state of a node (circuit, figures), through edits of the config. */
export function stateKey({ state }: Pick<Scopes, 'state'>, { id }: Pick<ConfigNode, 'id'>): string {
  return `${state} ${id}`;
}

/** As it was written, with its slug: by the config over the request's, or by its default where the request has none. */
function modelOf({ settings }: TargetNode, { requestedModel }: Pick<Caller, 'requestedModel'>): string | null {
  const { overrideParams, defaultParams } = settings;
  return textOf(overrideParams['model']) ?? requestedModel ?? textOf(defaultParams['model']);
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * The node's own provider wins; then the model it writes; then the body's `@slug/`, the header, the legacy header.
 * Throws GatewayError provider_not_chosen | provider_not_found | provider_unusable | invalid_header.
 */
export function resolveProvider(node: TargetNode, request: Caller): CompiledProvider {
  const { provider: own, passthrough, settings } = node;
  const configModel = textOf(settings.overrideParams['model']);
  const requestedModel = request.requestedModel ?? (passthrough ? null : textOf(settings.defaultParams['model']));
  const meaning = meaningOf({ own, passthrough, configModel, requestedModel });
  const provider = meant(meaning, node, request);
  if (provider !== null) return provider;
  throw new GatewayError('provider_not_chosen', 'Nothing says which provider this request goes to.', {
    hint: 'Send x-portkey-provider: @slug, name the model "@slug/model", or give the key a default config.',
  });
}

function meant(meaning: Meaning<NodeProvider>, node: TargetNode, request: Caller): CompiledProvider | null {
  switch (meaning.from) {
    case 'target':
      return ownProvider(meaning.own, request);
    case 'model':
      return findSaved(meaning.slug, request);
    case 'headers':
      return headerProvider(node, request);
  }
}

/** The contract has a passthrough take saved providers only (contract#choosing-the-provider). */
function headerProvider({ passthrough }: TargetNode, request: Caller): CompiledProvider | null {
  const { headers, inline } = request;
  const header = headers['x-portkey-provider']?.trim() ?? '';
  if (header.startsWith('@')) return findSaved(header.slice(1), request);
  if (header !== '') return passthrough ? null : openInline({ provider: inline.find(header), fields: {} }, request);
  const legacy = headers['x-portkey-virtual-key']?.trim();
  return legacy === undefined ? null : findSaved(legacy, request);
}

function ownProvider(provider: NodeProvider, request: Caller): CompiledProvider {
  switch (provider.kind) {
    case 'saved':
      return findSaved(provider.slug, request);
    case 'inline':
      return provider.compiled;
    case 'open':
      return openInline(provider, request);
  }
}

function openInline({ provider, fields }: Pick<Brought, 'provider' | 'fields'>, request: Caller): CompiledProvider {
  const { headers, snapshot, workspace, inline } = request;
  const key = provider.takesKey ? callersKey(headers, snapshot) : null;
  return inline.open({ provider, fields, headers, workspaceId: workspace.id, key });
}

/** At the custom host of the config or the header. A stored credential does not go where only the caller says (0016). */
function placed(
  provider: CompiledProvider,
  { path, settings: { customHost }, model }: Pick<Target, 'path' | 'settings' | 'model'>,
): CompiledProvider {
  if (customHost === null) {
    const modelsOwn = provider.models.hostOf(model);
    return modelsOwn === null ? provider : provider.at(modelsOwn);
  }
  if (!provider.isStored || customHost.from === 'saved-config') return provider.at(customHost.url);
  const isHeader = customHost.from === 'header';
  const where = isHeader ? 'x-portkey-custom-host' : `${path}.custom_host`;
  throw new GatewayError(isHeader ? 'invalid_header' : 'invalid_config', `${where}: ${CARRIED_AWAY}.`);
}

/** What a caller brings is its own to correct; and a gateway key among it would leave the house with the request. */
function refuseInline({ slug, name, connection }: CompiledProvider, { snapshot }: Caller): void {
  if (slug !== null) return;
  if (!connection.ok) {
    throw new GatewayError('invalid_request', `The provider "${name}" cannot be used: ${connection.problem.reason}`);
  }
  const { auth } = connection.value;
  if (auth.type !== 'header' || !isGatewayKey(snapshot, auth.value)) return;
  throw new GatewayError('invalid_request', `The credential for the provider "${name}" is a gateway key.`, {
    hint: 'Send the provider’s own key: a gateway key never goes upstream.',
  });
}

/** Of what a request brings itself: is it sent to a host that the organisation allows? A saved config was somebody's to save. */
function refuseInlineHost(compiled: CompiledProvider, { snapshot, workspace }: Caller): void {
  const rules = snapshot.organisations.get(workspace.organisationId)?.inlineHosts ?? null;
  if (rules === null || compiled.isStored || !compiled.connection.ok) return;
  const refused = hostsOf(compiled, compiled.connection.value).find(
    (host) => !rules.some((rule) => allowsHost(rule, host)),
  );
  if (refused === undefined) return;
  throw new GatewayError(
    'inline_host_not_allowed',
    `This organisation does not let requests be sent to ${refused.name}.`,
    {
      hint: 'Use a saved provider, or ask an administrator to add the host: PUT /v1/admin/organisation/settings.',
    },
  );
}

interface InlineHost {
  name: string;
  /** null = of a provider's own host, which is served on the usual port. */
  port: string | null;
}

/** Those that the request says, and the provider's own where it says none for the call itself. */
function hostsOf({ provider }: CompiledProvider, { tenantUrls }: Connection): InlineHost[] {
  const given = tenantUrls.map(({ url }) => new URL(url)).map((url) => ({ name: hostOf(url), port: portOf(url) }));
  const isPlaced = tenantUrls.some(({ field }) => field === CUSTOM_HOST);
  return isPlaced ? given : [...given, ...provider.ownHosts.map((name) => ({ name, port: null }))];
}

const allowsHost = (rule: HostRule, { name, port }: InlineHost): boolean =>
  matchesHost(rule, name.replace(/^\*\./, 'any.')) && (rule.port === null || port === null || rule.port === port);

function findSaved(slug: string, { workspace, now }: Caller): CompiledProvider {
  const provider = workspace.providers.get(slug);
  if (provider === undefined) {
    const known = [...workspace.providers.keys()].slice(0, 20).map((name) => `@${name}`);
    throw new GatewayError(
      'provider_not_found',
      `There is no provider "@${shownName(slug)}" in the workspace "${workspace.slug}".`,
      {
        hint: known.length === 0 ? 'Create one: POST /v1/integrations.' : `It has: ${known.join(', ')}.`,
      },
    );
  }
  if (provider.expiresAt !== null && provider.expiresAt <= now) {
    const since = new Date(provider.expiresAt).toISOString();
    throw new GatewayError('provider_unusable', `The provider "@${slug}" expired on ${since}.`);
  }
  return provider;
}
