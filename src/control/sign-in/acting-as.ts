/** Somebody who has just proven who they are, before there is a session: the actor of what follows from it. */
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { DEFAULT_TOGGLES } from '../permissions/toggles.ts';

/** The context acts for the user, with no workspace at hand. */
export function actingAs(context: ControlContext, user: User): ControlContext {
  const { id: userId, organisationId, role: organisationRole } = user;
  const nowhere = { sessionId: '', workspace: null, toggles: DEFAULT_TOGGLES };
  return { ...context, principal: { kind: 'session', userId, organisationId, organisationRole, ...nowhere } };
}
