/** The hosts that a text names in URLs, and those that a command names as arguments, where no scheme is needed. */
import type { Slices } from '../../../kernel/slices.ts';
import { argumentsOf, NETWORK_PROGRAMS } from './network-programs.ts';
import { shellCommands } from './shell-commands.ts';

const IN_URL = /\b(?:https?|wss?|ftps?|ssh|git):\/\/(?:[^\s/@"'\\]{1,100}@)?([\w.-]{1,253}|\[[0-9a-f:.]{2,60}\])/gi;
/** A variable that is set, or how long a command may take. */
const BESIDE = /^(?:[A-Za-z_]\w*\+?=|\d+(?:\.\d+)?[smhd]?$)/;

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const SHELLS = words('sh bash zsh dash ksh ash');
/** Behind these comes a command. */
const KEYWORDS = words('if then elif else while until do ! { coproc');
/** These run a command, behind options of their own: those that are listed have a value. */
const RUNNERS: Readonly<Record<string, ReadonlySet<string>>> = {
  sudo: words('-u -g -h -p -C -D -R -T -U --user --group'),
  doas: words('-u -C'),
  env: words('-u -C -S --unset --chdir'),
  xargs: words('-I -n -P -L -d -a -E -s --max-args --max-procs --replace'),
  time: words('-f -o'),
  timeout: words('-s -k --signal --kill-after'),
  nice: words('-n --adjustment'),
  stdbuf: words('-i -o -e'),
  ...Object.fromEntries(['command', 'builtin', 'exec', 'eval', 'nohup', 'setsid'].map((name) => [name, words('')])),
};

/** In lower case, in the order in which they stand; a host may come twice. Linear. */
export const hostsInUrls = (text: string): string[] =>
  Array.from(text.matchAll(IN_URL), ([, host = '']) => plain(host));

/** Of a slice: each takes a microsecond. */
const COMMANDS_A_SLICE = 300;

/** Of each, the script of a shell or the words of one command. In the order in which they stand; a host may come twice. */
export function* hostsOfCommands(commands: readonly (string | readonly string[])[]): Slices<string[]> {
  const hosts: string[] = [];
  for (const [index, command] of commands.entries()) {
    const found =
      typeof command === 'string' ? hostsOfCommands(yield* shellCommands(command, { isShell })) : hostsOfWords(command);
    for (const host of yield* found) hosts.push(host);
    if ((index + 1) % COMMANDS_A_SLICE === 0) yield;
  }
  return hosts;
}

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '');

function* hostsOfWords(all: readonly string[]): Slices<string[]> {
  const { program, rest, isEvaluated } = programOf(all);
  if (isEvaluated) return yield* hostsOfCommands([[program, ...rest].join(' ')]);
  if (SHELLS.has(program)) {
    const script = scriptOf(rest);
    return script === null ? [] : yield* hostsOfCommands([script]);
  }
  if (program === 'find') return yield* hostsOfCommands(executedBy(rest));
  const network = Object.hasOwn(NETWORK_PROGRAMS, program) ? NETWORK_PROGRAMS[program] : undefined;
  if (network === undefined) return [];
  return argumentsOf(rest, network)
    .flatMap((argument) => network.host.exec(argument)?.slice(1, 2) ?? [])
    .map(plain);
}

const isShell = (all: readonly string[]): boolean => SHELLS.has(programOf(all).program);

/** Behind variables, keywords and programs that run another. `isEvaluated`: its words are one more script. */
function programOf(all: readonly string[]): { program: string; rest: readonly string[]; isEvaluated: boolean } {
  let isEvaluated = false;
  for (let at = 0; at < all.length; at += 1) {
    const word = all[at] ?? '';
    if (BESIDE.test(word) || KEYWORDS.has(word)) continue;
    const name = word.slice(word.lastIndexOf('/') + 1);
    const takes = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined;
    if (takes === undefined) return { program: isEvaluated ? word : name, rest: all.slice(at + 1), isEvaluated };
    isEvaluated ||= name === 'eval';
    at = lastOption(all, at, takes);
  }
  return { program: '', rest: [], isEvaluated: false };
}

function lastOption(all: readonly string[], from: number, takes: ReadonlySet<string>): number {
  let at = from;
  while (all[at + 1]?.startsWith('-') === true) at += takes.has(all[at + 1] ?? '') ? 2 : 1;
  return at;
}

/** The commands that `find` runs. */
function executedBy(rest: readonly string[]): string[][] {
  const commands: string[][] = [];
  for (const word of rest) {
    if (/^-(?:exec|ok)(?:dir)?$/.test(word)) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands;
}

/** The script behind `-c`, which may stand at the end of other letters. */
function scriptOf(rest: readonly string[]): string | null {
  const option = rest.findIndex((word) => /^-[a-z]*c[a-z]*$/i.test(word));
  if (option === -1) return null;
  return rest.slice(option + 1).find((word) => !/^[-+]/.test(word)) ?? null;
}
