/** The content-security policy lets those parts add styles that know the nonce of this page: dialogs lock scrolling with it. */
import { setNonce } from 'get-nonce';

export function shareStyleNonce(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
  if (nonce !== undefined) setNonce(nonce);
}
