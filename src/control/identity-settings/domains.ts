/** Which addresses may sign in by a directory: those of domains that the organisation has proven to be its own. */
import type { AllowedDomain } from '../../storage/ports/records/identity-settings.ts';

export const isVerified = ({ verifiedAt }: AllowedDomain): boolean => verifiedAt !== null;

/**
 * The address as it is stored: in lower case. null = it is none that we take. Only ASCII: lower case makes a `k` of the Kelvin
 * sign, and other letters look like somebody else's.
 */
export function normalEmail(text: string): string | null {
  const trimmed = text.trim();
  return /^[\x21-\x7e]+@[\x21-\x7e]+$/.test(trimmed) && trimmed.length <= 254 ? trimmed.toLowerCase() : null;
}

/** `email` in lower case. */
export function isAllowed(email: string, domains: readonly AllowedDomain[]): boolean {
  const own = email.slice(email.lastIndexOf('@') + 1);
  return domains.some(
    (allowed) =>
      isVerified(allowed) &&
      (own === allowed.domain || (allowed.allowsSubdomains && own.endsWith(`.${allowed.domain}`))),
  );
}

/** The name and the text of the TXT record that proves a domain. */
export const proofOf = ({ domain, token }: Pick<AllowedDomain, 'domain' | 'token'>) => ({
  name: `_tollgate.${domain}`,
  text: `tollgate-verification=${token}`,
});
