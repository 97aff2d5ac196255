import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClient } from '../../testkit/fake-client.ts';
import { gatewayInMemory } from '../../testkit/gateway-in-memory.ts';
import type { Begun } from './attempt/attempt-steps.ts';
import { buildRequest } from './attempt/build-request.ts';
import { findCredential } from './attempt/find-credential.ts';
import { recordAttempt } from './attempt/record-attempt.ts';
import { readAnswer } from './attempt/read-answer.ts';
import { lowerOutput } from './attempt/lower-output.ts';
import { reserveBudget } from './attempt/reserve-budget.ts';
import { send } from './attempt/send.ts';
import { authenticate } from './admit/authenticate.ts';
import { authorize } from './admit/authorize.ts';
import { choosePlan } from './admit/choose-plan.ts';
import { decode } from './admit/decode.ts';
import { readBody } from './admit/read-body.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { Admitted, Arrived } from './exchange.ts';
import { stages } from './stage.ts';

const start = () => stages<Arrived, GatewayDeps>();

/** The compiler is the test here: `npm run check:types` fails when one of these wrong orders begins to compile. */
describe('the order of admit', () => {
  it('is one in which every stage knows what it needs', () => {
    const admit = start().add(authenticate).add(authorize).add(readBody).add(decode).add(choosePlan);
    const run: (exchange: Arrived, deps: GatewayDeps) => Promise<Admitted> = admit.run;
    expect(run).toBeTypeOf('function');
    expect(admit.names).toEqual(['authenticate', 'authorize', 'read-body', 'decode', 'choose-plan']);
  });

  it('lets nobody in before it is known who they are', () => {
    // @ts-expect-error authorize needs the caller that authenticate finds
    expect(start().add(authorize).names).toEqual(['authorize']);
  });

  it('decodes no body that was not read', () => {
    // @ts-expect-error decode needs the body
    expect(start().add(authenticate).add(authorize).add(decode).names).toHaveLength(3);
  });

  it('chooses no plan for somebody without a workspace', () => {
    // @ts-expect-error choose-plan needs the workspace that authorize finds
    expect(start().add(authenticate).add(readBody).add(decode).add(choosePlan).names).toHaveLength(4);
  });

  it('sends nothing that was not admitted as a whole', () => {
    const halfway = start().add(authenticate).add(authorize).add(readBody).add(decode);
    // @ts-expect-error an exchange without a plan is not admitted
    const run: (exchange: Arrived, deps: GatewayDeps) => Promise<Admitted> = halfway.run;
    expect(run).toBeTypeOf('function');
  });
});

describe('an attempt', () => {
  it('sends nothing that has no request and no credential', () => {
    const steps = stages<Begun, GatewayDeps>().add(reserveBudget);
    // @ts-expect-error send needs the credential
    expect(steps.add(buildRequest).add(send).names).toHaveLength(3);
    // @ts-expect-error send needs the request
    expect(steps.add(findCredential).add(send).names).toHaveLength(3);
  });

  it('spends nothing that no budget holds', () => {
    const steps = stages<Begun, GatewayDeps>();
    // @ts-expect-error lower-output needs what reserve-budget found that can be paid
    expect(steps.add(lowerOutput).names).toHaveLength(1);
    // @ts-expect-error send needs the hold
    expect(steps.add(buildRequest).add(findCredential).add(send).names).toHaveLength(3);
  });

  it('is recorded only when it has been read', () => {
    const sent = stages<Begun, GatewayDeps>().add(reserveBudget).add(buildRequest).add(findCredential).add(send);
    // @ts-expect-error record-attempt needs what read-answer found
    expect(sent.add(recordAttempt).names).toHaveLength(5);
    expect(sent.add(readAnswer).add(recordAttempt).names).toEqual([
      'reserve-budget',
      'build-request',
      'find-credential',
      'send',
      'read-answer',
      'record-attempt',
    ]);
  });
});

