/** The Python libraries of Anthropic, Google and AWS, each on upstreams of four dialects that we did not write. Installed on demand. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord, parseJson } from '../../testkit/json-shape.ts';
import { openWorld, type World } from '../e2e/world.ts';
import { startMock, type Mock } from './aimock.ts';
import { ifReachable } from './install-package.ts';
import { installPythonPackage } from './install-python-package.ts';
import { CALLS, connectUpstreams, HELLO, PROVIDERS } from './four-upstreams.ts';

const SCRIPT = fileURLToPath(new URL('python-clients.py', import.meta.url));

const CLIENTS = [
  { name: 'anthropic', version: '2.14.0', refusal: 'RateLimitError' },
  { name: 'google-genai', version: '3.6.1', refusal: 'ClientError: 429' },
  { name: 'boto3', version: '1.44.8', refusal: 'ThrottlingException' },
];
const installed = await Promise.all(
  CLIENTS.map(async (client) => ({
    ...client,
    python: await ifReachable(installPythonPackage(client.name, client.version)),
  })),
);

const TOOLS = [
  { name: 'get_weather', schema: { type: 'object', properties: { city: { type: 'string' } } } },
  { name: 'now', schema: { type: 'object', properties: {} } },
];

let world: World;
let mock: Mock | undefined;

beforeAll(async () => {
  [world, mock] = await Promise.all([openWorld(), startMock()]);
  if (mock !== undefined) await connectUpstreams(world, mock);
});
afterAll(() => Promise.all([world.close(), mock?.stop()]));

interface Task {
  kind: 'whole' | 'stream' | 'count';
  text: string;
  tools?: typeof TOOLS;
}

/** One process of Python that carries out one task after the other, until `close`. */
function startClient(name: string, python: string) {
  const child = spawn(python, [SCRIPT, name, world.url, world.key], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    /** What the library made of the answer. Rejects with the name and the words of the library's error. */
    async ask(provider: { id: string; model: string }, { tools = [], ...task }: Task): Promise<unknown> {
      const line = { ...task, tools, provider: provider.id, model: provider.model };
      child.stdin.write(`${JSON.stringify(line)}\n`);
      const { value } = await lines.next();
      const told = parseJson(String(value));
      if (isRecord(told) && told['answer'] !== undefined) return told['answer'];
      throw new Error(String(value));
    },
    close: () => child.stdin.end(),
  };
}

for (const { name, version, refusal, python } of installed) {
  describe.skipIf(python === undefined)(`${name} ${version} for Python`, () => {
    let client: ReturnType<typeof startClient>;
    beforeAll(() => {
      client = startClient(name, python ?? '');
    });
    afterAll(() => {
      client.close();
    });

    describe.each(PROVIDERS)('on $id', (provider) => {
      it('gets a text (whole)', async () => {
        expect(await client.ask(provider, { kind: 'whole', text: 'say hello' })).toEqual({ text: HELLO, calls: [] });
      });

      // aimock starts a block of text with an empty `start`, which Bedrock does not send and only boto3 refuses. Between
      // Converse and Converse the stream stays untouched, so the frame reaches the client as it is.
      if (name === 'boto3' && provider.id === 'bedrock') {
        it('gets aimock’s faulty first frame unchanged (stream)', async () => {
          const streamed = client.ask(provider, { kind: 'stream', text: 'say hello' });
          await expect(streamed).rejects.toThrow('ContentBlockStart must have one and only one member set');
        });
      } else {
        it('gets a text (stream)', async () => {
          const streamed = await client.ask(provider, { kind: 'stream', text: 'say hello' });
          expect(streamed).toEqual({ text: HELLO, calls: [] });
        });
      }

      it.each(['whole', 'stream'] as const)('gets two calls of tools at once (%s)', async (kind) => {
        const calls = CALLS.map((call) => ({ name: call.name, arguments: JSON.parse(call.arguments) as unknown }));
        expect(await client.ask(provider, { kind, text: 'call both', tools: TOOLS })).toMatchObject({ calls });
      });

      it('counts tokens', async () => {
        const counted = await client.ask(provider, { kind: 'count', text: 'How many?' });
        expect(isRecord(counted) && Number(counted['tokens'])).toBeGreaterThan(0);
      });

      it('knows a refusal by its class or status', async () => {
        await expect(client.ask(provider, { kind: 'whole', text: 'too fast' })).rejects.toThrow(refusal);
      });
    });
  });
}
