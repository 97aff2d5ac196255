/** `tollgate explain`: which path a request would take through a config, and why. */
import { readFileSync } from 'node:fs';
import { createApiClient } from '../../../http/outbound/api-client.ts';
import { environment } from '../../config/environment.ts';
import { UsageError } from '../../config/options.ts';
import { DEFAULT_URL, readFlags, readUrl, type Command } from '../command.ts';
import { textAt } from '../json-shape.ts';
import { renderExplanation } from './render.ts';

const FLAGS = {
  config: { type: 'string' },
  request: { type: 'string' },
  path: { type: 'string' },
  'api-key-id': { type: 'string' },
  header: { type: 'string', multiple: true },
  url: { type: 'string' },
  key: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const TIMEOUT_MS = 10_000;
/** Enough to route by when no request is given. */
const PLAIN_REQUEST = { model: 'claude-sonnet-4-5', max_tokens: 1024, messages: [{ role: 'user', content: 'hi' }] };

export const explain: Command = async (args, terminal) => {
  const flags = readFlags(args, FLAGS);
  // A developer's key need not be able to read configs.
  const key = flags.key ?? environment['TOLLGATE_ADMIN_KEY'] ?? environment['TOLLGATE_API_KEY'] ?? '';
  if (key === '') {
    throw new UsageError('no key: set TOLLGATE_ADMIN_KEY, or give --key (it needs the scope configs.read)');
  }
  const question = readQuestion(flags);
  const call = createApiClient(readUrl('url', flags.url ?? environment['TOLLGATE_URL'] ?? DEFAULT_URL), TIMEOUT_MS);
  const { status, body } = await call({
    method: 'POST',
    path: '/v1/configs/explain',
    headers: { 'x-portkey-api-key': key, 'content-type': 'application/json' },
    body: question,
  });
  if (status !== 200) {
    const words = [
      textAt(body, 'data', 'message') ?? `the gateway answered ${status}`,
      textAt(body, 'data', 'hint') ?? '',
    ];
    throw new Error(words.join(' ').trim());
  }
  if (flags.json === true) terminal.print(JSON.stringify(body, null, 2));
  else for (const line of renderExplanation(body)) terminal.print(line);
  return 0;
};

interface QuestionFlags {
  config?: string | undefined;
  request?: string | undefined;
  path?: string | undefined;
  'api-key-id'?: string | undefined;
  header?: string[] | undefined;
}

/** What is undefined is left to the gateway. */
function readQuestion({ config, request, path, header = [], 'api-key-id': apiKeyId }: QuestionFlags): object {
  if (config === undefined && apiKeyId === undefined) {
    throw new UsageError(
      '--config: expected the slug of a saved config, or a JSON file; or --api-key-id, for the default config of a key',
    );
  }
  return {
    config: config === undefined || config.startsWith('pc-') ? config : readJson('--config', config),
    api_key: apiKeyId,
    request: {
      path,
      headers: Object.fromEntries(header.map(readHeader)),
      body: request === undefined ? PLAIN_REQUEST : readJson('--request', request),
    },
  };
}

function readJson(flag: string, file: string): unknown {
  const text = readText(flag, file);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the file, which may hold credentials.
    throw new UsageError(`${flag}: ${file} is not valid JSON`);
  }
}

function readText(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new UsageError(`${flag}: ${file} cannot be read (${reason})`);
  }
}

function readHeader(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageError(`--header: expected "name: value", got "${text}"`);
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}
