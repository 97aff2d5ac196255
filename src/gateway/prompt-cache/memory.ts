/** The newest turns of each conversation, by their hashes alone: in memory, bounded, and gone with the process. */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Turn } from './verdict.ts';

export interface PromptCacheMemory {
  /** Of the session, newest first. */
  of(session: string): readonly Turn[];
  /** `instead` is the turn that this one carries on. */
  keep(session: string, turn: Turn, instead: Turn | null): void;
}

/** A session has a few conversations at a time. */
const MAX_CONVERSATIONS = 4;
/** All sessions together; a turn of Claude Code takes 1 to 3 KB. */
const MAX_BYTES = 32 * 1024 * 1024;
const ENTRY_BYTES = 300;
const HASH_BYTES = 4;

export function createPromptCacheMemory(): PromptCacheMemory {
  const sessions = new BoundedMap<readonly Turn[]>(MAX_BYTES);
  return {
    of: (session) => sessions.get(session) ?? [],
    keep(session, turn, instead) {
      const others = (sessions.get(session) ?? []).filter((known) => known !== instead);
      const turns = [turn, ...others].slice(0, MAX_CONVERSATIONS);
      sessions.set(
        session,
        turns,
        turns.reduce(
          (sum, { print }) => sum + ENTRY_BYTES + HASH_BYTES * (print.system.length + print.messages.length),
          0,
        ),
      );
    },
  };
}
