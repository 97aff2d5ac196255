/** People from the first link to the audit trail: the whole process, as a browser talks to it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, PASSWORD, tokenOf, type Browser } from '../../testkit/browser.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

let tollgate: Tollgate;
beforeAll(async () => {
  tollgate = await startTollgate();
});
afterAll(() => tollgate.stop());

const browser = (): Browser => openBrowser(tollgate.url);

describe('an organisation that nobody has an account in', () => {
  it('gets its first owner by the link of the start, who invites a member, who sees only what the role allows', async () => {
    const link = /First owner: (\S+)/.exec(tollgate.stdout())?.[1];
    const owner = browser();
    const made = await owner.send('POST', '/session/first-owner', {
      token: tokenOf(link),
      email: 'Ada@Example.com',
      password: PASSWORD,
      first_name: 'Ada',
      last_name: 'L.',
    });
    expect(made).toMatchObject({
      status: 200,
      body: { type: 'person', user: { email: 'ada@example.com', role: 'owner' } },
    });
    expect(made.setCookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);

    const workspaces = await owner.send('GET', '/admin/workspaces');
    const workspace = (workspaces.body['data'] as { id: string }[])[0]?.id;
    const invited = await owner.send('POST', '/admin/users/invites', {
      email: 'bo@example.com',
      role: 'member',
      workspaces: [{ id: workspace, role: 'member' }],
      workspace_api_key_details: { scopes: ['completions.write'] },
    });
    expect(invited.status).toBe(200);
    expect(invited.body['invite_link']).toContain(`${tollgate.url}/accept-invite#`);

    const member = browser();
    const token = tokenOf(invited.body['invite_link']);
    expect((await member.send('POST', '/session/invite', { token })).body).toMatchObject({ email: 'bo@example.com' });
    const joined = await member.send('POST', '/session/accept-invite', {
      token,
      password: 'another horse, another day',
    });
    expect(joined).toMatchObject({ status: 200, body: { workspaces: [{ role: 'member' }], workspace_id: workspace } });
    expect(joined.body['keys']).toMatchObject([{ workspace_id: workspace }]);

    expect((await member.send('GET', '/configs')).status).toBe(200);
    expect((await member.send('POST', '/configs', { name: 'x', config: {} })).status).toBe(403);
    expect((await member.send('GET', '/admin/users')).status).toBe(403);
    expect((await member.send('GET', '/audit-logs?start_time=2026-01-01&end_time=2100-01-01')).status).toBe(403);
    expect((await member.send('GET', '/api-keys')).body).toMatchObject({
      total: 1,
      data: [{ type: 'workspace-user' }],
    });

    const trail = await owner.send('GET', '/audit-logs?start_time=2026-01-01&end_time=2100-01-01');
    const records = trail.body['records'] as Record<string, string | number>[];
    const bo = (joined.body['user'] as { id: string }).id;
    const whats = records.map((row) => `${row['resource_type']}.${row['action']} ${row['response_status_code']}`);
    for (const what of [
      'session.create 200',
      'invite.create 200',
      'invite.accept 200',
      'config.create 403',
      'user.read 403',
    ]) {
      expect(whats).toContain(what);
    }
    expect(records.find((row) => row['response_status_code'] === 403)).toMatchObject({
      user_id: bo,
      user_type: 'user',
      client_ip: '127.0.0.1',
      method: 'GET',
      uri: '/v1/audit-logs',
    });
    expect(JSON.stringify(records)).not.toContain(token);

    const again = await browser().send('POST', '/session', { email: 'ada@example.com', password: PASSWORD });
    expect(again).toMatchObject({ status: 200, body: { user: { role: 'owner' } } });
    const wrong = await browser().send('POST', '/session', { email: 'ada@example.com', password: 'wrong' });
    const nobody = await browser().send('POST', '/session', { email: 'eve@example.com', password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual(nobody.body);
  });

  it('makes no second first owner', async () => {
    const token = tokenOf(/First owner: (\S+)/.exec(tollgate.stdout())?.[1]);
    const again = { token, email: 'eve@example.com', password: PASSWORD };
    expect((await browser().send('POST', '/session/first-owner', again)).status).toBe(404);
  });
});
