/** `tollgate doctor`: checks the gateway, the provider and the Claude Code settings; one line per check, with the fix. */
import { withoutContextMark } from '../../../clients/claude-code.ts';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { findModel } from '../../../catalog/models.ts';
import { createApiClient } from '../../../http/outbound/api-client.ts';
import { environment } from '../../config/environment.ts';
import { systemClock } from '../../timers.ts';
import { headerIn } from '../claude-code/custom-headers.ts';
import { parseSettings, SettingsFileError } from '../claude-code/settings.ts';
import {
  isReadableByOthers,
  PROJECT_LOCAL_SETTINGS,
  PROJECT_SETTINGS,
  readSettingsFile,
  userSettingsPath,
} from '../claude-code/settings-file.ts';
import { DEFAULT_URL, readFlags, readSlug, type Command } from '../command.ts';
import { fail, ok, renderFinding, warn, type Finding } from './finding.ts';
import { callableUrl, checkGateway, type GatewayState } from './gateway-checks.ts';
import { listModels, probeFindings, probeModels, type ModelTarget } from './model-checks.ts';
import { modelFindings, namedModels } from './model-rules.ts';
import { applyRules, SETTINGS_RULES } from './settings-rules.ts';
import { viewSettings, type SettingsLayer, type SettingsView } from './settings-view.ts';

const FLAGS = {
  url: { type: 'string' },
  key: { type: 'string' },
  provider: { type: 'string' },
  model: { type: 'string', multiple: true },
  settings: { type: 'string' },
} as const;

type ReadFlags = ReturnType<typeof readFlags<typeof FLAGS>>;

const PROBE_TIMEOUT_MS = 60_000;

/** What is checked, once flags, environment and settings have had their say. */
interface Subject {
  url: string;
  key: string | undefined;
  provider: string | undefined;
  /** What the settings send as `x-portkey-config`, unless a flag chose the provider. */
  config: string | undefined;
  /** null = every current model of the provider. */
  models: readonly string[] | null;
}

export const doctor: Command = async (args, { print }) => {
  const flags = readFlags(args, FLAGS);
  const { layers, problems } = readLayers(flags.settings);
  const settings = viewSettings(layers);
  const subject = chooseSubject(flags, settings);
  let hasFailed = false;
  const report = (title: string, findings: readonly Finding[]): void => {
    print(title);
    for (const finding of findings) print(`  ${renderFinding(finding)}`);
    print('');
    hasFailed ||= findings.some(({ level }) => level === 'fail');
  };

  const call = createApiClient(callableUrl(subject.url), PROBE_TIMEOUT_MS);
  const gateway = await checkGateway(call, subject.url, subject.key);
  report('Gateway', gateway.findings);
  if (gateway.isUsable) {
    const { title, findings } = await checkProvider({ ...subject, call, gateway, settings });
    report(title, findings);
  }
  report('Claude Code', settingsFindings(layers, problems, gateway));
  print(hasFailed ? 'Some checks failed: see the lines that say FAIL.' : 'All required checks passed.');
  return hasFailed ? 1 : 0;
};

/** Flags win; without them the doctor looks at what Claude Code would use. Throws UsageError. */
function chooseSubject(flags: ReadFlags, settings: SettingsView): Subject {
  const provider = flags.provider ?? headerOf(settings, 'x-portkey-provider');
  return {
    url: flags.url ?? environment['TOLLGATE_URL'] ?? baseUrlOf(settings) ?? DEFAULT_URL,
    key: flags.key ?? environment['TOLLGATE_API_KEY'] ?? keyIn(settings),
    provider: provider === undefined ? undefined : readSlug('provider', provider),
    config: flags.provider === undefined ? headerOf(settings, 'x-portkey-config') : undefined,
    models: flags.model ?? null,
  };
}

/** In Claude Code's Vertex mode the address ends in `/v1`, and rightly. */
function baseUrlOf({ env }: SettingsView): string | undefined {
  return env['ANTHROPIC_BASE_URL'] ?? env['ANTHROPIC_VERTEX_BASE_URL']?.replace(/\/v1\/?$/, '');
}

interface ProviderCheck extends Subject {
  call: ReturnType<typeof createApiClient>;
  gateway: GatewayState;
  settings: SettingsView;
}

async function checkProvider(check: ProviderCheck): Promise<{ title: string; findings: Finding[] }> {
  const { call, key = '', gateway, settings } = check;
  const choice = chooseTarget(check);
  if (choice === null) return { title: 'Provider', findings: [unchosen(gateway.providers)] };
  const target = { call, key, ...choice };
  const title = `One token of each model, by ${choice.name}`;
  const listed = await listModels(target);
  if (!Array.isArray(listed)) return { title, findings: [listed] };
  const required = check.models ?? requiredModels(settings);
  const isNamed = (id: string): boolean => required.some((name) => findModel(name)?.id === id);
  const models = check.models ?? [...new Set([...required, ...listed.filter((id) => !isNamed(id))])];
  const probes = await probeModels(target, models, systemClock.elapsed);
  return { title, findings: probeFindings(probes, new Set(required)) };
}