/** A step that runs at no place of pipeline.ts would have an order that nobody can read. */
describe('the lists', () => {
  const lists = readFileSync(new URL('pipeline.ts', import.meta.url), 'utf8');
  const isStep = (source: string): boolean => /^\/\*\*(\n \*)? (Admit|Target|Attempt|Settle): /.test(source);
  const steps = ['admit', 'attempt', 'settle'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, import.meta.url))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => ({ path: `./${folder}/${name}`, source: read(`${folder}/${name}`) })),
  );

  it.each(steps.filter(({ source }) => source.includes(': Stage<') || isStep(source)).map(({ path }) => path))(
    'have the step of %s, under the name of its file',
    (path) => {
      const name = /([^/]+)\.ts$/.exec(path)?.[1]?.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      expect(lists).toMatch(new RegExp(`import \\{[^}]*\\b${name} } from '${path}';`));
      expect(lists).toMatch(new RegExp(`\\.add\\(${name}\\)|^  ${name},$`, 'm'));
    },
  );

  it('have no step that says not which list it is in', () => {
    const listed = steps.filter(
      ({ path }) => lists.includes(`from '${path}'`) && !/run-plan|attempt-steps|target-request/.test(path),
    );
    expect(listed.length).toBeGreaterThan(25);
    expect(listed.filter(({ source }) => !isStep(source)).map(({ path }) => path)).toEqual([]);
  });
});

it('ARCHITECTURE.md has the same steps in the same order', () => {
  const lists = read('pipeline.ts');
  const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const [, settle = ''] = /const settle: readonly SettleStep\[\] = \[([^\]]*)\]/.exec(lists) ?? [];
  const stagesInOrder = [...lists.matchAll(/\.add\((\w+)\)/g)].map(([, name = '']) => kebab(name));
  const settleInOrder = [...settle.matchAll(/\w+/g)].map(([name]) => kebab(name));
  const [, figure = ''] = read('../../ARCHITECTURE.md').split('```');
  const steps = [...figure.matchAll(/[a-z]+(?:-[a-z]+)*(?= →|\n)/g)].map(([name]) => name);
  const drawn = steps.filter((name) => [...stagesInOrder, ...settleInOrder].includes(name));
  expect(drawn).toEqual([...stagesInOrder, ...settleInOrder]);
});

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('settle', () => {
  let gateway: ReturnType<typeof gatewayInMemory>;
  const config = { strategy: { mode: 'least-cost' }, cache: 'simple', targets: [{ provider: '@a' }] };

  beforeEach(() => {
    gateway = gatewayInMemory();
  });

  it('counts, prices, remembers and logs, in this order', async () => {
    const { row } = await gateway.ask({ config });
    expect(row).toMatchObject({ input_tokens: 10, cost_nano_usd: 5000, cache_status: 'MISS' });
    expect((await gateway.ask({ config })).row).toMatchObject({ saved_nano_usd: 5000 });
  });

  it('runs every step even when one before it throws, and the answer is the same', async () => {
    gateway.deps.catalog.priceOf = () => {
      throw new Error('The price book is on fire.');
    };
    const asked = await gateway.ask({ config });
    expect(asked.status).toBe(200);
    expect(asked.row).toMatchObject({ input_tokens: 10, cost_nano_usd: null, is_success: true });
    expect(gateway.logged).toMatchObject([{ message: 'A settle step failed.', fields: { step: 'price' } }]);
  });

  it('is done before the last byte leaves, whatever the end', async () => {
    const { log } = gateway.deps;
    let endedBeforeTheRow: boolean | null = null;
    const client = new FakeClient();
    gateway.deps.log = {
      ...log,
      async append(row) {
        await log.append(row);
        await new Promise((resolve) => setImmediate(resolve));
        endedBeforeTheRow = client.hasEnded;
      },
    };
    await gateway.ask({ config, client });
    expect(endedBeforeTheRow).toBe(false);
    expect(client.hasEnded).toBe(true);
  });
});

it('an answer that cannot be delivered ends its own connection, and nobody else’s', async () => {
  const gateway = gatewayInMemory();
  const client = new FakeClient();
  client.answer = () => {
    throw new Error('The headers were sent already.');
  };
  await gateway.ask({ config: { provider: '@a' }, client });
  expect(client.isClosed).toBe(true);
  expect(gateway.logged).toMatchObject([{ message: 'An answer could not be delivered.' }]);
});
