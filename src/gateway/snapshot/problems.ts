/** What of the saved configuration cannot be used, and why: requests to it are refused, and the operator should know first. */
import type { Snapshot } from './snapshot.ts';

export interface SnapshotProblem {
  /** The workspace's slug. */
  workspace: string;
  /** As a request names it: `@slug` of a provider, or a config's slug. */
  name: string;
  problem: string;
}

export function problemsOf({ workspaces }: Snapshot): SnapshotProblem[] {
  return [...workspaces.values()].flatMap(({ slug: workspace, providers, configs }) => [
    ...[...providers.values()].flatMap(({ name, connection }) =>
      'problem' in connection ? [{ workspace, name, problem: connection.problem }] : [],
    ),
    // Each config is there twice, by its slug and by its id.
    ...[...new Set(configs.values())].flatMap(({ slug: name, node }) =>
      'problem' in node ? [{ workspace, name, problem: node.problem }] : [],
    ),
  ]);
}
