/** Common mistakes in ANTHROPIC_BASE_URL, and what the value should be. */

export interface BaseUrlProblem {
  id: 'no-url' | 'messages-path' | 'v1-path' | 'vertex-path' | 'other-path' | 'past-the-gateway' | 'plain-http';
  says: string;
  /** The address that was meant, or '' when only its owner can know. */
  meant: string;
  /** It may be on purpose, and it works. */
  isTolerable: boolean;
}

/** Claude Code appends `/v1/messages` itself, so the address is that of the gateway's root. */
export function baseUrlProblem(text: string): BaseUrlProblem | null {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return {
      id: 'no-url',
      says: `"${text}" is no http:// or https:// address`,
      meant: guess(text),
      isTolerable: false,
    };
  }
  const root = (length: number): string => `${url.origin}${url.pathname.slice(0, length)}`.replace(/\/+$/, '');
  if (/(^|\.)(anthropic\.com|googleapis\.com|portkey\.ai)$/.test(url.hostname)) {
    const says = `${url.hostname} is not your gateway: nothing would go through Tollgate`;
    return { id: 'past-the-gateway', says, meant: '', isTolerable: false };
  }
  const vertex = /(\/v1)?\/projects\/.*$/.exec(url.pathname);
  if (vertex !== null) {
    return { id: 'vertex-path', says: 'it holds a Vertex path', meant: root(vertex.index), isTolerable: false };
  }
  const messages = /(\/v1)?\/messages\/?$/.exec(url.pathname);
  if (messages !== null) {
    const says =
      'it ends in /messages, and Claude Code appends /v1/messages: it would ask for /v1/messages/v1/messages';
    return { id: 'messages-path', says, meant: root(messages.index), isTolerable: false };
  }
  const v1 = /\/v1\/?$/.exec(url.pathname);
  if (v1 !== null) {
    const says = 'it ends in /v1, and Claude Code appends /v1/messages: it asks for /v1/v1/messages';
    return { id: 'v1-path', says, meant: root(v1.index), isTolerable: false };
  }
  if (url.search !== '' || url.hash !== '' || !/^\/*$/.test(url.pathname)) {
    const says = 'it has a path or a query, which is right only behind a proxy that strips it';
    return { id: 'other-path', says, meant: url.origin, isTolerable: true };
  }
  return url.protocol === 'http:' && !isLoopback(url.hostname) ? plainHttp(url) : null;
}

function plainHttp(url: URL): BaseUrlProblem {
  const says = `the gateway key travels to ${url.hostname} unencrypted`;
  return { id: 'plain-http', says, meant: `https://${url.host}`, isTolerable: true };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/** `gateway:8787` and the like: the scheme was forgotten. */
function guess(text: string): string {
  const [, host] = /^(?:\/\/)?([\w.-]+(?::\d+)?)(?:\/|$)/.exec(text.trim()) ?? [];
  if (host === undefined || host === '') return '';
  return `${isLoopback(host.replace(/:\d+$/, '')) ? 'http' : 'https'}://${host}`;
}
