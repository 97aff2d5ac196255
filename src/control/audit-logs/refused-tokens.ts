/** Tokens of an identity provider that opened nothing, in the audit trail of the organisation that they were for. */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { maskText, NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import type { Logger } from '../../observe/logger.ts';
import type { AuditedRequest } from '../../storage/ports/records/audit.ts';
import type { ControlContext } from '../context.ts';
import { maskSecret, newId } from '../identity.ts';

/** Of one organisation in a minute: whoever sends forged tokens in a loop must not fill the trail. */
const MAX_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
const MAX_ORGANISATIONS = 10_000;

const MAX_TEXT = 500;
const shown = (text: string): string => maskText(text, NOTHING_KNOWN).slice(0, MAX_TEXT);

export interface RefusedToken {
  /** As the token says, which nobody has proved. */
  organisationId: OrganisationId;
  token: string;
  /** HTTP status of the answer. */
  status: number;
  /** Without the token. */
  why: string;
  /** That brought it. Texts of the caller are masked and cut here. */
  request: AuditedRequest;
}

export interface RefusedTokenParts extends Pick<ControlContext, 'records' | 'clock' | 'randomBytes'> {
  logger: Pick<Logger, 'error'>;
}

/** Writes the event when there is time: no request waits for it. What cannot be written goes to the operator's log. */
export function createRefusedTokenAudit({ logger, ...context }: RefusedTokenParts): (refused: RefusedToken) => void {
  const counts = new BoundedMap<{ since: number; count: number }>(MAX_ORGANISATIONS);
  return (refused) => {
    const { organisationId } = refused;
    const now = context.clock.now();
    let count = counts.get(organisationId);
    if (count === undefined || now - count.since >= MINUTE_MS) {
      counts.set(organisationId, (count = { since: now, count: 0 }));
    }
    count.count += 1;
    if (count.count > MAX_PER_MINUTE) return;
    write(context, refused, now).catch((error: unknown) =>
      logger.error('A refused token could not be written to the audit trail.', { error }),
    );
  };
}

function write(
  context: Omit<RefusedTokenParts, 'logger'>,
  { organisationId, token, status, why, request }: RefusedToken,
  now: number,
): Promise<void> {
  return context.records.within(organisationId, (tx) =>
    tx.audit.insert({
      id: newId(context),
      organisationId,
      workspaceId: null,
      actor: 'token',
      actorType: 'system',
      action: 'token.use',
      resourceId: maskSecret(token),
      status,
      request: { ...request, uri: shown(request.uri), userAgent: shown(request.userAgent) },
      before: null,
      after: { why },
      createdAt: now,
    }),
  );
}
