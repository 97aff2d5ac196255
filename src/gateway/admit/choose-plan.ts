/** Admit, stage 5: what to call. Precedence as the contract §1.4; docs/decisions/0006-provider-precedence.md says why. */
import { GatewayError } from '../../wire/errors.ts';
import type { RequestHeaders } from '../client.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized, Decoded, Planned } from '../exchange.ts';
import { NO_CONFIG, parseConfig, type ConfigNode, type TargetConfig } from '../route/config.ts';
import type { Plan, Target } from '../route/plan.ts';
import type { CompiledKey, CompiledProvider, CompiledWorkspace } from '../snapshot/snapshot.ts';
import type { Stage } from '../stage.ts';

type Needs = Arrived & Authenticated & Authorized & Decoded;

export const choosePlan: Stage<Needs, Planned, GatewayDeps> = {
  name: 'choose-plan',
  run({ caller, workspace, headers, requestedModel }, { clock }) {
    const config = chooseConfig(caller, workspace, headers);
    const target = targetOf(config.node);
    const { slug, model } = chooseProvider(target, headers, requestedModel);
    const resolved: Target = {
      path: target.path,
      slug,
      provider: findProvider(workspace, slug, clock.now()),
      model,
      overrideParams: target.overrideParams,
      forwardHeaders: forwardHeaders(headers) ?? target.forwardHeaders,
      requestTimeoutMs: timeout(headers) ?? target.requestTimeoutMs,
    };
    return { plan: { config: config.saved, strategy: 'single', targets: [resolved] } satisfies Plan };
  },
};

function targetOf(node: ConfigNode): TargetConfig {
  if (node.type === 'target') return node.target;
  return node.strategy.targets[0] ?? NO_CONFIG;
}

interface ChosenConfig {
  saved: Plan['config'];
  node: ConfigNode;
}

function chooseConfig(caller: CompiledKey, workspace: CompiledWorkspace, headers: RequestHeaders): ChosenConfig {
  const header = headers['x-portkey-config']?.trim();
  if (header === undefined || header === '') {
    if (caller.defaultConfig !== null) return savedConfig(workspace, caller.defaultConfig);
    return { saved: null, node: { type: 'target', target: NO_CONFIG } };
  }
  if (!caller.allowConfigOverride && header !== caller.defaultConfig) {
    throw new GatewayError('config_override_not_allowed', 'This key does not allow a config on the request.', {
      hint: 'Remove the x-portkey-config header: the key’s own default config is used.',
    });
  }
  return header.startsWith('{') ? inlineConfig(header) : savedConfig(workspace, header);
}

function savedConfig(workspace: CompiledWorkspace, slug: string): ChosenConfig {
  const config = workspace.configs.get(slug);
  if (config === undefined) {
    throw new GatewayError('config_not_found', `There is no config "${slug}" in the workspace "${workspace.slug}".`, {
      hint: known('configs', [...new Set([...workspace.configs.values()].map((saved) => saved.slug))]),
    });
  }
  if ('problem' in config.node) {
    throw new GatewayError('invalid_config', `The config "${slug}" cannot be used: ${config.node.problem}`, {
      status: 412,
    });
  }
  return { saved: { id: config.id, versionId: config.versionId }, node: config.node };
}

function inlineConfig(header: string): ChosenConfig {
  let value: unknown;
  try {
    value = JSON.parse(header);
  } catch (error) {
    throw new GatewayError('invalid_config', 'x-portkey-config is neither a config’s slug nor valid JSON.', {
      cause: error,
    });
  }
  const parsed = parseConfig(value);
  if (!('issues' in parsed)) return { saved: null, node: parsed };
  const issues = parsed.issues.map(({ path, message }) => `${path === '' ? 'config' : path}: ${message}`);
  throw new GatewayError('invalid_config', `x-portkey-config is not valid: ${issues.join('; ')}`);
}

/** The target's own provider wins; then the model it writes; then header, legacy header, and the body's `@slug/`. */
function chooseProvider(
  target: TargetConfig,
  headers: RequestHeaders,
  requestedModel: string,
): { slug: string; model: string } {
  const override = target.overrideParams['model'];
  const wanted = splitModel(typeof override === 'string' ? override : requestedModel);
  if (target.provider !== null) return { slug: target.provider, model: wanted.model };
  const header = providerHeader(headers);
  // A prefix in the model is the most specific thing a caller can say: it wins over a header set once for a client.
  const slug = wanted.slug ?? header;
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

function findProvider(workspace: CompiledWorkspace, slug: string, now: number): CompiledProvider {
  const provider = workspace.providers.get(slug);
  if (provider === undefined) {
    throw new GatewayError(
      'provider_not_found',
      `There is no provider "@${slug}" in the workspace "${workspace.slug}".`,
      {
        hint: known(
          'providers',
          [...workspace.providers.keys()].map((name) => `@${name}`),
        ),
      },
    );
  }
  if (provider.expiresAt !== null && provider.expiresAt <= now) {
    throw new GatewayError(
      'provider_unusable',
      `The provider "@${slug}" expired on ${new Date(provider.expiresAt).toISOString()}.`,
    );
  }
  return provider;
}

function known(noun: string, names: readonly string[]): string {
  if (names.length === 0) return `This workspace has no ${noun} yet: create one through the admin API.`;
  return `It has: ${names.slice(0, 20).join(', ')}.`;
}

/** A comma list, or a bracketed list in quotes: the contract shows both (§1.5). null = the header was not sent. */
function forwardHeaders(headers: RequestHeaders): readonly string[] | null {
  const listed = headers['x-portkey-forward-headers'];
  if (listed === undefined) return null;
  return listed
    .replace(/[[\]'"]/g, '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function timeout(headers: RequestHeaders): number | null {
  const text = headers['x-portkey-request-timeout'];
  if (text === undefined) return null;
  const ms = Number(text);
  if (Number.isInteger(ms) && ms > 0) return ms;
  throw new GatewayError(
    'invalid_header',
    `x-portkey-request-timeout: expected whole milliseconds, got "${text.slice(0, 40)}".`,
  );
}
