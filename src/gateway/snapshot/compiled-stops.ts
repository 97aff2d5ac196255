/** What was stopped by hand, to be found in three look-ups. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { Stop } from '../../storage/ports/records/stops.ts';

export interface StopQuestion {
  apiKeyId: string;
  workspaceId: WorkspaceId;
  /** As the client names them; null = it does not. */
  session: string | null;
  agent: string | null;
}

export class CompiledStops {
  readonly #stops = new Map<string, Stop[]>();

  get isEmpty(): boolean {
    return this.#stops.size === 0;
  }

  add(stop: Stop): void {
    const key = keyOf(stop.kind, stop);
    this.#stops.set(key, [...(this.#stops.get(key) ?? []), stop]);
  }

  /** null = nothing is in its way. */
  find({ apiKeyId, workspaceId, session, agent }: StopQuestion): Stop | null {
    const asked = { apiKeyId, sessionId: session, agentId: agent };
    const kinds = ['api_key', ...(session === null ? [] : ['session', ...(agent === null ? [] : ['agent'])])];
    for (const kind of kinds) {
      const found = this.#stops
        .get(keyOf(kind, asked))
        ?.find((stop) => stop.workspaceId === null || stop.workspaceId === workspaceId);
      if (found !== undefined) return found;
    }
    return null;
  }
}

type Named = Pick<Stop, 'apiKeyId' | 'sessionId' | 'agentId'>;

function keyOf(kind: string, { apiKeyId, sessionId, agentId }: Named): string {
  if (kind === 'api_key') return `key ${apiKeyId ?? ''}`;
  return kind === 'session' ? `session ${sessionId ?? ''}` : `agent ${sessionId ?? ''} ${agentId ?? ''}`;
}
