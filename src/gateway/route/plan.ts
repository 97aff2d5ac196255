/** The plan of a request: the routing tree, and how one of its leaves becomes a target to send to. Pure. */
import { GatewayError } from '../../wire/errors.ts';
import type { RequestHeaders } from '../client.ts';
import type { CompiledProvider, CompiledWorkspace } from '../snapshot/snapshot.ts';
import type { ConfigNode, Settings, TargetNode } from './config.ts';

export interface Plan {
  /** null = no saved config: inline, or none at all. */
  config: { id: string; versionId: string } | null;
  root: ConfigNode;
  /** Names the shared state of this plan's targets (circuits, sticky picks, figures): tenant and config. */
  scope: string;
}

/**
 * Embeddings have a state of their own: an API that is slow, dear or down for them need not be so for messages. `config` is
 * the config's id, or what else tells it from others.
 */
export function scopeOf(workspace: CompiledWorkspace, config: string, isForEmbeddings: boolean): string {
  return `${workspace.id} ${config}${isForEmbeddings ? ' embeddings' : ''}`;
}

/** A leaf with everything resolved: where to send, as whom, and for which model. */
export interface Target {
  /** JSON path in the config, for the log and `x-portkey-last-used-option-index`. */
  path: string;
  slug: string;
  provider: CompiledProvider;
  /** Without `@slug/`. */
  model: string;
  settings: Settings;
}

/** What a leaf takes from the request where it says nothing itself. */
export interface Request {
  workspace: CompiledWorkspace;
  headers: RequestHeaders;
  /** As in the body or the raw path, `@slug/` included. */
  requestedModel: string;
  /** ms since the epoch. */
  now: number;
}

/** Throws GatewayError provider_not_chosen | provider_not_found | provider_unusable. */
export function resolveTarget(node: TargetNode, request: Request): Target {
  const { slug, model } = chooseProvider(node, request);
  return { path: node.path, slug, provider: findProvider(slug, request), model, settings: node.settings };
}

/** The node's own provider wins; then the model it writes; then the body's `@slug/`, the header, the legacy header. */
function chooseProvider(node: TargetNode, request: Request): { slug: string; model: string } {
  const override = node.settings.overrideParams['model'];
  const requested = splitModel(request.requestedModel);
  const wanted = typeof override === 'string' ? splitModel(override) : requested;
  if (node.provider !== null && !node.passthrough) return { slug: node.provider, model: wanted.model };
  // A prefix in the model is the most specific thing a caller can say: it wins over a header set once for a client.
  const slug = (node.passthrough ? requested : wanted).slug ?? providerHeader(request.headers);
  if (slug !== null) return { slug, model: wanted.model };
  throw new GatewayError('provider_not_chosen', 'Nothing says which provider this request goes to.', {
    hint: 'Send x-portkey-provider: @slug, name the model "@slug/model", or give the key a default config.',
  });
}

function splitModel(model: string): { slug: string | null; model: string } {
  const slash = model.indexOf('/');
  if (!model.startsWith('@') || slash === -1) return { slug: null, model };
  return { slug: model.slice(1, slash), model: model.slice(slash + 1) };
}

function providerHeader(headers: RequestHeaders): string | null {
  const provider = headers['x-portkey-provider']?.trim();
  if (provider === undefined || provider === '') return headers['x-portkey-virtual-key']?.trim() ?? null;
  if (provider.startsWith('@')) return provider.slice(1);
  throw new GatewayError('provider_not_chosen', `x-portkey-provider is "${provider}", which is not a saved provider.`, {
    hint: `Saved providers are written with an @, as in x-portkey-provider: @${provider}.`,
  });
}

function findProvider(slug: string, { workspace, now }: Request): CompiledProvider {
  const provider = workspace.providers.get(slug);
  if (provider === undefined) {
    const known = [...workspace.providers.keys()].slice(0, 20).map((name) => `@${name}`);
    throw new GatewayError(
      'provider_not_found',
      `There is no provider "@${slug}" in the workspace "${workspace.slug}".`,
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
