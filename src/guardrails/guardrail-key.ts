/** Identifies a guardrail with its present checks: what it has looked at is remembered under this key. */
import { hash } from 'node:crypto';
import type { CompiledGuardrail } from './definition.ts';

export function guardrailKey({ id, versionId, checks, deny }: CompiledGuardrail): string {
  const keys = checks.map(({ key, failsOnError, scope }) => [key, failsOnError, scope]);
  return hash('sha256', JSON.stringify([id, versionId, deny, keys]), 'hex').slice(0, 32);
}
