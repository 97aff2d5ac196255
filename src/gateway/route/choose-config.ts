/** Chooses the config of a request: the one it sends or names, else its key's default (contract#choosing-the-provider). */
import { GatewayError } from '../../kernel/errors.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { CompiledKey, CompiledWorkspace } from '../snapshot/snapshot.ts';
import { NO_CONFIG, type ConfigNode } from '../../routing/parse.ts';
import type { Inline } from './inline.ts';
import type { Plan } from './plan.ts';
import { shownName } from '../../routing/shown-name.ts';

export interface ChosenConfig {
  saved: Plan['config'];
  node: ConfigNode;
  /** Keeps the shared state of one config apart from that of another. */
  name: string;
}

export interface ConfigSources {
  caller: CompiledKey;
  workspace: CompiledWorkspace;
  headers: RequestHeaders;
}

/** Throws GatewayError config_override_not_allowed | config_not_found | invalid_config. */
export function chooseConfig({ caller, workspace, headers }: ConfigSources, inline: Inline): ChosenConfig {
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
  return header.startsWith('{') ? inlineConfig(inline, workspace, header) : savedConfig(workspace, header);
}

function savedConfig(workspace: CompiledWorkspace, slug: string): ChosenConfig {
  const config = workspace.configs.get(slug);
  if (config === undefined) {
    const known = [...new Set([...workspace.configs.values()].map((saved) => saved.slug))].slice(0, 20);
    throw new GatewayError(
      'config_not_found',
      `There is no config "${shownName(slug)}" in the workspace "${workspace.slug}".`,
      {
        hint: known.length === 0 ? 'Create one: POST /v1/configs.' : `It has: ${known.join(', ')}.`,
      },
    );
  }
  const { id, versionId, node } = config;
  if (!node.ok) {
    throw new GatewayError('invalid_config', `The config "${slug}" cannot be used: ${node.problem}`, { status: 412 });
  }
  return { saved: { id, versionId }, node: node.value, name: id };
}

function inlineConfig(inline: Inline, { id }: CompiledWorkspace, header: string): ChosenConfig {
  const { hashed, parsed } = parse(inline, id, header);
  if (parsed.ok) return { saved: null, node: parsed.value, name: hashed };
  const issues = parsed.problem.map(({ path, message }) => `${path === '' ? 'config' : path}: ${message}`);
  throw new GatewayError('invalid_config', `x-portkey-config is not valid: ${issues.join('; ')}`);
}

function parse(inline: Inline, workspaceId: WorkspaceId, header: string): ReturnType<Inline['config']> {
  try {
    return inline.config(header, workspaceId);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new GatewayError('invalid_config', 'x-portkey-config is neither a config’s slug nor valid JSON.', {
      cause: error,
    });
  }
}
