/** The hosts that a text names in URLs, and those that a command names as arguments, where no scheme is needed. */
import type { Slices } from '../../../kernel/slices.ts';
import { CheckError } from '../../check.ts';
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

/** These run a command in a container, behind one of these verbs and the container's name. */
const DOCKER = {
  verbs: words('exec run'),
  takes: words(
    `-e -u -w -v -p -l -h -m --env --env-file --user --workdir --volume --publish --name --network --entrypoint --label --mount
    --memory --cpus --platform --hostname --add-host --detach-keys --index`,
  ),
};
const KUBECTL = {
  verbs: words('exec'),
  takes: words('-c -n -f --container --namespace --context --cluster --kubeconfig --filename --pod-running-timeout'),
};
const CONTAINERS: Readonly<Record<string, typeof DOCKER>> = {
  ...Object.fromEntries(['docker', 'docker-compose', 'podman', 'nerdctl'].map((name) => [name, DOCKER])),
  ...Object.fromEntries(['kubectl', 'oc'].map((name) => [name, KUBECTL])),
};
/** They run code that is written out, in which a text may be a command. */
const INTERPRETER = /^(?:python[\d.]*|node|deno|bun|perl|ruby|php)$/;
/** A command in a command; nobody writes as many by hand. */
const MAX_NESTED = 16;

/** In lower case, in the order in which they stand; a host may come twice. Linear. */
export const hostsInUrls = (text: string): string[] =>
  Array.from(text.matchAll(IN_URL), ([, host = '']) => plain(host));

/** Of a slice: each takes a microsecond. */
const COMMANDS_A_SLICE = 300;

type Command = string | readonly string[];

/**
 * Of each, the script of a shell or the words of one command. In the order in which they stand; a host may come twice. Throws
 * CheckError where commands run commands without end. `depth`: in how many others they stand.
 */
export function* hostsOfCommands(commands: readonly Command[], depth = 0): Slices<string[]> {
  if (depth > MAX_NESTED) throw new CheckError('too_deep', `More than ${MAX_NESTED} commands run one another.`);
  const hosts: string[] = [];
  for (const [index, command] of commands.entries()) {
    const found =
      typeof command === 'string'
        ? hostsOfCommands(yield* shellCommands(command, { isShell }), depth + 1)
        : hostsOfWords(command, depth + 1);
    for (const host of yield* found) hosts.push(host);
    if ((index + 1) % COMMANDS_A_SLICE === 0) yield;
  }
  return hosts;
}

const plain = (host: string): string => host.toLowerCase().replace(/\.$/, '');

function* hostsOfWords(all: readonly string[], depth: number): Slices<string[]> {
  const { program, rest, isEvaluated } = programOf(all);
  if (isEvaluated) return yield* hostsOfCommands([[program, ...rest].join(' ')], depth);
  const inner = commandsInside(program, rest);
  const found = inner.length === 0 ? [] : yield* hostsOfCommands(inner, depth);
  const network = Object.hasOwn(NETWORK_PROGRAMS, program) ? NETWORK_PROGRAMS[program] : undefined;
  if (network === undefined) return found;
  const named = argumentsOf(rest, network).flatMap((argument) => network.host.exec(argument)?.slice(1, 2) ?? []);
  return [...named.map(plain), ...found];
}

/** What a program runs in its turn. */
function commandsInside(program: string, rest: readonly string[]): Command[] {
  if (SHELLS.has(program)) return [scriptOf(rest) ?? ''];
  if (program === 'find') return executedBy(rest);
  // What stands behind the host is one script there.
  if (program === 'ssh') return [behindPlace(rest, -1, NETWORK_PROGRAMS['ssh']?.takes ?? new Set()).join(' ')];
  if (INTERPRETER.test(program)) return textsInCode(rest);
  const container = Object.hasOwn(CONTAINERS, program) ? CONTAINERS[program] : undefined;
  const verb = container === undefined ? -1 : rest.findIndex((word) => container.verbs.has(word));
  return container === undefined || verb === -1 ? [] : [behindPlace(rest, verb, container.takes)];
}

/** The words behind options and the first word that is none, which says where. */
function behindPlace(rest: readonly string[], from: number, takes: ReadonlySet<string>): readonly string[] {
  const place = lastOption(rest, from, takes) + 1;
  return rest.slice(lastOption(rest, place, takes) + 1);
}

/** Texts of code behind `-c` or `-e`; words of a list are one command. */
function textsInCode(rest: readonly string[]): string[] {
  const option = rest.findIndex((word) => /^(?:-[a-zA-Z]*[cer]|--eval|--print)$/.test(word));
  const code = option === -1 ? '' : (rest[option + 1] ?? '');
  return code.replaceAll(/["'`]\s{0,4},\s{0,4}["'`]/g, ' ').split(/["'`]/);
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
