/** The content-security policy lets those parts add styles that know the nonce of this page. */
import { setNonce } from 'get-nonce';

/** Empty where the page has none, as under `npm run dev:dashboard`. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** For dialogs, which lock scrolling with a style element of their own. */
export function shareStyleNonce(): void {
  setNonce(styleNonce());
}
