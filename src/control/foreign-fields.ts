/**
 * Fields of the published Portkey API that Tollgate does not have yet. Each is decided here: left out where that
 * harms nobody, refused where the caller would believe in something that does not happen.
 */
import { GatewayError } from '../kernel/errors.ts';

type Verdict = { ignore: string } | { refuse: string };

export type ForeignFields = Readonly<Record<string, Verdict>>;

const IN_THE_PATH: Verdict = { ignore: 'official clients repeat in the body what the path says' };
const NOT_FILTERED: Verdict = { refuse: 'this filter is not supported yet, and without it you would see other rows' };

/** By noun, for the verbs that take input of their own. */
export const FOREIGN_FIELDS = {
  integrations: {},
  providers: {},
  configs: {},
  apiKeys: {
    'sub-type': IN_THE_PATH,
  },
  people: {
    userId: IN_THE_PATH,
    inviteId: IN_THE_PATH,
    workspaceId: IN_THE_PATH,
    workspace_id: IN_THE_PATH,
  },
  workspaces: {
    workspaceId: IN_THE_PATH,
    workspace_id: IN_THE_PATH,
  },
  logs: {
    prompt_slug: NOT_FILTERED,
  },
} as const satisfies Record<string, ForeignFields>;

/** The input without foreign fields. Throws `invalid_request` for one that is refused, unless it asks for nothing. */
export function withoutForeignFields(input: unknown, foreign: ForeignFields): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => {
      const verdict = Object.hasOwn(foreign, name) ? foreign[name] : undefined;
      if (verdict === undefined) return true;
      if ('refuse' in verdict && !asksForNothing(value)) {
        throw new GatewayError('invalid_request', `${name}: ${verdict.refuse}.`);
      }
      return false;
    }),
  );
}

function asksForNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
