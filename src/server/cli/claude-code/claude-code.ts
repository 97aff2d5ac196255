/** `tollgate claude-code`: prints the settings that point Claude Code at a Tollgate, or merges them into its file. */
import { homedir } from 'node:os';
import { environment } from '../../config/environment.ts';
import { UsageError } from '../../config/options.ts';
import { systemClock } from '../../timers.ts';
import { DEFAULT_URL, readFlags, readSlug, readUrl, type Command, type Terminal } from '../command.ts';
import { baseUrlProblem } from './base-url.ts';
import { mergeLogin } from './merge-login.ts';
import { mergeSettings, type Merged } from './merge.ts';
import { nameProblem } from './model-names.ts';
import { SettingsFileError } from './settings.ts';
import {
  isReadableByOthers,
  PROJECT_SETTINGS,
  readSettingsFile,
  replaceSettingsFile,
  restrict,
  userSettingsPath,
} from './settings-file.ts';
import type { Connection } from './wanted.ts';

const FLAGS = {
  url: { type: 'string' },
  key: { type: 'string' },
  provider: { type: 'string' },
  config: { type: 'string' },
  model: { type: 'string' },
  opus: { type: 'string' },
  sonnet: { type: 'string' },
  haiku: { type: 'string' },
  write: { type: 'boolean' },
  project: { type: 'boolean' },
  settings: { type: 'string' },
  login: { type: 'boolean' },
} as const;

type ReadFlags = ReturnType<typeof readFlags<typeof FLAGS>>;

export const claudeCode: Command = async (args, terminal) => {
  const flags = readFlags(args, FLAGS);
  if (flags.project === true && flags.settings !== undefined)
    throw new UsageError('--project and --settings name two files');
  const merge = flags.login === true ? readLogin(flags, terminal) : readKeyed(flags, terminal);
  if (flags.write !== true) {
    if (flags.project === true || flags.settings !== undefined)
      throw new UsageError('--project and --settings go with --write');
    terminal.print(merge('').text.trimEnd());
    const warning = flags.login === true ? '' : ' It contains your key.';
    terminal.note(`\nPaste this into ~/.claude/settings.json, or use --write to merge it.${warning}`);
    return 0;
  }
  const isProject = flags.project === true;
  const path =
    flags.settings ?? (isProject ? PROJECT_SETTINGS : userSettingsPath(homedir(), environment['CLAUDE_CONFIG_DIR']));
  return write({ path, merge, isLogin: flags.login === true }, terminal);
};

type Merge = (text: string) => Merged;

function readKeyed(flags: ReadFlags, terminal: Terminal): Merge {
  const connection = readConnection(flags, terminal);
  return (text) => mergeSettings(text, connection);
}

/** Nothing but the address: the person, and what the person may use, is known at the gateway. */
function readLogin(flags: ReadFlags, { note }: Terminal): Merge {
  const { key, provider, config, model, opus, sonnet, haiku } = flags;
  const others = Object.entries({ key, provider, config, model, opus, sonnet, haiku });
  const other = others.find(([, value]) => value !== undefined)?.[0];
  if (other !== undefined) throw new UsageError(`--login takes no --${other}: the gateway knows the person`);
  const url = readBaseUrl(flags.url ?? environment['TOLLGATE_URL'] ?? DEFAULT_URL, note);
  return (text) => mergeLogin(text, url);
}

function readConnection(flags: ReadFlags, { note }: Terminal): Connection {
  const key = readKey(flags.key);
  const provider = flags.provider === undefined ? null : readSlug('provider', flags.provider);
  const config = flags.config === undefined ? null : readSlug('config', flags.config);
  const { model: main, opus, sonnet, haiku } = flags;
  const models = defined({ main, opus, sonnet, haiku });
  for (const name of Object.values(models)) {
    const problem = nameProblem(name);
    if (problem !== null) note(`note: ${problem.says}; ${problem.fix}`);
  }
  if (provider === null && config === null) {
    note('note: no --provider and no --config: this works only if the key has a default config');
  }
  const url = readBaseUrl(flags.url ?? environment['TOLLGATE_URL'] ?? DEFAULT_URL, note);
  return { url, key, provider, config, models };
}

function readKey(flag: string | undefined): string {
  const key = (flag ?? environment['TOLLGATE_API_KEY'] ?? '').trim();
  if (key === '') {
    throw new UsageError('no key: set TOLLGATE_API_KEY (so that it stays out of the shell history) or give --key');
  }
  if (/\s/.test(key)) throw new UsageError('the key holds white space: was more than the key copied?');
  return key;
}

/** What was obviously meant is taken, and said. */
function readBaseUrl(text: string, note: Terminal['note']): string {
  const problem = baseUrlProblem(text);
  if (problem === null || problem.isTolerable) {
    if (problem !== null) note(`note: ${text}: ${problem.says}`);
    return readUrl('url', text).replace(/\/+$/, '');
  }
  if (problem.meant === '') throw new UsageError(`--url: ${problem.says}`);
  note(`note: ${text}: ${problem.says}; taking ${problem.meant}`);
  return problem.meant;
}

type Defined<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

function defined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>;
}

interface Writing {
  path: string;
  merge: Merge;
  isLogin: boolean;
}

function write(writing: Writing, terminal: Terminal): number {
  const { path } = writing;
  try {
    return writeMerged(writing, terminal);
  } catch (error) {
    // What the file system refuses has a code.
    if (!(error instanceof SettingsFileError) && !(error instanceof Error && 'code' in error)) throw error;
    terminal.note(`${path} was not touched: ${error.message}.`);
    terminal.note('Fix that, or run this command without --write and paste its output.');
    return 1;
  }
}

function writeMerged({ path, merge, isLogin }: Writing, { print, note }: Terminal): number {
  const merged = merge(readSettingsFile(path) ?? '');
  if (merged.changes.length === 0) {
    if (isReadableByOthers(path)) {
      restrict(path);
      print(`${path}: mode is now 0600, since it holds a key`);
    }
    print(`${path} is already set up; nothing changed.`);
    return 0;
  }
  const backup = replaceSettingsFile(path, merged.text, systemClock.now());
  print(path);
  for (const change of merged.changes) print(`  ${change}`);
  if (backup !== null) print(`Backup of the old file: ${backup}`);
  if (isLogin) {
    print('Now type /login in Claude Code.');
    return 0;
  }
  if (path === PROJECT_SETTINGS) {
    note(
      'note: a project’s settings.json is often committed; to keep the key out, use --settings .claude/settings.local.json',
    );
  }
  print('Check it with: tollgate doctor');
  return 0;
}
