/** Programs that go to the network, and which of their arguments name a host. Source: the manual of each. */

const NAME = String.raw`((?:[\w-]{1,63}\.){1,20}[a-z][a-z0-9-]{1,62}|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]{2,60}\])`;
/** As an argument: perhaps with a user before it, and a port or a path behind. */
const ARGUMENT = new RegExp(`^(?:[\\w.+%-]{1,100}(?::[^@\\s]{1,100})?@)?${NAME}\\.?(?:[:/?#].*)?$`, 'i');
/** `host:path`: another argument of these commands is a file. */
const REMOTE = new RegExp(`^(?:[\\w.+-]{1,100}@)?${NAME}:`, 'i');

interface NetworkProgram {
  /** Options whose value is no host. */
  takes: ReadonlySet<string>;
  /** Options whose value is a host. Long ones need not stand here: their value is an argument like any other. */
  hosts: ReadonlySet<string>;
  /** Its first group is the host of an argument. */
  host: RegExp;
  /** Which arguments may be one. Absent = all. */
  among?(this: void, given: readonly string[]): readonly string[];
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));
const CURL = words(
  `-o -d -H -X -u -A -e -b -c -T -F -K -m -w -r -E -C -D -P -Q -U -Y -y -z --output --data --data-raw --data-binary --data-ascii
  --data-urlencode --json --header --request --user --user-agent --referer --cookie --cookie-jar --upload-file --form --form-string
  --config --max-time --write-out --range --cert --key --cacert --capath --connect-timeout --retry --retry-delay --dump-header
  --proxy-user --limit-rate --output-dir --trace --trace-ascii --stderr --netrc-file --url-query --unix-socket`,
);
const WGET = words(
  `-O -o -P -U -a -i -e -t -T -w -Q -A -R -D -X -I -l --output-document --output-file --header --user-agent --post-data --post-file
  --body-data --body-file --directory-prefix --input-file --timeout --tries --append-output --accept --reject --load-cookies
  --save-cookies`,
);
const SSH = words('-B -b -c -D -E -e -F -I -i -L -l -m -O -o -p -Q -R -S -w');
const COPY = words('-b -B -c -D -F -i -l -o -P -S -X');
const GIT = words(
  '-C -c -o -b -j --git-dir --work-tree --namespace --depth --deepen --upload-pack --receive-pack --exec',
);

const first = (given: readonly string[]): readonly string[] => given.slice(0, 1);

/** Elsewhere `revision:path` and texts of commits look alike. Of those that take branches, only the first names the repository. */
function remotesOf([command = '', ...given]: readonly string[]): readonly string[] {
  if (['push', 'fetch', 'pull', 'ls-remote'].includes(command)) return first(given);
  return ['clone', 'remote', 'submodule', 'subtree', 'config', 'archive'].includes(command) ? given : [];
}

/** By name. */
export const NETWORK_PROGRAMS: Readonly<Record<string, NetworkProgram>> = {
  curl: { takes: CURL, hosts: words('-x --proxy --url'), host: ARGUMENT },
  wget: { takes: WGET, hosts: words(''), host: ARGUMENT },
  ssh: { takes: SSH, hosts: words('-J -W'), host: ARGUMENT, among: first },
  sftp: { takes: COPY, hosts: words('-J'), host: ARGUMENT, among: first },
  scp: { takes: COPY, hosts: words('-J'), host: REMOTE },
  rsync: { takes: words('-e --rsh'), hosts: words(''), host: REMOTE },
  git: { takes: GIT, hosts: words('--remote --repo'), host: REMOTE, among: remotesOf },
  ...Object.fromEntries(
    ['http', 'https', 'nc', 'ncat', 'netcat', 'telnet', 'ftp', 'ping', 'dig', 'nslookup'].map((name) => [
      name,
      { takes: words(''), hosts: words(''), host: ARGUMENT },
    ]),
  ),
};

/** Those that may name a host, values of options among them. */
export function argumentsOf(rest: readonly string[], program: NetworkProgram): readonly string[] {
  const named: string[] = [];
  const given: string[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (!word.startsWith('-')) {
      given.push(word);
      continue;
    }
    const { option, value } = optionOf(word, program);
    const isHost = program.hosts.has(option);
    if (!isHost && !program.takes.has(option)) continue;
    if (value === null) at += 1;
    if (isHost) named.push(value ?? rest[at] ?? '');
  }
  return [...named, ...(program.among?.(given) ?? given)];
}

/** Of letters behind one dash, the first that has a value ends them. `value`: null = it is the next word, where there is one. */
function optionOf(word: string, { takes, hosts }: NetworkProgram): { option: string; value: string | null } {
  if (word.startsWith('--')) {
    const end = word.indexOf('=');
    return end === -1 ? { option: word, value: null } : { option: word.slice(0, end), value: word.slice(end + 1) };
  }
  for (let at = 1; at < word.length; at += 1) {
    const option = `-${word[at]}`;
    if (takes.has(option) || hosts.has(option)) return { option, value: word.slice(at + 1) || null };
  }
  return { option: word, value: null };
}
