/** Rules that name hosts: `host`, `*.domain` (the apex too) or an address, each for every port or, as `host:port`, for one. */

export interface HostRule {
  /** A name or an address, without brackets. */
  host: string;
  /** `*.domain`: every name below it as well. */
  withNamesBelow: boolean;
  /** null = every port. */
  port: string | null;
}

/** `llm.corp.example`, `*.corp.example:8443`, `10.0.0.7:8080`, `fd00::7`, `[fd00::7]:8080`. */
export function isHostRule(text: string): boolean {
  if (isIpv6(text)) return true;
  const [, bracketed, name, port] = /^(?:\[(.+)\]|((?:\*\.)?[a-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  return isPort && (name !== undefined || (bracketed !== undefined && isIpv6(bracketed)));
}

/** By the rules of URLs, which take nothing else in brackets. */
const isIpv6 = (text: string): boolean => text.includes(':') && URL.canParse(`http://[${text}]/`);

export function readHostRule(text: string): HostRule {
  const [, bracketed, plain, port = null] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? text;
  const withNamesBelow = host.startsWith('*.');
  return { host: withNamesBelow ? host.slice(2) : host, withNamesBelow, port };
}

export const matchesHost = ({ host, withNamesBelow }: HostRule, name: string): boolean =>
  name === host || (withNamesBelow && name.endsWith(`.${host}`));

/** Without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

export const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80');
