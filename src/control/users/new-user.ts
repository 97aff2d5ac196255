/** The row of a person who is new to an organisation. */
import type { OrganisationId } from '../../kernel/ids.ts';
import type { OrganisationRole, User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';

export function newUser(
  context: Pick<ControlContext, 'randomBytes' | 'clock'>,
  wanted: {
    organisationId: OrganisationId;
    email: string;
    first_name: string;
    last_name: string;
    role: OrganisationRole;
  },
): User {
  const now = context.clock.now();
  return {
    id: newId(context),
    organisationId: wanted.organisationId,
    email: wanted.email,
    firstName: wanted.first_name,
    lastName: wanted.last_name,
    role: wanted.role,
    status: 'active',
    createdAt: now,
    lastUpdatedAt: now,
  };
}
