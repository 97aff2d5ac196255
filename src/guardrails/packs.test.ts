import { expect, it } from 'vitest';
import { compileGuardrail, type CompiledGuardrail } from './definition.ts';
import { POLICY_PACKS } from './packs.data.ts';
import { CHECKS } from './registry.gen.ts';
import { runGuardrail } from './run.ts';
import { WHOLE_TEXTS } from './whole-texts.suite.ts';

function compiled(id: string): CompiledGuardrail {
  const pack = POLICY_PACKS.find((one) => one.id === id);
  const guardrail = compileGuardrail({ checks: pack?.checks, actions: pack?.actions }, { id, checks: CHECKS });
  if (!guardrail.ok) throw new Error(JSON.stringify(guardrail.problem));
  return guardrail.value;
}

async function found(id: string, text: string): Promise<string[]> {
  const guardrail = compiled(id);
  const { result, replacements } = await runGuardrail(guardrail, WHOLE_TEXTS('input', [text]));
  const failed = result.checks.filter(({ verdict }) => !verdict).map((check) => check.id);
  return [...replacements.map(({ text: one }) => one), ...failed];
}

it.each([
  ['pci', 'card 4539 5787 6362 1486', ['4539 5787 6362 1486']],
  ['pci', '{"cvc": "123"}', ['default.regexMatch']],
  ['pci', '%B4539578763621486^DOE/JOHN^2512101100001100000000776000000?', ['default.regexMatch']],
  ['pci', 'test card 4242 4242 4242 4242, const cvc = form.cvc', []],
  ['hipaa', 'Patient MRN: A12345678 came in', ['MRN: A12345678']],
  ['hipaa', 'VIN 1HGCM82633A004352', ['VIN 1HGCM82633A004352']],
  ['hipaa', 'the member id is read from the request', []],
  ['gdpr', 'pay to DE89 3704 0044 0532 0130 00', ['DE89 3704 0044 0532 0130 00']],
  ['code', '// SPDX-License-Identifier: AGPL-3.0-only', ['default.regexMatch']],
  ['code', '// SPDX-License-Identifier: Apache-2.0', []],
])('the pack %s finds in "%s" what it says', async (id, text, wanted) => {
  expect(await found(id, text)).toEqual(wanted);
});

it.each(POLICY_PACKS.map(({ id }) => id))('the pack %s can be saved as it is, and only watches at first', (id) => {
  expect(compiled(id).isShadow).toBe(true);
});
