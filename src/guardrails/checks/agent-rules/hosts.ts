/** The hosts that a text names: in URLs, and as arguments of commands that go to the network, where no scheme is needed. */

const NAME = String.raw`((?:[\w-]{1,63}\.){1,20}[a-z][a-z0-9-]{1,62}|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]{2,60}\])`;
const IN_URL = /\b(?:https?|wss?|ftps?|ssh|git):\/\/(?:[^\s/@"'\\]{1,100}@)?([\w.-]{1,253}|\[[0-9a-f:.]{2,60}\])/gi;
/** As an argument: perhaps with a user before it, and a port or a path behind. */
const ARGUMENT = new RegExp(`^(?:[\\w.+%-]{1,100}(?::[^@\\s]{1,100})?@)?${NAME}\\.?(?:[:/?#].*)?$`, 'i');
/** `host:path`: another argument of these commands is a file. */
const REMOTE = new RegExp(`^(?:[\\w.+-]{1,100}@)?${NAME}:`, 'i');
const TOKENS = /"[^"]*"|'[^']*'|[\n;|&()`]|[^\s;|&()`"']+/g;
const ENDS = /^[\n;|&()`]$/;

interface Command {
  /** Options whose value is no host. */
  takes: ReadonlySet<string>;
  argument: RegExp;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const CURL = words(
  `-o -d -H -X -u -A -e -b -c -T -F -K -m -w -r -E --output --data --data-raw --data-binary --data-urlencode --json --header
  --request --user --user-agent --referer --cookie --cookie-jar --upload-file --form --config --max-time --write-out --range
  --cert --key --cacert --connect-timeout --retry`,
);
const WGET = words(
  `-O -o -P -U -a -i --output-document --output-file --header --user-agent --post-data --post-file --directory-prefix
  --input-file --timeout --tries`,
);
const SSH = words('-i -p -P -l -o -F -e -c');
const NONE = words('');

/** By the name of the program. */
const COMMANDS: Readonly<Record<string, Command>> = {
  curl: { takes: CURL, argument: ARGUMENT },
  wget: { takes: WGET, argument: ARGUMENT },
  ssh: { takes: SSH, argument: ARGUMENT },
  scp: { takes: SSH, argument: REMOTE },
  sftp: { takes: SSH, argument: ARGUMENT },
  rsync: { takes: SSH, argument: REMOTE },
  git: { takes: NONE, argument: REMOTE },
  ...Object.fromEntries(
    ['http', 'https', 'nc', 'ncat', 'netcat', 'telnet', 'ftp', 'ping', 'dig', 'nslookup'].map((name) => [
      name,
      { takes: NONE, argument: ARGUMENT },
    ]),
  ),
};

/** In lower case, in the order in which they stand; a host may come twice. Linear. */
export function hostsIn(text: string): string[] {
  const inUrls = Array.from(text.matchAll(IN_URL), ([, host = '']) => host);
  return [...inUrls, ...hostsOfCommands(text)].map((host) => host.toLowerCase().replace(/\.$/, ''));
}

function hostsOfCommands(text: string): string[] {
  const hosts: string[] = [];
  let command: Command | null = null;
  let isValue = false;
  for (const [raw] of text.matchAll(TOKENS)) {
    if (ENDS.test(raw)) command = null;
    const token = raw.replace(/^["']|["']$/g, '');
    const named = commandOf(token);
    if (command === null || named !== null) {
      command = named;
      isValue = false;
      continue;
    }
    const isOption = token.startsWith('-');
    if (!isOption && !isValue) hosts.push(...(command.argument.exec(token)?.slice(1, 2) ?? []));
    isValue = isOption && command.takes.has(token);
  }
  return hosts;
}

function commandOf(token: string): Command | null {
  const name = token.slice(token.lastIndexOf('/') + 1);
  return Object.hasOwn(COMMANDS, name) ? (COMMANDS[name] ?? null) : null;
}
