import { beforeEach, describe, expect, it } from 'vitest';
import {
  answers,
  eventsBy,
  fails,
  gatewayInMemory,
  messageBy,
  type Question,
} from '../../../testkit/gateway-in-memory.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { keepRelayed } from './keep-body.ts';
import { newOutcome } from '../outcome.ts';

const MIB = 1024 * 1024;
const config = { provider: '@a' };

let gateway: ReturnType<typeof gatewayInMemory>;
let stored: { workspace: WorkspaceId; body: string; boundaries: readonly number[] }[];
let isDiskFull: boolean;

beforeEach(() => {
  stored = [];
  isDiskFull = false;
  gateway = gatewayInMemory();
  gateway.deps.bodies = {
    async store(workspace, body, { boundaries }) {
      if (isDiskFull) throw new Error('No space left on device');
      stored.push({ workspace, body: body.toString(), boundaries });
      return `ref-${stored.length}`;
    },
    read: async () => null,
    stats: () => ({ receivedBytes: 0, uniqueBytes: 0, writtenBytes: 0 }),
  };
});

describe('the bodies of a request', () => {
  it('are both kept, each once, and the log row says where', async () => {
    const retried = { ...config, retry: { attempts: 1 } };
    gateway.script('a', (receiver) => receiver.failed(new Error('ECONNRESET')));
    const { row, calls } = await gateway.ask({ config: retried, text: '{"max_tokens":1,"model":"claude-x"}' });
    expect(calls).toHaveLength(2);
    expect(stored.map(({ workspace, body }) => [workspace, body])).toEqual([
      ['id-one', '{"max_tokens":1,"model":"claude-x"}'],
      ['id-one', JSON.stringify(messageBy('a'))],
    ]);
    expect(row).toMatchObject({ request_body: 'ref-1', response_body: 'ref-2' });
  });

  it('are kept as they were streamed', async () => {
    await gateway.ask({ config, stream: true });
    expect(stored[1]?.body).toBe(eventsBy('a').join(''));
  });

  it('are cut at the end of every message and of every other member, and nowhere else', async () => {
    const text = '{"model":"claude-x","messages":[{"role":"user"},{"role":"assistant"}],"max_tokens":1}';
    await gateway.ask({ config, text });
    const pieces = stored[0]?.boundaries.map((end) => text.slice(0, end).split(/[[,{]/).at(-1));
    expect(pieces).toEqual([
      '"model":"claude-x"',
      '"role":"user"}',
      '"role":"assistant"}',
      '"role":"assistant"}]',
      '"max_tokens":1',
    ]);
    expect(stored[1]?.boundaries).toEqual([]);
  });

  it('are kept of a question that nobody answered', async () => {
    const { row } = await gateway.ask({ config: { provider: '@nobody' } });
    expect(row).toMatchObject({ request_body: 'ref-1', response_body: null });
  });

  it('are kept of a large answer up to 4 MiB, and the row says so', async () => {
    gateway.script('a', answers(200, { ...messageBy('a'), more: 'x'.repeat(5 * MIB) }));
    const { row } = await gateway.ask({ config });
    expect(stored[1]?.body.length).toBe(4 * MIB);
    expect(row.notes).toContain('Only the first 4 MiB of the answer were kept.');
  });

  it('lose the vectors of an embedding, which report what was asked', async () => {
    await gateway.ask({ config, path: '/v1/embeddings', body: { model: 'claude-x', input: 'Hello?' } });
    expect(JSON.parse(stored[1]?.body ?? '')).toMatchObject({ object: 'list', data: [] });
  });

  it('are no trouble where an embedding was not answered', async () => {
    gateway.script('a', fails(500));
    await gateway.ask({ config, path: '/v1/embeddings', body: { model: 'claude-x', input: 'Hello?' } });
    expect(stored).toHaveLength(1);
    expect(gateway.logged).toEqual([]);
  });

  it.each<[string, Question]>([
    ['when the caller asks for it', { headers: { 'x-portkey-debug': 'false' } }],
    ['when nobody knows the caller', { headers: { authorization: 'Bearer nobody' } }],
  ])('are not kept %s', async (_, own) => {
    const { row } = await gateway.ask({ config, stream: true, ...own });
    expect(stored).toEqual([]);
    expect(row).toMatchObject({ request_body: null, response_body: null });
  });

  it.each<[kept: number, settings: object, own: 'full' | 'metrics_only' | undefined, debug: string]>([
    [0, { mode: 'metrics_only' }, undefined, 'true'],
    [0, { mode: 'metrics_only' }, 'full', 'true'],
    [2, { mode: 'metrics_only', workspacesDecide: true }, 'full', 'true'],
    [0, { workspacesDecide: true }, 'metrics_only', 'true'],
    [2, {}, 'metrics_only', 'true'],
    [2, { ignoresDebugHeader: true }, undefined, 'false'],
    [0, { mode: 'metrics_only', ignoresDebugHeader: true }, undefined, 'false'],
  ])(
    'are kept %d where the organisation says %j, the workspace %s and the request %s',
    async (kept, said, own, debug) => {
      gateway.setOrganisations({
        requestLogging: { mode: 'full', workspacesDecide: false, ignoresDebugHeader: false, ...said },
      });
      for (const workspace of gateway.snapshot.workspaces.values()) Object.assign(workspace, { requestLogging: own });
      await gateway.ask({ config, headers: { 'x-portkey-debug': debug } });
      expect(stored).toHaveLength(kept);
    },
  );

  it('cost neither the answer nor its row where they cannot be kept, and the operator hears of it', async () => {
    isDiskFull = true;
    const { status, row } = await gateway.ask({ config });
    expect(status).toBe(200);
    expect(row).toMatchObject({ is_success: true, request_body: null, response_body: null });
    expect(gateway.logged.map(({ message }) => message)).toEqual([
      'A body could not be stored.',
      'A body could not be stored.',
    ]);
  });
});

it('of an endless stream the first 4 MiB are kept, and the row says so once', () => {
  const outcome = newOutcome();
  const notes: string[] = [];
  const keep = (bytes: number) => keepRelayed({ notes } as never, outcome, Buffer.alloc(bytes));
  keep(4 * MIB - 1);
  expect(notes).toEqual([]);
  for (const bytes of [1, 1, 1]) keep(bytes);
  expect(notes).toEqual(['Only the first 4 MiB of the answer were kept.']);
  expect(outcome.relayed.length).toBe(4 * MIB);
});
