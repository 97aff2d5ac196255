/** What a directory is asked for by OpenID Connect, and the claims that say who somebody is. */
import type { Directory } from '../../api/queries/identity.ts';
import { CheckField, NumberField, TextField } from '../../ui/field.tsx';

interface Values {
  /** With blanks between them, without the lasting one. */
  scopes: string;
  emailClaim: string;
  /** With commas. */
  groupsClaims: string;
  isAskedAgain: boolean;
  checkSeconds: string;
}

/** With it the directory gives a refresh token, by which it is asked whether it still knows somebody. */
const LASTING = 'offline_access';

export const claimsOf = (directory: Directory, oidc: NonNullable<Directory['oidc']>): Values => ({
  scopes: oidc.scopes.filter((scope) => scope !== LASTING).join(' '),
  emailClaim: oidc.email_claim,
  groupsClaims: oidc.groups_claims.join(', '),
  isAskedAgain: oidc.scopes.includes(LASTING),
  checkSeconds: String(directory.check_seconds),
});

export function wantedClaims({ scopes, emailClaim, groupsClaims, isAskedAgain }: Values) {
  const named = scopes.split(/\s+/).filter((scope) => scope !== '' && scope !== LASTING);
  return {
    scopes: isAskedAgain ? [...named, LASTING] : named,
    email_claim: emailClaim.trim(),
    groups_claims: groupsClaims
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}

export function ClaimsFields({ fields, onType }: { fields: Values; onType: (fields: Values) => void }) {
  const type = (part: Partial<Values>): void => onType({ ...fields, ...part });
  return (
    <>
      <TextField
        label="Scopes"
        help="With blanks between them. Some directories tell groups only with a scope of their own."
        value={fields.scopes}
        onChange={(scopes) => type({ scopes })}
      />
      <TextField
        label="Claim with the e-mail address"
        value={fields.emailClaim}
        onChange={(emailClaim) => type({ emailClaim })}
      />
      <TextField
        label="Claims with groups or roles"
        optional
        help="Several with commas, and dots for members: realm_access.roles."
        value={fields.groupsClaims}
        onChange={(groupsClaims) => type({ groupsClaims })}
      />
      <CheckField
        label="Ask the directory again whether it knows somebody"
        help="By a refresh token (scope offline_access), which the directory must allow. Keys and devices of people who left stop within minutes, and groups are read again."
        checked={fields.isAskedAgain}
        onChange={(isAskedAgain) => type({ isAskedAgain })}
      />
      {fields.isAskedAgain && (
        <NumberField
          label="Ask again every (seconds)"
          min={2}
          max={86_400}
          value={fields.checkSeconds}
          onChange={(checkSeconds) => type({ checkSeconds })}
        />
      )}
    </>
  );
}
