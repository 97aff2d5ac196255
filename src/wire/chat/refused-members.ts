/** Members that a provider does not take: which of them may be left out, and which the caller insists on. */
import { isObject } from '../json/object.ts';
import type { CallField } from './translator.ts';

interface Constraint {
  field: CallField;
  /** Leaving this value out changes nothing. */
  isIdle: (value: unknown) => boolean;
}

const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);
const isAuto = (value: unknown): boolean => value === 'auto';

/** By OpenAI's name. What stands in no row is a hint: the same question without it gets an answer to the same question. */
const CONSTRAINTS: ReadonlyMap<string, Constraint> = new Map<string, Constraint>([
  ['tools', { field: 'tools', isIdle: isEmpty }],
  ['functions', { field: 'tools', isIdle: isEmpty }],
  ['tool_choice', { field: 'toolChoice', isIdle: isAuto }],
  ['function_call', { field: 'toolChoice', isIdle: isAuto }],
  ['response_format', { field: 'output', isIdle: (value) => isObject(value) && value['type'] === 'text' }],
  ['n', { field: 'candidates', isIdle: (value) => value === 1 }],
  ['stop', { field: 'stop', isIdle: isEmpty }],
]);

/** The field that the caller insists on with this value; null = without it the question is the same. */
export function insistedOn(name: string, value: unknown): CallField | null {
  const constraint = CONSTRAINTS.get(name);
  if (constraint === undefined || value === null || value === undefined || constraint.isIdle(value)) return null;
  return constraint.field;
}

export const refusedMember = (name: string): string => `This provider does not take ${name}.`;

/** For a hint that was left out. */
export const LEFT_OUT = 'This provider does not take it.';

export const NO_REQUIRED = 'This provider cannot be made to call some tool: name the tool, or leave it the choice.';

export const TEXT_ONLY = 'This provider takes text only, and no pictures or files.';

export const loweredTo = (most: number): string => `Lowered to ${most}, the most that this provider takes.`;
