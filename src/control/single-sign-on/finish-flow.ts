/** Somebody is back from a directory, whatever it speaks: an account is linked, or a session begins. */
import type { IdentityProvider } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import type { StartedSession } from '../sign-in/sessions.ts';
import { admitPerson, linkPerson } from './admit-person.ts';
import type { Asserted } from './claims.ts';
import type { Flow } from './flow.ts';

/** `started` is null where an account was linked. */
export type Finished = { returnTo: string; started: StartedSession | null };

/** Throws SignInRefusal. */
export async function finishFlow(
  context: ControlContext,
  provider: IdentityProvider,
  { flow, asserted }: { flow: Pick<Flow, 'returnTo' | 'linkUserId'>; asserted: Asserted },
): Promise<Finished> {
  const { returnTo, linkUserId } = flow;
  if (linkUserId === null) return { returnTo, started: await admitPerson(context, provider, asserted) };
  await linkPerson(context, provider, { asserted, userId: linkUserId });
  return { returnTo, started: null };
}
