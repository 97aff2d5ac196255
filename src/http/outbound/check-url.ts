/** The error for a person who saves a URL: the guard's reason, and who can make an exception. */
import type { UrlGuard } from './url-guard.ts';

/** Why a URL may not be called, to be shown after the name of its field; null when it may. Looks nothing up. */
export function createUrlCheck(guard: Pick<UrlGuard, 'refusal'>): (url: string) => string | null {
  return (url) => {
    const reason = guard.refusal(url);
    if (reason === null || !namesHost(url)) return reason;
    return `${reason} (if it is meant to be called, the operator can name its host in TRUSTED_CUSTOM_HOSTS)`;
  };
}

/** No exception helps what is not a plain http address. */
function namesHost(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
