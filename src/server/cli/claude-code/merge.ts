/** Merges a connection into the text of a settings.json. Changes only what must change, and lists each change. */
import { applyEdits, type Cut } from '../../../wire/json/edit.ts';
import { membersOf, scanDocument } from '../../../wire/json/scan.ts';
import { headerIn, mergeHeaders, unglued } from './custom-headers.ts';
import { layoutOf, objectCuts } from './edit-object.ts';
import { parseSettings, shown } from './settings.ts';
import { connectionHeaders, wantedEnvironment, type Connection } from './wanted.ts';

/**
 * Variables that make Claude Code pass the gateway by, or send it a second key; in brackets of `says` is what each does.
 * Project and region stay: nothing reads them once the mode is off, and other tools may.
 */
export const CONTRADICTING: Readonly<Record<string, string>> = {
  CLAUDE_CODE_USE_VERTEX: 'with it, ANTHROPIC_BASE_URL is ignored and requests go straight to Google',
  ANTHROPIC_VERTEX_BASE_URL: 'belongs to Claude Code’s own Vertex mode',
  CLAUDE_CODE_SKIP_VERTEX_AUTH: 'belongs to Claude Code’s own Vertex mode',
  CLAUDE_CODE_USE_BEDROCK: 'with it, ANTHROPIC_BASE_URL is ignored and requests go straight to AWS',
  ANTHROPIC_BEDROCK_BASE_URL: 'belongs to Claude Code’s own Bedrock mode',
  CLAUDE_CODE_SKIP_BEDROCK_AUTH: 'belongs to Claude Code’s own Bedrock mode',
  CLAUDE_CODE_USE_FOUNDRY: 'with it, ANTHROPIC_BASE_URL is ignored and requests go straight to Azure',
  ANTHROPIC_FOUNDRY_BASE_URL: 'belongs to Claude Code’s own Foundry mode',
  ANTHROPIC_API_KEY: 'a second key beside ANTHROPIC_AUTH_TOKEN: both would be sent',
};

export interface Merged {
  /** The new text; the very same when there was nothing to do. */
  text: string;
  /** One line per change, secrets masked. */
  changes: string[];
}

/** Throws SettingsFileError when the text is no settings file. */
export function mergeSettings(text: string, connection: Connection): Merged {
  const existing = parseSettings(text);
  const headers = mergeHeaders(unglued(existing.env['ANTHROPIC_CUSTOM_HEADERS'] ?? ''), connectionHeaders(connection));
  const wanted = wantedEnvironment(connection, existing, headers.text);
  const set = new Map([...wanted].filter(([key, value]) => existing.env[key] !== value));
  const remove = new Set(Object.keys(existing.env).filter((key) => Object.hasOwn(CONTRADICTING, key)));
  if (headers.text === '' && existing.env['ANTHROPIC_CUSTOM_HEADERS'] !== undefined)
    remove.add('ANTHROPIC_CUSTOM_HEADERS');
  if (set.size === 0 && remove.size === 0) return { text, changes: [] };

  const bytes = Buffer.from(text.trim() === '' ? '{}\n' : text);
  const document = scanDocument(bytes);
  const pieces = applyEdits(
    document,
    environmentCuts(bytes, { set, remove }).map((cut) => ({ type: 'splice', ...cut })),
  );
  return {
    text: Buffer.concat(pieces).toString('utf8'),
    changes: [
      ...[...set].map(([key, value]) => describeSet(key, value, existing.env[key])),
      ...[...remove].map((key) => `removed   ${key} (${CONTRADICTING[key] ?? 'it held nothing else'})`),
      ...headers.dropped.map(
        (name) => `removed   ${name} from ANTHROPIC_CUSTOM_HEADERS (${whyDropped(name, existing.env)})`,
      ),
    ],
  };
}

function environmentCuts(
  bytes: Buffer,
  edit: { set: ReadonlyMap<string, string>; remove: ReadonlySet<string> },
): Cut[] {
  const start = bytes.indexOf('{');
  const layout = layoutOf(bytes, start);
  const env = membersOf(bytes, start).findLast(({ key }) => key === 'env');
  if (env !== undefined && bytes[env.valueStart] === '{'.charCodeAt(0)) {
    return objectCuts(bytes, { start: env.valueStart, depth: 1, layout }, edit);
  }
  return objectCuts(
    bytes,
    { start, depth: 0, layout },
    { set: new Map([['env', Object.fromEntries(edit.set)]]), remove: new Set() },
  );
}

function describeSet(key: string, value: string, before: string | undefined): string {
  if (before === undefined) return `set       ${key} = ${shown(key, value)}`;
  return `replaced  ${key} = ${shown(key, value)} (was ${shown(key, before)})`;
}

function whyDropped(name: string, env: Readonly<Record<string, string>>): string {
  if (name === 'x-portkey-api-key') return 'the key is ANTHROPIC_AUTH_TOKEN now, in one place';
  const value = headerIn(env['ANTHROPIC_CUSTOM_HEADERS'] ?? '', name) ?? '';
  return /api-key$|authorization/.test(name)
    ? 'it would be a second key'
    : `it was ${value}, and would contradict this set-up`;
}
