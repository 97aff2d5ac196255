/** Every route refuses a key without the scopes that it names. Made from the list of routes, so a new route is in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_SCOPES } from '../../control/scopes.ts';
import { openAdmin, type Caller } from './scenario.suite.ts';
import { ROUTES } from './routes.ts';

let caller: Caller;
beforeAll(async () => {
  caller = await openAdmin();
});
afterAll(() => caller.world.records.close());

/** The answer to an organisation's key that holds just these scopes. */
async function ask(call: string, scopes: readonly string[]) {
  const admin = caller.world.actors['admin'];
  if (admin?.kind !== 'api-key') throw new Error('the admin is a key');
  caller.world.actors['swept'] = { ...admin, scopes };
  const { status, text } = await caller.send('swept', call, /^(POST|PUT)/.test(call) ? {} : undefined);
  const named = /lacks the scope ([\w., ]+)\./.exec(text)?.[1]?.split(' or ') ?? [];
  return { status, text, named };
}

describe('a key without scopes', () => {
  it.each(ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, 'workspace-a')}`))(
    'is refused by %s, and so is one that holds all scopes but those that it names',
    async (call) => {
      const bare = await ask(call, []);
      expect(bare.status).toBe(403);
      const others = [...ALL_SCOPES].filter((scope) => !bare.named.includes(scope));
      expect(await ask(call, others)).toEqual(bare);
    },
  );
});
