/** The parts of a Claude Code settings.json that decide where requests go. */
import { isRecord } from '../json-shape.ts';

export interface SettingsFile {
  /** Environment variables; values that are no texts are read as Claude Code reads them. */
  env: Readonly<Record<string, string>>;
  model: string | undefined;
  apiKeyHelper: string | undefined;
}

/** The settings cannot be read as such: the message says where. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError';
}

/** Throws SettingsFileError. A file of white space is an empty one. */
export function parseSettings(text: string): SettingsFile {
  const root = parse(text);
  if (!isRecord(root)) throw new SettingsFileError('it holds no JSON object');
  const env = root['env'] ?? {};
  if (!isRecord(env)) throw new SettingsFileError('its "env" is no object');
  const values = Object.entries(env).filter(([, value]) => value !== null && typeof value !== 'object');
  return {
    env: Object.fromEntries(values.map(([key, value]) => [key, String(value)])),
    model: textOrUndefined(root['model']),
    apiKeyHelper: textOrUndefined(root['apiKeyHelper']),
  };
}

function parse(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the file, which holds a key.
    throw new SettingsFileError('it is not valid JSON');
  }
}

const textOrUndefined = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** On, as Claude Code reads its switches. */
export function isOn(value: string | undefined): boolean {
  return /^(1|true|yes|on)$/i.test(value?.trim() ?? '');
}

const SECRET = /^(ANTHROPIC_AUTH_TOKEN|ANTHROPIC_API_KEY|ANTHROPIC_FOUNDRY_API_KEY|AWS_BEARER_TOKEN_BEDROCK)$/;

/** A value to be shown to somebody who may be looked over the shoulder. */
export function shown(key: string, value: string): string {
  if (SECRET.test(key)) return masked(value);
  return JSON.stringify(
    value.replaceAll(
      /((?:api-key|authorization)\s*:\s*)([^\n]+)/gi,
      (_, name: string, secret: string) => name + masked(secret),
    ),
  );
}

/** Enough to recognise a key by. */
export function masked(secret: string): string {
  return secret.length < 16 ? '****' : `${secret.slice(0, 5)}****${secret.slice(-4)}`;
}
