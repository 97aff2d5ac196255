import { expect, it } from 'vitest';
import { hashKey } from '../../kernel/key-hash.ts';
import { createSessions, CSRF_HEADER, SESSION_IDLE_MS, type SessionRequest } from './sessions.ts';

const HOUR_MS = 3_600_000;
const KEY = hashKey('the key');

function open() {
  let now = 1_000_000;
  let drawn = 0;
  const sessions = createSessions({ now: () => now, randomBytes: (size) => Buffer.alloc(size, ++drawn) });
  return { sessions, wait: (ms: number) => (now += ms) };
}

const request = (method: string, headers: Record<string, string>): SessionRequest => ({
  method,
  header: (name) => ({ host: '127.0.0.1:8787', ...headers })[name],
});

it('a change without the token of its session is refused, and with it accepted', () => {
  const { sessions } = open();
  const { token, session } = sessions.start(KEY);
  const cookie = `other=1; tollgate_session_8787=${token}`;
  expect(sessions.find(request('GET', { cookie }))?.keyHash).toBe(KEY);
  expect(() => sessions.find(request('POST', { cookie }))).toThrow(/did not come from the dashboard/);
  expect(() => sessions.find(request('DELETE', { cookie, [CSRF_HEADER]: `${session.csrfToken}x` }))).toThrow();
  expect(sessions.find(request('POST', { cookie, [CSRF_HEADER]: session.csrfToken }))?.keyHash).toBe(KEY);
});

it('the cookie of a gateway on another port is not taken for ours', () => {
  const { sessions } = open();
  const { token } = sessions.start(KEY);
  expect(sessions.find(request('GET', { cookie: `tollgate_session_9999=${token}` }))).toBeNull();
  const behindProxy = { host: 'gateway.example', cookie: `tollgate_session=${token}` };
  expect(sessions.find(request('GET', behindProxy))?.keyHash).toBe(KEY);
});

it('a session that nobody uses ends, one in use goes on, and none outlives a week', () => {
  const { sessions, wait } = open();
  const { token } = sessions.start(KEY);
  const look = request('GET', { cookie: `tollgate_session_8787=${token}` });
  for (let hour = 0; hour < 7 * 24; hour += 8) {
    expect(sessions.find(look)).not.toBeNull();
    wait(8 * HOUR_MS);
  }
  wait(1);
  expect(sessions.find(look)).toBeNull();

  const second = sessions.start(KEY);
  wait(SESSION_IDLE_MS + 1);
  expect(sessions.find(request('GET', { cookie: `tollgate_session_8787=${second.token}` }))).toBeNull();
});

it('who signed out is out', () => {
  const { sessions } = open();
  const { token } = sessions.start(KEY);
  const look = request('GET', { cookie: `tollgate_session_8787=${token}` });
  sessions.end(look);
  expect(sessions.find(look)).toBeNull();
});
