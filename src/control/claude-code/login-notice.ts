/** What stands beside the code of a sign-in. Nobody has said whose it is: the operator's own organisation speaks. */
import type { ControlContext } from '../context.ts';
import { ofOrganisation } from './owner.ts';

/** null = nothing. */
export function loginNotice({ records }: Pick<ControlContext, 'records'>): Promise<string | null> {
  return records.system(async ({ organisations, of }) => {
    const [home] = await organisations.list();
    if (home === undefined) return null;
    return (await of(home.id).claudeCode.find(ofOrganisation(home.id)))?.loginNotice ?? null;
  });
}
