/** A browser as far as signing in goes: it keeps the cookie and repeats the CSRF token. */
import { isRecord } from './json-shape.ts';

export interface BrowserAnswer {
  status: number;
  body: Record<string, unknown>;
  setCookie: string;
}

export interface Browser {
  /** `path` begins after `/v1`. */
  send(method: string, path: string, body?: unknown): Promise<BrowserAnswer>;
  /** As it is sent. */
  cookie(): string;
}

export const PASSWORD = 'correct horse battery staple';

export function openBrowser(url: string): Browser {
  let cookie = '';
  let csrf = '';
  return {
    cookie: () => cookie,
    async send(method, path, body) {
      const response = await fetch(`${url}/v1${path}`, {
        method,
        headers: {
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          'x-tollgate-csrf': csrf,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const setCookie = response.headers.get('set-cookie') ?? '';
      if (setCookie !== '') cookie = setCookie.split(';', 1)[0] ?? '';
      const answer: unknown = await response.json();
      const found = isRecord(answer) ? answer : {};
      if (typeof found['csrf_token'] === 'string') csrf = found['csrf_token'];
      return { status: response.status, body: found, setCookie };
    },
  };
}

/** The secret of a link, which stands in its fragment. */
export const tokenOf = (link: unknown): string => String(link).split('#')[1] ?? '';

/** The organisation's first person, by the link that the start printed. */
export async function firstOwner(tollgate: { url: string; stdout(): string }): Promise<Browser> {
  const owner = openBrowser(tollgate.url);
  const token = tokenOf(/First owner: (\S+)/.exec(tollgate.stdout())?.[1]);
  const made = await owner.send('POST', '/session/first-owner', {
    token,
    email: 'ada@example.com',
    password: PASSWORD,
  });
  if (made.status !== 200) throw new Error(`No owner: ${JSON.stringify(made.body)}`);
  return owner;
}

/** Somebody whom the owner invites, with that role in those workspaces. */
export async function invited(
  owner: Browser,
  url: string,
  person: { email: string; role?: 'admin' | 'member'; workspaces?: { id: string; role: string }[] },
): Promise<Browser> {
  const { email, role = 'member', workspaces = [] } = person;
  const made = await owner.send('POST', '/admin/users/invites', { email, role, workspaces });
  const browser = openBrowser(url);
  const token = tokenOf(made.body['invite_link']);
  const joined = await browser.send('POST', '/session/accept-invite', { token, password: PASSWORD });
  if (joined.status !== 200) throw new Error(`${email} did not join: ${JSON.stringify(joined.body)}`);
  return browser;
}
