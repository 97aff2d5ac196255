/** Workspaces in the declarative file. */
import { isDeepStrictEqual } from 'node:util';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { createWorkspace } from '../workspaces/create.ts';
import { updateWorkspace } from '../workspaces/update.ts';
import type { DeclaredKind } from './kind.ts';
import { agrees } from './kind.ts';
import type { Declaration } from './schemas.ts';

type Entry = Declaration['workspaces'][number];

export const declaredWorkspace: DeclaredKind<Entry, Workspace> = {
  noun: 'workspace',
  nameOf: (row) => row.slug,
  async find(_context, tx, entry) {
    if (entry.slug) return tx.workspaces.findBySlug(entry.slug);
    const { rows } = await tx.workspaces.list({ exactName: entry.name }, { currentPage: 0, pageSize: 1 });
    return rows[0] ?? null;
  },
  isAsDeclared: async (_context, _tx, { row, entry }) =>
    entry.name === row.name &&
    agrees(entry.description, row.description) &&
    isDeepStrictEqual(entry.defaults?.metadata ?? row.defaults.metadata, row.defaults.metadata) &&
    agreesAll(entry.defaults?.input_guardrails, row.defaults.inputGuardrails) &&
    agreesAll(entry.defaults?.output_guardrails, row.defaults.outputGuardrails),
  create: (context, entry) => createWorkspace(context, entry),
  update: (context, row, { name, description, defaults }) =>
    updateWorkspace(context, { id: row.id, name, description, defaults }),
};

const agreesAll = (wanted: string[] | undefined, actual: string[] = []): boolean =>
  wanted === undefined || isDeepStrictEqual(wanted, actual);
