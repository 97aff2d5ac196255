/** The one SSRF guard: every URL that a tenant can influence passes it, by name before use and by address on connect. */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { GatewayError } from '../../wire/errors.ts';

export interface UrlGuard {
  /** Why this URL may not be called; null when it may. Looks nothing up. */
  refusal(url: string): string | null;
  /** For `connect`: resolves a name and refuses answers in private ranges, so that DNS cannot be turned against us. */
  lookup: LookupFunction;
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

/** `trusted`: exact hosts, `*.domain` (the apex too), or IP literals: TRUSTED_CUSTOM_HOSTS, the only exception. */
export function createUrlGuard(trusted: readonly string[]): UrlGuard {
  const isTrusted = (host: string): boolean =>
    trusted.some((rule) =>
      rule.startsWith('*.') ? host === rule.slice(2) || host.endsWith(rule.slice(1)) : host === rule,
    );
  return {
    refusal(text) {
      const url = parse(text);
      if (typeof url === 'string') return url;
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isTrusted(host)) return null;
      return portRefusal(url) ?? (isIP(host) === 0 ? nameRefusal(host) : addressRefusal(host));
    },
    lookup(host, options, callback) {
      dnsLookup(host, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, '', 0);
        const refused = isTrusted(host) ? undefined : addresses.find(({ address }) => addressRefusal(address) !== null);
        if (refused !== undefined) {
          const reason = `${host} resolves to ${refused.address}, which is not a public address`;
          return callback(notAllowed(reason), '', 0);
        }
        answerLookup(addresses, options.all === true, callback);
      });
    },
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

/** Two lists: one for both would hold every IPv4 address to be private, as part of `::ffff:0:0/96`. */
const PRIVATE_V4 = blockList(
  'ipv4',
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32',
);
// Mapped, compatible, translated (64:ff9b), Teredo and 6to4 forms carry an IPv4 address: refused whole, not unpacked.
const PRIVATE_V6 = blockList(
  'ipv6',
  '::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/32 2001:db8::/32 2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8',
);

function addressRefusal(address: string): string | null {
  const isPrivate = isIP(address) === 4 ? PRIVATE_V4.check(address, 'ipv4') : PRIVATE_V6.check(address, 'ipv6');
  return isPrivate ? `${address} is not a public address` : null;
}

/** Ranges as `network/prefix`. Sources: the IANA special-purpose registries, and the clouds' metadata addresses. */
function blockList(family: 'ipv4' | 'ipv6', ranges: string): BlockList {
  const list = new BlockList();
  for (const range of ranges.split(' ')) {
    const [network = '', prefix = ''] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}
