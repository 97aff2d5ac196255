/** Merges the sign-in by /login into the text of a settings.json: no key, no base URL, and what would pass it by removed. */
import { applyEdits, type Cut } from '../../../wire/json/edit.ts';
import { membersOf, scanDocument } from '../../../wire/json/scan.ts';
import { objectCuts, layoutOf } from './edit-object.ts';
import { CONTRADICTING, type Merged } from './merge.ts';
import { parseSettings } from './settings.ts';

/** Variables of a gateway key: with one of them Claude Code does not use its sign-in. */
const OF_A_KEY: Readonly<Record<string, string>> = {
  ...CONTRADICTING,
  ANTHROPIC_API_KEY: 'with it, Claude Code does not sign in',
  ANTHROPIC_AUTH_TOKEN: 'with it, Claude Code does not sign in',
  ANTHROPIC_BASE_URL: 'the gateway that one signs in to is the base URL',
};

/** Throws SettingsFileError when the text is no settings file. `url`: of the gateway, without `/v1`. */
export function mergeLogin(text: string, url: string): Merged {
  const { env, apiKeyHelper } = parseSettings(text);
  const bytes = Buffer.from(text.trim() === '' ? '{}\n' : text);
  const start = bytes.indexOf('{');
  const members = membersOf(bytes, start);
  const wanted = new Map([
    ['forceLoginMethod', 'gateway'],
    ['forceLoginGatewayUrl', url],
  ]);
  const present = (name: string): string | undefined => {
    const member = members.findLast(({ key }) => key === name);
    return member === undefined ? undefined : bytes.toString('utf8', member.valueStart, member.end);
  };
  const set = new Map([...wanted].filter(([name, value]) => present(name) !== JSON.stringify(value)));
  const helper = new Set(apiKeyHelper === undefined ? [] : ['apiKeyHelper']);
  const remove = new Set(Object.keys(env).filter((name) => Object.hasOwn(OF_A_KEY, name)));
  if (set.size + helper.size + remove.size === 0) return { text, changes: [] };
  const layout = layoutOf(bytes, start);
  const cuts: Cut[] = objectCuts(bytes, { start, depth: 0, layout }, { set, remove: helper });
  const block = members.findLast(({ key }) => key === 'env');
  if (block !== undefined && remove.size > 0) {
    cuts.push(...objectCuts(bytes, { start: block.valueStart, depth: 1, layout }, { set: new Map(), remove }));
  }
  const pieces = applyEdits(
    scanDocument(bytes),
    cuts.map((cut) => ({ type: 'splice', ...cut })),
  );
  return {
    text: Buffer.concat(pieces).toString('utf8'),
    changes: [
      ...[...set].map(([name, value]) => `set       ${name} = ${JSON.stringify(value)}`),
      ...[...helper].map((name) => `removed   ${name} (with it, Claude Code does not sign in)`),
      ...[...remove].map((name) => `removed   ${name} (${OF_A_KEY[name] ?? ''})`),
    ],
  };
}
