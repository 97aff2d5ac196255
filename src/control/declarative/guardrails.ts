/** Guardrails in the declarative file. */
import { isDeepStrictEqual } from 'node:util';
import type { GuardrailRow } from '../../storage/ports/records/guardrails.ts';
import { createGuardrail, workspacesOf } from '../guardrails/create.ts';
import { openDefinition } from '../guardrails/definition.ts';
import { ownerOf } from '../guardrails/find.ts';
import { updateGuardrail } from '../guardrails/update.ts';
import { agrees, type DeclaredKind } from './kind.ts';
import type { Declaration } from './schemas.ts';

type Entry = Declaration['guardrails'][number];

export const declaredGuardrail: DeclaredKind<Entry, GuardrailRow> = {
  noun: 'guardrail',
  nameOf: (row) => row.slug,
  async find(context, tx, entry) {
    const owner = await ownerOf(context, tx, entry);
    if (!entry.slug) return tx.guardrails.findByName(owner, entry.name);
    const found = await tx.guardrails.findBySlug(entry.slug);
    return found?.status === 'active' ? found : null;
  },
  async isAsDeclared(context, tx, { row, entry }) {
    const { checks, actions } = openDefinition(context, row);
    const { stream, excluded_workspaces: excluded, default_sides: sides } = entry;
    const wanted = { ...entry.actions, ...(stream && { stream }) };
    return (
      agrees(entry.name, row.name) &&
      isDeepStrictEqual(JSON.parse(JSON.stringify(entry.checks)), checks) &&
      isDeepStrictEqual(JSON.parse(JSON.stringify(wanted)), actions) &&
      (sides === undefined || isDeepStrictEqual(sides, row.defaultSides)) &&
      (excluded === undefined || isDeepStrictEqual(await workspacesOf(context, tx, excluded), row.excludedWorkspaces))
    );
  },
  create: (context, entry) => createGuardrail(context, entry),
  update: (context, row, { slug: _, workspace_id: _w, organisation_id: _o, ...fields }) =>
    updateGuardrail(context, { guardrailId: row.id, ...fields }),
};
