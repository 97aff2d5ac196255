/** What `tollgate help` and `tollgate <command> --help` print. */

interface CommandHelp {
  /** One line, for the list of commands. */
  does: string;
  usage: string;
  /** Flag and meaning. */
  flags: readonly (readonly [flag: string, meaning: string])[];
  /** What else is worth knowing, a line each. */
  notes?: readonly string[];
}

const URL_FLAG = ['--url URL', 'address of the running gateway (TOLLGATE_URL; default http://127.0.0.1:8787)'] as const;
const KEY_FLAG = ['--key KEY', 'gateway key (TOLLGATE_API_KEY, which stays out of the shell history)'] as const;

const DATA_FLAG = ['--data-dir DIR', 'where everything is stored (TOLLGATE_DATA_DIR; default .tollgate)'] as const;

const DATABASE_FLAG = [
  '--database-url URL',
  'PostgreSQL of the records, postgres://… (TOLLGATE_DATABASE_URL, which stays out of the process list)',
] as const;

const COMMAND_HELP: Readonly<Record<string, CommandHelp>> = {
  start: {
    does: 'serve the gateway and the admin API',
    usage:
      'tollgate start [--port 8787] [--host 127.0.0.1] [--workers 1] [--data-dir .tollgate] [--database-url URL] [--clickhouse-url URL] [--blobs URL] [--config FILE]',
    flags: [
      ['--port PORT', 'port to listen on, 0 for a free one (TOLLGATE_PORT; default 8787)'],
      ['--host HOST', 'address to listen on (TOLLGATE_HOST; default 127.0.0.1)'],
      ['--workers N', 'processes that share the port, for as many cores (TOLLGATE_WORKERS; default 1)'],
      DATA_FLAG,
      DATABASE_FLAG,
      ['--clickhouse-url URL', 'ClickHouse of the request log, http://… (TOLLGATE_CLICKHOUSE_URL)'],
      ['--blobs URL', 'bucket of the bodies, s3://bucket/prefix?region=… (TOLLGATE_BLOBS)'],
      ['--config FILE', 'declarative file to apply at start-up (TOLLGATE_CONFIG)'],
      ['--tls-cert FILE', 'certificate with its chain, PEM: speak HTTPS (TOLLGATE_TLS_CERT)'],
      ['--tls-key FILE', 'its private key (TOLLGATE_TLS_KEY)'],
    ],
    notes: ['Other settings are environment variables: see docs/reference/flags-and-environment.md.'],
  },
  'claude-code': {
    does: 'print the settings.json that points Claude Code here, or merge it in with --write',
    usage: 'tollgate claude-code [--provider SLUG | --config SLUG | --login] [--write [--project | --settings FILE]]',
    flags: [
      URL_FLAG,
      KEY_FLAG,
      ['--provider SLUG', 'provider to send requests to'],
      ['--config SLUG', 'saved config to route requests by'],
      ['--model NAME', 'main model'],
      ['--opus, --sonnet, --haiku NAME', 'model of that family'],
      ['--login', 'no key: Claude Code signs in with /login, in the browser'],
      ['--write', 'merge into ~/.claude/settings.json instead of printing; a backup is kept'],
      ['--project', 'with --write: into .claude/settings.json of this folder'],
      ['--settings FILE', 'with --write: into this file'],
    ],
  },
  doctor: {
    does: 'check a running gateway, a provider model by model, and Claude Code’s settings',
    usage: 'tollgate doctor [--provider SLUG] [--model NAME]... [--settings FILE]',
    flags: [
      URL_FLAG,
      KEY_FLAG,
      ['--provider SLUG', 'provider to check; without it, the one that Claude Code would use'],
      ['--model NAME', 'model that must answer; may be repeated'],
      ['--settings FILE', 'check only this settings.json'],
    ],
    notes: ['Exit code 0 when nothing failed, 1 when something did. Requests one token from each model.'],
  },
  secrets: {
    does: 'seal the stored credentials with a new master key',
    usage: 'tollgate secrets rotate [--data-dir DIR] [--database-url URL]',
    flags: [DATA_FLAG, DATABASE_FLAG],
    notes: [
      'Stop Tollgate first. All or nothing: run it again where it was interrupted.',
      'With TOLLGATE_MASTER_KEY the new key is TOLLGATE_NEW_MASTER_KEY; otherwise one is made and put into master.key.',
    ],
  },
  migrate: {
    does: 'move records, log and bodies from the data directory to PostgreSQL, ClickHouse and a bucket, or back',
    usage:
      'tollgate migrate to-postgres|to-sqlite|to-clickhouse|to-duckdb|to-bucket|from-bucket [--data-dir DIR] [--database-url URL] [--clickhouse-url URL] [--blobs URL]',
    flags: [
      DATA_FLAG,
      DATABASE_FLAG,
      ['--clickhouse-url URL', 'ClickHouse of the request log, http://… (TOLLGATE_CLICKHOUSE_URL)'],
      ['--blobs URL', 'bucket of the bodies, s3://bucket/prefix?region=… (TOLLGATE_BLOBS)'],
    ],
    notes: [
      'Stop every Tollgate first. The target must be empty. Run it again where it was interrupted: it goes on from there.',
      'The ledger of budgets goes with the records; holds of requests that ran do not.',
    ],
  },
  explain: {
    does: 'say which path a request would take through a config, and why, without sending it',
    usage: "tollgate explain --config SLUG|FILE [--request FILE] [--header 'name: value']...",
    flags: [
      ['--config SLUG|FILE', 'saved config, or a file that holds one'],
      ['--request FILE', 'body of the request, as JSON'],
      ['--path PATH', 'path of the request (default /v1/messages)'],
      ["--header 'name: value'", 'header of the request; may be repeated'],
      ['--api-key-id ID', 'explain for the key with this id'],
      ['--json', 'print the answer as JSON'],
      URL_FLAG,
      ['--key KEY', 'key with the scope configs.read (TOLLGATE_ADMIN_KEY, else TOLLGATE_API_KEY)'],
    ],
  },
  catalog: {
    does: 'import prices and facts of models from a published catalog',
    usage: 'tollgate catalog import --file FILE [--provider NAME] [--data-dir .tollgate]',
    flags: [
      ['--file FILE', 'the catalog as JSON: LiteLLM’s, genai-prices’ or Portkey’s, known by its shape'],
      ['--provider NAME', 'whose prices they are, for a file of Portkey’s that holds one provider'],
      ['--replace', 'forget what was imported before; without it a newer import goes before an older one'],
      ['--dry-run', 'say what would be imported, and write nothing'],
      ['--data-dir DIR', 'where everything is stored (TOLLGATE_DATA_DIR; default .tollgate)'],
    ],
    notes: [
      'A running gateway takes the prices up within seconds; every log row names the version it was priced with.',
    ],
  },
  ledger: {
    does: 'check that the books of budgets agree: balances, postings and holds',
    usage: 'tollgate ledger reconcile [--data-dir .tollgate | --database-url URL]',
    flags: [['--data-dir DIR', 'where everything is stored (TOLLGATE_DATA_DIR; default .tollgate)'], DATABASE_FLAG],
    notes: ['Only reads, also while the gateway runs. Exit code 0 when nothing is unexplained, 1 otherwise.'],
  },
  logs: {
    does: 'print the newest requests, and with --follow the ones to come',
    usage: 'tollgate logs [--follow] [--limit 20] [--session ID] [--json]',
    flags: [
      ['-f, --follow', 'keep printing requests as they end'],
      ['--limit N', 'how many to print first (default 20)'],
      ['--session ID', 'only those of one Claude Code session'],
      ['--json', 'print each row as a line of JSON'],
      URL_FLAG,
      ['--key KEY', 'key with the scope logs.list (TOLLGATE_API_KEY, else TOLLGATE_ADMIN_KEY)'],
    ],
  },
  audit: {
    does: 'check that the audit trail is what was written',
    usage: 'tollgate audit verify [--data-dir DIR] [--head HASH]',
    flags: [
      DATA_FLAG,
      DATABASE_FLAG,
      ['--head HASH', 'head that an earlier verification printed: it must still be in the trail'],
    ],
    notes: [
      'Exit code 0 when the trail is whole, 1 when it is not. Keep the head that it prints elsewhere: without it, nobody can',
      'tell that the newest events were deleted.',
    ],
  },
  'reset-password': {
    does: 'print a link with which somebody chooses a new password',
    usage: 'tollgate reset-password --email ADDRESS [--second-factor] [--data-dir DIR] [--url URL]',
    flags: [
      ['--email ADDRESS', 'whose password'],
      ['--second-factor', 'takes the authenticator apps and recovery codes away as well: for an owner who lost them'],
      DATA_FLAG,
      DATABASE_FLAG,
      ['--url URL', 'address of the dashboard (TOLLGATE_PUBLIC_URL, else TOLLGATE_URL; default http://127.0.0.1:8787)'],
    ],
  },
};

