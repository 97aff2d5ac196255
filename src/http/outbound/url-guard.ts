/** The one SSRF guard: every URL that a tenant can influence passes it, by name before use and by address on connect. */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { GatewayError } from '../../kernel/errors.ts';
import { hostOf, matchesHost, portOf, readHostRule, type HostRule } from '../../kernel/host-rules.ts';
import { isPublicAddress } from './special-addresses.ts';

export interface UrlGuard {
  /** Why this URL may not be called; null when it may. Looks nothing up. */
  refusal(url: string): string | null;
  /** Did the operator name this host, on this port, in TRUSTED_CUSTOM_HOSTS? */
  isTrusted(url: string): boolean;
  /** For `connect`: resolves a name and refuses answers in private ranges, so that DNS cannot be turned against us. */
  lookup: LookupFunction;
  /**
   * For a connection that a proxy opens: rejects with a GatewayError when this machine resolves the host to an address that
   * `lookup` would refuse. A name that is known to the proxy only is the proxy's to judge.
   */
  checkName(host: string): Promise<void>;
}

const MAX_URL_LENGTH = 2048;
/** Services that answer to HTTP by accident, and are worth attacking. */
const BLOCKED_PORTS = new Set([
  22, 23, 25, 110, 143, 445, 465, 587, 2375, 2379, 3306, 5432, 6379, 6443, 9200, 10250, 11211, 27017,
]);
const BLOCKED_NAMES = new Set([
  'localhost',
  'metadata',
  'instance-data',
  'kubernetes',
  'consul',
  'host.docker.internal',
]);
const BLOCKED_SUFFIXES = [
  'metadata.google.internal metadata.azure.com cluster.local compute.internal nip.io sslip.io xip.io localtest.me lvh.me',
  'vcap.me traefik.me localhost.run local localdomain internal intranet lan home corp test invalid onion localhost',
]
  .join(' ')
  .split(' ');

/**
 * `trusted`: the rules of TRUSTED_CUSTOM_HOSTS, the only exception that a tenant's URL has: exact hosts, `*.domain` (the apex
 * too) or IP literals, each for every port or, as `host:port`, for that one. `ownHosts`: the providers' own hosts, exact or
 * `*.domain`, which no tenant chose. Their public names may resolve to private addresses, as with Google's Private Service
 * Connect or a split DNS.
 */
export function createUrlGuard(trusted: readonly string[], ownHosts: readonly string[] = []): UrlGuard {
  const rules = trusted.map(readHostRule);
  const rulesFor = (host: string): HostRule[] => rules.filter((rule) => matchesHost(rule, host));
  const isTrusted = (host: string): boolean => rulesFor(host).length > 0;
  const isOwn = (host: string): boolean =>
    ownHosts.some((own) => (own.startsWith('*.') ? host.endsWith(own.slice(1)) : host === own));
  const refusedAddress = (host: string, addresses: readonly LookupAddress[]): string | null => {
    if (isTrusted(host) || isOwn(host)) return null;
    const refused = addresses.find(({ address }) => addressRefusal(address) !== null);
    // The address would reveal the gateway's own network to a caller.
    return refused === undefined ? null : `${host} resolves to what is not a public address`;
  };
  return {
    isTrusted(text) {
      const url = parse(text);
      return typeof url !== 'string' && rulesFor(hostOf(url)).some(({ port }) => port === null || port === portOf(url));
    },
    refusal(text) {
      const url = parse(text);
      if (typeof url === 'string') return url;
      const host = hostOf(url);
      const ports = rulesFor(host).map(({ port }) => port);
      if (ports.includes(null) || ports.includes(portOf(url))) return null;
      // By its address alone the host looks like the trusted one, so another port of it is the same host.
      if (ports.length > 0) return `${host} is trusted on port ${ports.join(' and ')} only`;
      return portRefusal(url) ?? (isIP(host) === 0 ? nameRefusal(host) : addressRefusal(host));
    },
    lookup(host, options, callback) {
      dnsLookup(host, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, '', 0);
        const refused = refusedAddress(host, addresses);
        if (refused !== null) return callback(notAllowed(refused), '', 0);
        answerLookup(addresses, options.all === true, callback);
      });
    },
    checkName: (host) =>
      new Promise((resolve, reject) => {
        dnsLookup(host, { all: true }, (error, addresses) => {
          const refused = error === null ? refusedAddress(host, addresses) : null;
          if (refused === null) resolve();
          else reject(notAllowed(refused));
        });
      }),
  };
}

export function notAllowed(reason: string): GatewayError {
  return new GatewayError('url_not_allowed', `Tollgate may not call this address: ${reason}.`, {
    hint: 'If it is meant to be called, its operator must name it in TRUSTED_CUSTOM_HOSTS.',
  });
}

function answerLookup(addresses: LookupAddress[], all: boolean, callback: Parameters<LookupFunction>[2]): void {
  const [first] = addresses;
  if (all) callback(null, addresses);
  else if (first === undefined) callback(new Error('The name has no address.'), '', 0);
  else callback(null, first.address, first.family);
}

function parse(text: string): URL | string {
  if (text.length > MAX_URL_LENGTH) return `the URL is longer than ${MAX_URL_LENGTH} characters`;
  if (!URL.canParse(text)) return 'it is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} is not http or https`;
  if (url.username !== '' || url.password !== '') return 'it carries credentials';
  // Checked on the text: URL has already turned decimal, hex and octal hosts into dotted ones, and decoded escapes.
  const written = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1] ?? '';
  if (!/^[A-Za-z0-9.:[\]-]+$/.test(written) || written.toLowerCase().includes('xn--'))
    return 'its host has unusual characters';
  return url;
}

function portRefusal(url: URL): string | null {
  return url.port !== '' && BLOCKED_PORTS.has(Number(url.port)) ? `port ${url.port} is blocked` : null;
}

function nameRefusal(host: string): string | null {
  if (host.endsWith('.')) return 'its host ends in a dot';
  if (host.split('.').length > 10) return 'its host has more than 10 labels';
  if (BLOCKED_NAMES.has(host) || !host.includes('.')) return `${host} is a name of the private network`;
  const suffix = BLOCKED_SUFFIXES.find((blocked) => host === blocked || host.endsWith(`.${blocked}`));
  return suffix === undefined ? null : `names under ${suffix} are blocked`;
}

function addressRefusal(address: string): string | null {
  return isPublicAddress(address) ? null : `${address} is not a public address`;
}
