/**
 * The answer of a SAML directory is a form that its page sends to us. A browser leaves `SameSite` cookies out of it, so we hand
 * the form back on a page of our own, which sends it once more: now with the cookie of the flow. `SameSite=None` would give that
 * cookie to every site, and needs TLS.
 */
import { hash } from 'node:crypto';
import type { AppContext } from '../admin/request-facts.ts';

const SCRIPT = 'document.forms[0].submit()';
const POLICY = [
  "default-src 'none'",
  `script-src 'sha256-${hash('sha256', SCRIPT, 'base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export function sendAgain(c: AppContext, form: URLSearchParams) {
  const fields = [
    ['SAMLResponse', form.get('SAMLResponse') ?? ''],
    ['RelayState', form.get('RelayState') ?? ''],
    ['again', '1'],
  ].map(([name = '', value = '']) => `<input type="hidden" name="${name}" value="${escaped(value)}">`);
  const page = `<!doctype html><html lang="en"><title>Signing in</title><form method="post">${fields.join('')}<button>Continue</button></form><script>${SCRIPT}</script></html>`;
  return c.html(page, 200, { 'content-security-policy': POLICY, 'cache-control': 'no-store' });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => ESCAPES[one] ?? '');