/** The help text for these words of the command line; null when they want no help. */
export function helpFor([name = '', ...rest]: readonly string[]): string | null {
  if (name === '' || FLAGS.has(name)) return overview();
  const [command, ...others] = name === 'help' ? [...rest, '--help'] : [name, ...rest];
  const isAsked = others[0] === 'help' || others.some((word) => FLAGS.has(word));
  const help = find(command ?? '');
  if (help !== null) return isAsked ? helpOf(help) : null;
  return name === 'help' ? overview() : null;
}

const FLAGS: ReadonlySet<string> = new Set(['--help', '-h']);

/** For somebody whose command could not be understood. */
export function whereToRead(name: string): string {
  return find(name) === null ? 'Run "tollgate help" for the commands.' : `Run "tollgate ${name} --help" for its flags.`;
}

function find(name: string): CommandHelp | null {
  return Object.hasOwn(COMMAND_HELP, name) ? (COMMAND_HELP[name] ?? null) : null;
}

/** The list of commands. */
function overview(): string {
  const names = Object.keys(COMMAND_HELP);
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}  ${COMMAND_HELP[name]?.does ?? ''}`);
  return [
    'Usage: tollgate <command> [flags]',
    '',
    ...lines,
    '',
    'tollgate <command> --help   flags of a command',
    'tollgate --version          version of Tollgate and of its Node',
  ].join('\n');
}

/** The help of one command. */
function helpOf({ usage, does, flags, notes = [] }: CommandHelp): string {
  const width = Math.max(...flags.map(([flag]) => flag.length));
  const lines = flags.map(([flag, meaning]) => `  ${flag.padEnd(width)}  ${meaning}`);
  const sentence = `${does.charAt(0).toUpperCase()}${does.slice(1)}.`;
  return [`Usage: ${usage}`, '', sentence, '', ...lines, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}
