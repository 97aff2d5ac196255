/** What people paste to call the gateway: Claude Code's settings, and the same call by several clients. */

export interface Connection {
  /** Of the gateway as this browser sees it, without a slash at the end. */
  baseUrl: string;
  key: string;
  /** Provider slug without `@`; null = the key's default config chooses. */
  provider: string | null;
  /** Absent: whichever the client takes by itself. */
  model?: string;
}

export interface Snippet {
  id: string;
  label: string;
  /** Where it goes. */
  note: string;
  text: string;
}

const MODEL = 'claude-sonnet-4-5';

function snippetsFor(connection: Connection): Snippet[] {
  return [
    claudeCode(connection),
    commandLine(connection),
    curl(connection),
    python(connection),
    typescript(connection),
  ];
}

function claudeCode({ baseUrl, key, provider, model }: Connection): Snippet {
  const env = {
    ANTHROPIC_BASE_URL: baseUrl,
    ANTHROPIC_AUTH_TOKEN: key,
    ...(provider === null ? {} : { ANTHROPIC_CUSTOM_HEADERS: `x-portkey-provider: @${provider}` }),
    ...(model === undefined ? {} : { ANTHROPIC_MODEL: model }),
  };
  return {
    id: 'claude-code',
    label: 'Claude Code',
    note: 'Into ~/.claude/settings.json. CLAUDE_CODE_USE_VERTEX must not be set.',
    text: JSON.stringify({ env }, null, 2),
  };
}

function commandLine({ baseUrl, key, provider, model }: Connection): Snippet {
  const flags = `${provider === null ? '' : ` --provider ${provider}`}${model === undefined ? '' : ` --model ${model}`}`;
  return {
    id: 'command-line',
    label: 'Command line',
    note: 'Merges the same settings, keeps everything else in the file, and leaves a backup. “npm link” in the folder of Tollgate makes the command known.',
    text: [`export TOLLGATE_API_KEY=${key}`, `tollgate claude-code --write --url ${baseUrl}${flags}`].join('\n'),
  };
}

function curl({ baseUrl, key, provider, model = MODEL }: Connection): Snippet {
  const lines = [
    `curl -sS ${baseUrl}/v1/messages`,
    `-H 'authorization: Bearer ${key}'`,
    ...(provider === null ? [] : [`-H 'x-portkey-provider: @${provider}'`]),
    "-H 'content-type: application/json'",
    `-d '{"model": "${model}", "max_tokens": 50, "messages": [{"role": "user", "content": "Hello"}]}'`,
  ];
  return { id: 'curl', label: 'curl', note: 'In any shell.', text: lines.join(' \\\n  ') };
}

function python({ baseUrl, key, provider, model = MODEL }: Connection): Snippet {
  const headers = provider === null ? '' : `\n    default_headers={"x-portkey-provider": "@${provider}"},`;
  return {
    id: 'python',
    label: 'Python',
    note: 'pip install anthropic',
    text: `from anthropic import Anthropic

client = Anthropic(
    base_url="${baseUrl}",
    auth_token="${key}",${headers}
)
message = client.messages.create(
    model="${model}",
    max_tokens=50,
    messages=[{"role": "user", "content": "Hello"}],
)
print(message.content[0].text)`,
  };
}

function typescript({ baseUrl, key, provider, model = MODEL }: Connection): Snippet {
  const headers = provider === null ? '' : `\n  defaultHeaders: { 'x-portkey-provider': '@${provider}' },`;
  return {
    id: 'typescript',
    label: 'TypeScript',
    note: 'npm install @anthropic-ai/sdk',
    text: `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({
  baseURL: '${baseUrl}',
  authToken: '${key}',${headers}
});
const message = await client.messages.create({
  model: '${model}',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'Hello' }],
});
console.log(message.content);`,
  };
}

/** For models that answer no messages: one call each, by the path that makes it. */
const CALLS: Readonly<Record<string, { path: string; flags: (model: string) => string[] }>> = {
  embeddings: {
    path: '/v1/embeddings',
    flags: (model) => jsonFlags({ model, input: ['one text', 'another'] }),
  },
  images: {
    path: '/v1/images/generations',
    flags: (model) => jsonFlags({ model, prompt: 'A toll gate at dawn' }),
  },
  speech: {
    path: '/v1/audio/speech',
    flags: (model) => [...jsonFlags({ model, voice: 'alloy', input: 'Hello' }), '-o hello.mp3'],
  },
  transcriptions: {
    path: '/v1/audio/transcriptions',
    flags: (model) => [`-F model=${model}`, '-F file=@hello.mp3'],
  },
  rankings: {
    path: '/v1/rerank',
    flags: (model) => jsonFlags({ model, query: 'toll', documents: ['gate', 'garden'] }),
  },
};

function jsonFlags(body: object): string[] {
  return ["-H 'content-type: application/json'", `-d '${JSON.stringify(body)}'`];
}

/** `kind` is what the model makes, as `embeddings`. */
export function snippetsForKind(kind: string, connection: Connection): Snippet[] {
  const call = CALLS[kind];
  if (call === undefined) return snippetsFor(connection);
  const { baseUrl, key, provider, model = '' } = connection;
  const lines = [
    `curl -sS ${baseUrl}${call.path}`,
    `-H 'authorization: Bearer ${key}'`,
    ...(provider === null ? [] : [`-H 'x-portkey-provider: @${provider}'`]),
    ...call.flags(model),
  ];
  return [{ id: 'curl', label: 'curl', note: 'In any shell.', text: lines.join(' \\\n  ') }];
}
