/** Makes the records as a declarative file says: creates, updates, never deletes; twice is the same as once. */
import { GatewayError } from '../../kernel/errors.ts';
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { ControlContext } from '../context.ts';
import { look } from '../transaction.ts';
import { declaredApiKey } from './api-keys.ts';
import { declaredConfig } from './configs.ts';
import { declaredIntegration } from './integrations.ts';
import { declaredGuardrail } from './guardrails.ts';
import type { DeclaredKind } from './kind.ts';
import { declaredProvider } from './providers.ts';
import type { Declaration } from './schemas.ts';
import { declaredWorkspace } from './workspaces.ts';

export interface Change {
  outcome: 'created' | 'updated' | 'unchanged';
  /** As in audit rows: `integration`, `provider`, `guardrail`, `config`, `api_key`. */
  noun: string;
  /** The slug, or an API key's name. */
  name: string;
  /** What was saved although it cannot work as things stand. */
  warnings: readonly string[];
}

/**
 * Yields one change per entry as it is made, in the order in which they depend on each other. Each is its own transaction:
 * after a throw (`GatewayError` with the entry's path in front) what was yielded stays, and applying again goes on from
 * there. They are live together, once the last is made: a snapshot for each would take time in the square of their number.
 */
export async function* applyDeclaration(context: ControlContext, declaration: Declaration): AsyncGenerator<Change> {
  const changes: RecordChange[] = [];
  const quiet: ControlContext = { ...context, announce: async (made) => void changes.push(...made) };
  try {
    yield* applyAll(quiet, declaredWorkspace, { list: 'workspaces', entries: declaration.workspaces });
    yield* applyAll(quiet, declaredIntegration, { list: 'integrations', entries: declaration.integrations });
    yield* applyAll(quiet, declaredProvider, { list: 'providers', entries: declaration.providers });
    yield* applyAll(quiet, declaredGuardrail, { list: 'guardrails', entries: declaration.guardrails });
    yield* applyAll(quiet, declaredConfig, { list: 'configs', entries: declaration.configs });
    yield* applyAll(quiet, declaredApiKey, { list: 'api_keys', entries: declaration.api_keys });
  } finally {
    if (changes.length > 0) await context.announce(changes);
  }
}

async function* applyAll<Entry, Row>(
  context: ControlContext,
  kind: DeclaredKind<Entry, Row>,
  { list, entries }: { list: string; entries: readonly Entry[] },
): AsyncGenerator<Change> {
  for (const [index, entry] of entries.entries()) {
    try {
      yield await applyOne(context, kind, entry);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const { code, hint, cause } = error;
      const options = { cause, ...(hint === undefined ? {} : { hint }) };
      throw new GatewayError(code, `${list}[${index}]: ${error.message}`, options);
    }
  }
}

async function applyOne<Entry, Row>(
  context: ControlContext,
  kind: DeclaredKind<Entry, Row>,
  entry: Entry,
): Promise<Change> {
  const found = await look(context, async (tx) => {
    const row = await kind.find(context, tx, entry);
    return row && { row, asDeclared: await kind.isAsDeclared(context, tx, { row, entry }) };
  });
  const made = !found
    ? await kind.create(context, entry)
    : found.asDeclared
      ? {}
      : await kind.update(context, found.row, entry);
  const row = found?.row ?? (await look(context, (tx) => kind.find(context, tx, entry)));
  if (row === null) throw new Error(`a ${kind.noun} just created cannot be found`);
  const outcome = !found ? 'created' : found.asDeclared ? 'unchanged' : 'updated';
  const warnings = 'warnings' in made && Array.isArray(made.warnings) ? made.warnings.map(String) : [];
  return { outcome, noun: kind.noun, name: kind.nameOf(row), warnings };
}
