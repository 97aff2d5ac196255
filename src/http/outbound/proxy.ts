/** Which requests leave through the operator's egress proxy: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, as other tools read them. */
import { BlockList, isIP } from 'node:net';

/** Where this process may reach the outside world from. */
export interface EgressSettings {
  /** The proxy for http:// and for https:// addresses, as `http://[user:password@]host[:port]`; null = direct. */
  httpProxy: string | null;
  httpsProxy: string | null;
  /** Hosts that are reached directly, separated by commas or blanks. */
  noProxy: string;
}

export const NO_EGRESS_PROXY: EgressSettings = { httpProxy: null, httpsProxy: null, noProxy: '' };

export interface EgressProxy {
  /** Scheme, host and port; without the credentials. */
  origin: string;
  /** Value of `proxy-authorization`; null = the proxy needs no credentials. */
  authorization: string | null;
}

/** Returns the proxy for an http(s) URL; null when it is reached directly. */
export type ChooseProxy = (url: string) => EgressProxy | null;

/**
 * A loopback address is never proxied: the proxy would reach its own machine. `noProxy` lists names (with all below them),
 * `*.domain`, `.domain`, addresses, ranges as `10.0.0.0/8`, each with a port where only that is meant, and `*` for all.
 */
export function createProxyChoice({ httpProxy, httpsProxy, noProxy }: EgressSettings): ChooseProxy {
  const forHttp = readProxy(httpProxy);
  const forHttps = readProxy(httpsProxy);
  const exceptions = noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(readException);
  return (text) => {
    const url = new URL(text);
    const proxy = url.protocol === 'https:' ? forHttps : forHttp;
    if (proxy === null) return null;
    const host = bareHost(url);
    const port = url.port === '' ? defaultPort(url) : url.port;
    if (isLoopback(host) || exceptions.some((isMeant) => isMeant(host, port))) return null;
    return proxy;
  };
}

function readProxy(text: string | null): EgressProxy | null {
  if (text === null) return null;
  const url = new URL(text);
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    origin: url.origin,
    authorization: user === ':' ? null : `Basic ${Buffer.from(user).toString('base64')}`,
  };
}

type IsMeant = (host: string, port: string) => boolean;

function readException(entry: string): IsMeant {
  if (entry === '*') return () => true;
  const range = /^(.+)\/(\d{1,3})$/.exec(entry);
  if (range !== null) return inRange(range[1] ?? '', Number(range[2]));
  const [, written = '', wantedPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const name = written
    .replace(/^\[|\]$/g, '')
    .replace(/^\*?\./, '')
    .toLowerCase();
  const isHost = (host: string): boolean => host === name || (isIP(name) === 0 && host.endsWith(`.${name}`));
  return (host, port) => (wantedPort === undefined || wantedPort === port) && isHost(host);
}

function inRange(network: string, prefix: number): IsMeant {
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  try {
    list.addSubnet(network, prefix, family);
  } catch {
    return () => false;
  }
  return (host) => isIP(host) === (family === 'ipv6' ? 6 : 4) && list.check(host, family);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host.startsWith('127.');
}

const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');
const defaultPort = (url: URL): string => (url.protocol === 'https:' ? '443' : '80');