/** Claude Code's own words for models, as `opus`, are not the provider's. */
function requiredModels(settings: SettingsView): string[] {
  return namedModels(settings)
    .map(([, name]) => withoutContextMark(name.replace(/^@[^/]+\//, '')))
    .filter((name) => name.startsWith('claude-'));
}

/** As Claude Code's requests would choose, by header or by key; null = nothing does, and there is not just one provider. */
function chooseTarget({ provider, config, gateway }: ProviderCheck): Pick<ModelTarget, 'name' | 'choice'> | null {
  const byProvider = (slug: string) => ({ 'x-portkey-provider': `@${slug}` });
  if (config !== undefined) {
    const besides = provider === undefined ? {} : byProvider(provider);
    // One that is written out may hold a key.
    const name = config.startsWith('{') ? 'the config in the headers' : `the config ${config}`;
    return { name, choice: { 'x-portkey-config': config, ...besides } };
  }
  if (provider !== undefined) return { name: `the provider @${provider}`, choice: byProvider(provider) };
  if (gateway.keyChooses) return { name: 'the key’s default config', choice: {} };
  const [only, ...others] = gateway.providers;
  if (only === undefined || others.length > 0) return null;
  return { name: `the provider @${only}`, choice: byProvider(only) };
}

function unchosen(providers: readonly string[]): Finding {
  if (providers.length === 0) {
    return fail(
      'the key’s workspace has no provider yet',
      'create one: POST /v1/integrations (README.md, "Your first provider")',
    );
  }
  return warn(
    `there are several providers (${providers.map((slug) => `@${slug}`).join(', ')}), and none was chosen`,
    'give --provider <slug>',
  );
}

interface ReadLayers {
  layers: SettingsLayer[];
  /** Files that cannot be read as settings. */
  problems: Finding[];
}

/** From the weakest to the strongest: the shell, the user's file, the project's two. One file alone when it is named. */
function readLayers(only: string | undefined): ReadLayers {
  const user = userSettingsPath(homedir(), environment['CLAUDE_CONFIG_DIR']);
  // In the home folder the project's file is the user's.
  const project = resolve(PROJECT_SETTINGS) === resolve(user) ? [] : [PROJECT_SETTINGS];
  const paths = only === undefined ? [user, ...project, PROJECT_LOCAL_SETTINGS] : [only];
  const read: ReadLayers = { layers: only === undefined ? [shellLayer()] : [], problems: [] };
  for (const path of paths) {
    try {
      const text = readSettingsFile(path);
      if (text !== null) {
        const isShared = path === PROJECT_SETTINGS;
        read.layers.push({
          ...parseSettings(text),
          origin: path,
          isReadableByOthers: isReadableByOthers(path),
          isShared,
        });
      } else if (only !== undefined)
        read.problems.push(fail(`there is no file ${path}`, 'tollgate claude-code --write makes one'));
    } catch (error) {
      if (!(error instanceof SettingsFileError) && !(error instanceof Error && 'code' in error)) throw error;
      read.problems.push(
        fail(`${path}: ${error.message}`, 'repair the file; Claude Code ignores settings that it cannot read'),
      );
    }
  }
  return read;
}

/** Exported variables count too, below every file. */
function shellLayer(): SettingsLayer {
  const isOurs = /^(ANTHROPIC_|CLAUDE_CODE_|API_TIMEOUT_MS$|DISABLE_PROMPT_CACHING$)/;
  const env = Object.entries(environment).filter(
    (entry): entry is [string, string] => isOurs.test(entry[0]) && entry[1] !== undefined,
  );
  return {
    origin: 'the shell',
    env: Object.fromEntries(env),
    model: undefined,
    apiKeyHelper: undefined,
    isReadableByOthers: false,
    isShared: false,
  };
}

function settingsFindings(
  layers: readonly SettingsLayer[],
  problems: readonly Finding[],
  { keyChooses }: GatewayState,
): Finding[] {
  if (problems.length > 0) return [...problems];
  const settings = viewSettings(layers);
  const files = layers.map(({ origin }) => origin).filter((origin) => origin !== 'the shell');
  if (files.length === 0 && settings.env['ANTHROPIC_BASE_URL'] === undefined) {
    return [
      warn(
        'no settings.json was found, so Claude Code is not set up on this machine',
        'tollgate claude-code --write --key <key> --provider <slug>',
      ),
    ];
  }
  // The key was seen to choose the provider: the settings need not.
  const rules = SETTINGS_RULES.filter(({ id }) => !keyChooses || id !== 'no-provider');
  const findings = [...applyRules(rules, settings), ...modelFindings(settings)];
  return findings.length > 0 ? findings : [ok(`${files.join(', ') || 'the shell'}: nothing to mend`)];
}

function keyIn(settings: SettingsView): string | undefined {
  return (
    headerOf(settings, 'x-portkey-api-key') ?? settings.env['ANTHROPIC_AUTH_TOKEN'] ?? settings.env['ANTHROPIC_API_KEY']
  );
}

function headerOf({ env }: SettingsView, name: string): string | undefined {
  return headerIn(env['ANTHROPIC_CUSTOM_HEADERS'] ?? '', name);
}
