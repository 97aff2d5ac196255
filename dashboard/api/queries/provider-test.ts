/** A test call through a provider, as any client would make it: with a key of its own that lives as long as the call. */
import { useMutation } from '@tanstack/react-query';
import { requireKey, useTemporaryKey } from './temporary-key.ts';

export interface TestResult {
  ok: boolean;
  /** The answer's text, or what the gateway said went wrong. */
  message: string;
  /** `request-id`, under which the log has the call. */
  requestId: string | null;
  durationMs: number;
}

export function useTestProvider() {
  const withKey = useTemporaryKey();
  return useMutation({
    mutationFn: async ({ slug, model }: { slug: string; model: string }) =>
      requireKey(withKey)('test call from the dashboard', null, (key) => ask({ key, slug, model })),
  });
}

async function ask({ key, slug, model }: { key: string; slug: string; model: string }): Promise<TestResult> {
  const started = performance.now();
  const response = await fetch('/v1/messages', {
    method: 'POST',
    credentials: 'omit',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-portkey-provider': `@${slug}`,
      'x-portkey-metadata': JSON.stringify({ purpose: 'test call' }),
    },
    body: JSON.stringify({ model, max_tokens: 16, messages: [{ role: 'user', content: 'Say hello in one word.' }] }),
  });
  const answer = (await response.json().catch(() => ({}))) as {
    content?: readonly { text?: string }[];
    error?: { message?: string };
  };
  return {
    ok: response.ok,
    message: response.ok
      ? (answer.content?.map(({ text }) => text ?? '').join('') ?? '')
      : (answer.error?.message ?? `The gateway answered ${response.status}.`),
    requestId: response.headers.get('request-id'),
    durationMs: performance.now() - started,
  };
}
