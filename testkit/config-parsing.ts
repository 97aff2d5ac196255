/** What configs are parsed with in tests: the real providers, and no address refused. */
import type { ParseUsing } from '../src/routing/node-provider.ts';
import { PROVIDERS } from '../src/providers/registry.gen.ts';
import type { WorkspaceId } from '../src/kernel/ids.ts';

/** A saved config's rights. */
export const PARSING: ParseUsing = {
  providers: PROVIDERS,
  workspaceId: 'w' as WorkspaceId,
  isSaved: true,
  checkUrl: () => null,
};
