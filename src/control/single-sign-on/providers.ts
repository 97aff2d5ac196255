/** The directories that the sign-in page offers. Whoever is there has named no organisation yet. */
import { GatewayError } from '../../kernel/errors.ts';
import type { IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';

type Of<Kind extends IdentityProvider['kind']> = Extract<IdentityProvider, { kind: Kind }>;

/** Throws `not_found` for one that is off as well. */
export async function findEnabled<Kind extends IdentityProvider['kind']>(
  { records }: Pick<ControlContext, 'records'>,
  id: string,
  kind: Kind,
): Promise<Of<Kind>> {
  const found = await findEnabledOfAnyKind({ records }, id);
  if (isOf(found, kind)) return found;
  throw unknownWay();
}

/** Throws `not_found` for one that is off as well. */
export async function findEnabledOfAnyKind(
  { records }: Pick<ControlContext, 'records'>,
  id: string,
): Promise<IdentityProvider> {
  const found = await records.system(({ signIn }) => signIn.findIdentityProvider(id));
  if (found?.isEnabled === true) return found;
  throw unknownWay();
}

const unknownWay = (): GatewayError =>
  new GatewayError('not_found', 'There is no such way to sign in.', {
    hint: 'Ask your administrator for the link.',
  });

const isOf = <Kind extends IdentityProvider['kind']>(found: IdentityProvider, kind: Kind): found is Of<Kind> =>
  found.kind === kind;

/** Of the operator's own organisation: who is a tenant's has its link. */
export function offeredProviders({ records }: Pick<ControlContext, 'records'>): Promise<IdentityProvider[]> {
  return records.system(async ({ organisations, of }) => {
    const [home] = await organisations.list();
    if (home === undefined) return [];
    return (await of(home.id).identityProviders.list()).filter(({ isEnabled }) => isEnabled);
  });
}
