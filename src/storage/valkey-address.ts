/** Where Valkey or Redis is: one server, a primary that sentinels name, or a cluster. */

export interface ValkeyHost {
  host: string;
  port: number;
}

interface Login {
  username?: string;
  password?: string;
}

export type ValkeyAddress =
  | { kind: 'single'; label: string; url: string }
  | {
      kind: 'sentinel';
      label: string;
      sentinels: readonly ValkeyHost[];
      /** Of the primary, as the sentinels know it. */
      name: string;
      database: number;
      isTls: boolean;
      login: Login;
      /** Of the sentinels themselves. */
      sentinelLogin: Login;
    }
  | { kind: 'cluster'; label: string; nodes: readonly ValkeyHost[]; isTls: boolean; login: Login };

const VALKEY_FORMS =
  'redis://[user:password@]host[:port][/database], ' +
  'redis+sentinel://[user:password@]host:port,host:port/name[/database], or redis+cluster://[user:password@]host:port,host:port';

const SEVERAL =
  /^(?:redis|valkey)(?<tls>s?)\+(?<kind>sentinel|cluster):\/\/(?:(?<login>[^@/?]*)@)?(?<hosts>[^@/?]+)(?:\/(?<name>[^/?]+))?(?:\/(?<database>\d+))?\/?(?:\?(?<query>.*))?$/i;

/** `valkey` in place of `redis` is the same; an `s` after it is TLS. Throws on what is none of `VALKEY_FORMS`. */
export function parseValkeyAddress(text: string): ValkeyAddress {
  const { tls, kind, login = '', hosts = '', name, database, query = '' } = SEVERAL.exec(text)?.groups ?? {};
  if (kind === undefined) return parseSingle(text);
  const [places, isTls] = [hosts.split(','), tls !== ''];
  const label = places.join(', ');
  if (kind.toLowerCase() === 'cluster') {
    // A cluster has one database.
    if (name !== undefined || query !== '') throw malformed();
    return { kind: 'cluster', label, nodes: places.map((place) => hostOf(place, 6379)), isTls, login: loginOf(login) };
  }
  if (name === undefined) throw malformed();
  return {
    kind: 'sentinel',
    label: `${name} of ${label}`,
    sentinels: places.map((place) => hostOf(place, 26_379)),
    name: decoded(name),
    database: Number(database ?? 0),
    isTls,
    login: loginOf(login),
    sentinelLogin: sentinelLogin(query),
  };
}

function parseSingle(text: string): ValkeyAddress {
  // The driver knows the older scheme only. A URL refuses to change from an unknown scheme to another.
  const address = URL.parse(text.replace(/^valkey(s?):/i, 'redis$1:'));
  if (address === null || !/^rediss?:$/.test(address.protocol) || address.hostname === '') throw malformed();
  return { kind: 'single', label: address.host, url: address.href };
}

/** The address itself may hold a password, so it is not shown. */
const malformed = (): Error => new Error(`The address of Valkey is malformed. Expected ${VALKEY_FORMS}`);

function hostOf(place: string, usualPort: number): ValkeyHost {
  const { host, port } = /^(?<host>\[[0-9a-f:.]+\]|[^:[\]]+)(?::(?<port>\d{1,5}))?$/i.exec(place)?.groups ?? {};
  if (host === undefined) throw malformed();
  return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port ?? usualPort) };
}

function loginOf(text: string): Login {
  const [user, ...rest] = text.split(':');
  return {
    ...(user === undefined || user === '' ? {} : { username: decoded(user) }),
    ...(rest.length === 0 ? {} : { password: decoded(rest.join(':')) }),
  };
}

function sentinelLogin(query: string): Login {
  const found = new URLSearchParams(query);
  const [username, password] = [found.get('sentinel_username'), found.get('sentinel_password')];
  return { ...(username === null ? {} : { username }), ...(password === null ? {} : { password }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed();
  }
}
