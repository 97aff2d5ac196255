/** What it takes to find out who sends a request and whether they may: the two stages, with 100,000 keys in 3,000 workspaces. */
import { CLAUDE_CODE_HEADERS } from '../testkit/claude-code-body.ts';
import { messages } from '../src/gateway/endpoints/messages.ts';
import { authenticate } from '../src/gateway/admit/authenticate.ts';
import { authorize } from '../src/gateway/admit/authorize.ts';
import type { Arrived, Authenticated } from '../src/gateway/exchange.ts';
import { hashKey } from '../src/kernel/key-hash.ts';

const [KEYS, WORKSPACES] = [100_000, 3000];
/** Another caller each time: what a processor keeps of the last one does not help. */
const STEP = 7919;

/** Authenticates and authorizes the next caller's request. */
export function admission(): () => unknown {
  const workspaces = new Map(
    Array.from({ length: WORKSPACES }, (_, index) => [
      `w${index}`,
      { id: `w${index}`, organisationId: 'o', slug: `ws-${index}`, metadata: {} },
    ]),
  );
  const texts = Array.from({ length: KEYS }, (_, index) => `tg-${'k'.repeat(32)}${String(index).padStart(8, '0')}`);
  const keys = new Map(
    texts.map((text, index) => {
      const hash = hashKey(text);
      const key = {
        id: `k${index}`,
        hash,
        organisationId: 'o',
        workspaceId: `w${index % WORKSPACES}`,
        type: 'workspace-user',
        userId: `u${index}`,
        scopes: new Set(['completions.write']),
        metadata: { team: 'blue' },
        expiresAt: null,
        previousHash: null,
      };
      return [hash, key];
    }),
  );
  const snapshot = { keys, workspaces, archivedKeys: new Set() };
  const deps = { clock: { now: () => 1_800_000_000_000 }, metadataHeaders: [] };
  const headers = { ...CLAUDE_CODE_HEADERS, authorization: '' };
  const bearers = texts.map((text) => `Bearer ${text}`);
  const route = { endpoint: messages };
  const arrived = { headers, snapshot, notes: [], route } as unknown as Arrived & Authenticated;
  let next = 0;
  return () => {
    next = (next + STEP) % KEYS;
    headers.authorization = bearers[next] ?? '';
    const { caller } = authenticate.run(arrived, deps as never) as Authenticated;
    return authorize.run(Object.assign(arrived, { caller }), deps as never);
  };
}
