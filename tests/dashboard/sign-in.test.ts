/** Who gets in, what the browser keeps of it, and what a session is good for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord, stringAt } from '../../testkit/json-shape.ts';
import { openWorld, seriousViolations, signIn, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({});
});
afterAll(() => world.close());

describe('signing in', () => {
  it('a wrong key is reported so, and the right one gets in; the key is nowhere in the browser', async () => {
    const { page, close } = await world.open('/', { key: null });
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByLabel('Gateway key').fill('tg-wrong');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('Invalid API key');
    await signIn(page, world.tollgate.adminKey);
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');
    expect(kept).not.toContain(world.tollgate.adminKey);
    expect(kept).not.toContain('tollgate_session');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    await close();
  });

  it('who signs out is out, also in what the browser still holds', async () => {
    const { page, close, errors } = await world.open('/');
    const cookies = await page.context().cookies();
    await page.getByRole('button', { name: 'account and theme' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Gateway key').waitFor();
    await page.context().addCookies(cookies);
    await page.reload();
    await page.getByLabel('Gateway key').waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('a session ends with the key that it stands for', async () => {
    const made = await world.tollgate.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'soon gone',
      scopes: ['logs.list'],
    });
    if (!isRecord(made.body)) throw new Error('No key was made.');
    const { page, close } = await world.open('/logs', { key: stringAt(made.body, 'key') });
    await page.getByText('No requests in this time').waitFor();
    await world.tollgate.admin('DELETE', `/v1/api-keys/${stringAt(made.body, 'id')}`);
    await page.reload();
    await page.getByLabel('Gateway key').waitFor();
    await close();
  });
});

describe('a session', () => {
  it('changes nothing without its CSRF token, whatever page the request comes from', async () => {
    const { page, close } = await world.open('/');
    const [cookie] = await page.context().cookies();
    const headers = { cookie: `${cookie?.name}=${cookie?.value}`, 'content-type': 'application/json' };
    const url = `${world.tollgate.url}/v1/api-keys/workspace/service`;
    const body = JSON.stringify({ name: 'forged' });
    const forged = await fetch(url, { method: 'POST', headers, body });
    expect(forged.status).toBe(403);
    expect((await fetch(`${world.tollgate.url}/v1/api-keys`, { headers })).status).toBe(200);
    await close();
  });

  it('calls no model: the data plane wants a key', async () => {
    const { page, close } = await world.open('/');
    const status: unknown = await page.evaluate(
      `fetch('/v1/messages', { method: 'POST', body: '{}' }).then(({ status }) => status)`,
    );
    expect(status).toBe(401);
    await close();
  });
});

describe('what is served', () => {
  it('lets no script in but its own files, and loads nothing from other hosts', async () => {
    const { page, close } = await world.open('/', { key: null });
    const answer = await page.reload();
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toContain('unsafe');
    expect(answer?.headers()['cache-control']).toBe('no-store');
    const loaded: unknown = await page.evaluate(`performance.getEntriesByType('resource').map(({ name }) => name)`);
    expect(loaded).toSatisfy((names: string[]) => names.every((name) => name.startsWith(world.tollgate.url)));
    await close();
  });

  it('a path that climbs out of the folder is no file', async () => {
    for (const path of ['/assets/..%2findex.html', '/assets/../../package.json', '/assets/%2e%2e/built-from']) {
      const { status } = await fetch(`${world.tollgate.url}${path}`);
      expect(status, path).toBe(404);
    }
  });

  it('stays within 200 KB compressed until the first page stands', async () => {
    const { page, close } = await world.open('/', { key: null });
    const bytes: unknown = await page.evaluate(
      `performance.getEntriesByType('resource').reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
    );
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(200 * 1024);
    await close();
  });
});
