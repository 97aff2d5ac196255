/** Admit, stage 5: which plan holds for this request. Precedence: docs/decisions/0006-provider-precedence.md. */
import { hash } from 'node:crypto';
import { GatewayError } from '../../wire/errors.ts';
import type { RequestHeaders } from '../client.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized, Planned } from '../exchange.ts';
import { NO_CONFIG, parseConfig, type ConfigNode, type Settings } from '../route/config.ts';
import { scopeOf } from '../route/plan.ts';
import type { CompiledKey, CompiledWorkspace } from '../snapshot/snapshot.ts';
import type { Stage } from '../stage.ts';

type Needs = Arrived & Authenticated & Authorized;

export const choosePlan: Stage<Needs, Planned, GatewayDeps> = {
  name: 'choose-plan',
  run({ caller, workspace, headers, route, ownConfig }) {
    const { saved, node, name } =
      ownConfig === undefined
        ? chooseConfig(caller, workspace, headers)
        : { saved: null, node: ownConfig, name: 'of the gateway' };
    const root = withSettings(node, settingsOf(headers));
    return { plan: { config: saved, root, scope: scopeOf(workspace, name, route.operation === 'embed') } };
  },
};

interface ChosenConfig {
  saved: Planned['plan']['config'];
  node: ConfigNode;
  /** Tells the shared state of one config from that of another. */
  name: string;
}

function chooseConfig(caller: CompiledKey, workspace: CompiledWorkspace, headers: RequestHeaders): ChosenConfig {
  const header = headers['x-portkey-config']?.trim();
  if (header === undefined || header === '') {
    if (caller.defaultConfig !== null) return savedConfig(workspace, caller.defaultConfig);
    return { saved: null, node: NO_CONFIG, name: 'none' };
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
    const known = [...new Set([...workspace.configs.values()].map((saved) => saved.slug))].slice(0, 20);
    throw new GatewayError('config_not_found', `There is no config "${slug}" in the workspace "${workspace.slug}".`, {
      hint: known.length === 0 ? 'Create one: POST /v1/configs.' : `It has: ${known.join(', ')}.`,
    });
  }
  const { id, versionId, node } = config;
  if ('problem' in node) {
    throw new GatewayError('invalid_config', `The config "${slug}" cannot be used: ${node.problem}`, { status: 412 });
  }
  return { saved: { id, versionId }, node, name: id };
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
  if (!('issues' in parsed)) return { saved: null, node: parsed, name: hash('sha256', header) };
  const issues = parsed.issues.map(({ path, message }) => `${path === '' ? 'config' : path}: ${message}`);
  throw new GatewayError('invalid_config', `x-portkey-config is not valid: ${issues.join('; ')}`);
}

/** What the request's own headers say over every target of the config (contract §1.5, §2.7). */
function settingsOf(headers: RequestHeaders): Partial<Pick<Settings, 'forwardHeaders'>> & { firstByteMs?: number } {
  const forward = forwardHeaders(headers);
  const firstByteMs = timeout(headers);
  return {
    ...(forward === null ? {} : { forwardHeaders: forward }),
    ...(firstByteMs === null ? {} : { firstByteMs }),
  };
}

function withSettings(node: ConfigNode, own: ReturnType<typeof settingsOf>): ConfigNode {
  if (Object.keys(own).length === 0) return node;
  const { firstByteMs, ...others } = own;
  const timeouts = { ...node.settings.timeouts, ...(firstByteMs === undefined ? {} : { firstByteMs }) };
  const settings = { ...node.settings, ...others, timeouts };
  if (node.kind === 'target') return { ...node, settings };
  return { ...node, settings, targets: node.targets.map((target) => withSettings(target, own)) };
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
