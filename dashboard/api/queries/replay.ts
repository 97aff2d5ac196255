/** Sending a logged request once more, to the same or another target. */
import { useMutation } from '@tanstack/react-query';
import { requireKey, useTemporaryKey } from './temporary-key.ts';

export interface Replay {
  /** Of the request that is repeated. */
  id: string;
  workspaceId: string;
  /** Path and query. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Record<string, unknown>;
  /** `@slug` of a provider, or the slug of a config; null = as the workspace routes it. */
  provider: string | null;
  config: string | null;
}

export interface Replayed {
  status: number;
  /** `request-id`, under which the log has it. */
  requestId: string | null;
  durationMs: number;
  body: unknown;
}

/** What the body means depends on these; everything else of a client's headers is about the client. */
const FORWARDED = ['anthropic-version', 'anthropic-beta'];

export function useReplay() {
  const withKey = useTemporaryKey();
  return useMutation({
    mutationFn: async (replay: Replay) =>
      requireKey(withKey)(`replay of ${replay.id}`, replay.workspaceId, (key) => send(replay, key)),
  });
}

async function send({ id, url, headers, body, provider, config }: Replay, key: string): Promise<Replayed> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    credentials: 'omit',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...Object.fromEntries(Object.entries(headers).filter(([name]) => FORWARDED.includes(name))),
      ...(provider === null ? {} : { 'x-portkey-provider': provider }),
      ...(config === null ? {} : { 'x-portkey-config': config }),
      'x-portkey-metadata': JSON.stringify({ purpose: 'replay', replay_of: id }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    requestId: response.headers.get('request-id'),
    durationMs: performance.now() - started,
    body: parsed(text),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
