/** What of the saved configuration cannot be used, and why. The operator's log says so before a request fails. */
import type { CompiledKey, CompiledWorkspace, Snapshot } from './snapshot.ts';
import { isOrphaned } from './snapshot.ts';

export interface SnapshotProblem {
  /** The workspace's slug; null = it no longer exists. */
  workspace: string | null;
  /** As a request names it: `@slug` of a provider, or a config's slug; or a key by its id. */
  name: string;
  problem: string;
}

export function problemsOf(snapshot: Snapshot): SnapshotProblem[] {
  const orphans = [...snapshot.keys.values()].filter((key) => isOrphaned(snapshot, key));
  return [...[...snapshot.workspaces.values()].flatMap(problemsIn), ...orphans.map(orphaned)];
}

const orphaned = ({ id }: CompiledKey): SnapshotProblem => ({
  workspace: null,
  name: `API key ${id}`,
  problem: 'its workspace no longer exists, so the key opens nothing',
});

function problemsIn({ slug: workspace, providers, configs }: CompiledWorkspace): SnapshotProblem[] {
  return [
    ...[...providers.values()].flatMap(({ name, connection }) =>
      connection.ok ? [] : [{ workspace, name, problem: connection.problem.reason }],
    ),
    // Each config is there twice, by its slug and by its id.
    ...[...new Set(configs.values())].flatMap(({ slug: name, node }) =>
      node.ok ? [] : [{ workspace, name, problem: node.problem }],
    ),
  ];
}
