/** Policy packs: guardrails that many want, as the data that saves them. They begin in shadow mode: look at a dry run first. */

export interface PolicyPack {
  id: string;
  name: string;
  /** What it looks for, and what it does not. */
  about: string;
  /** Where the list of what it looks for comes from. */
  source: string;
  checks: readonly { id: string; name?: string; parameters: Readonly<Record<string, unknown>> }[];
  actions: Readonly<Record<string, unknown>>;
  default_sides: readonly ('input' | 'output')[];
}

const SHADOW = { mode: 'shadow', deny: true };

/** Each pattern as a check that fails where it is found. */
const pattern = (name: string, rule: string) => ({
  id: 'default.regexMatch',
  name,
  parameters: { rule, not: true },
});

export const POLICY_PACKS: readonly PolicyPack[] = [
  {
    id: 'pci',
    name: 'PCI DSS: card data',
    about:
      'Card numbers by issuer and check digit, security codes beside their name, and magnetic stripes. Card numbers are masked in requests and answers; the others are denied. The published test cards do not count.',
    source: 'PCI DSS 4.0, requirement 3: account data',
    checks: [
      { id: 'portkey.pii', name: 'Card numbers', parameters: { categories: ['CREDIT_CARD'], redact: true } },
      pattern(
        'Security codes',
        String.raw`(?i)\b(?:cvv2?|cvc2?|cid|security code)\b["']?\s{0,3}[:=]\s{0,3}["']?\d{3,4}\b`,
      ),
      pattern('Magnetic stripe', String.raw`%B\d{12,19}\^[A-Z /.'-]{2,26}\^\d{7,}|;\d{12,19}=\d{7,}\?`),
    ],
    actions: SHADOW,
    default_sides: ['input', 'output'],
  },
  {
    id: 'hipaa',
    name: 'HIPAA: identifiers of patients',
    about:
      'Those of the eighteen identifiers that have a form: names and addresses by the words around them, dates of birth, telephone, mail, social security, record, account and plan numbers, vehicle identifiers, and IP addresses. Photographs and fingerprints are not looked at.',
    source: '45 CFR 164.514(b)(2), the safe harbor list',
    checks: [
      {
        id: 'portkey.pii',
        name: 'Personal identifiers',
        parameters: {
          categories: [
            'NAME',
            'LOCATION_ADDRESS',
            'DATE_OF_BIRTH',
            'PHONE_NUMBER',
            'EMAIL_ADDRESS',
            'SSN',
            'NATIONAL_ID',
            'IP_ADDRESS',
          ],
          redact: true,
        },
      },
      {
        id: 'default.regexReplace',
        name: 'Record and plan numbers',
        parameters: {
          rule: String.raw`(?i)\b(?:MRN|medical record(?: number| no\.?)?|health plan (?:id|number)|member id|patient id|NPI)\b["']?\s{0,3}[:#=]?\s{0,3}["']?[A-Z]{0,3}\d[A-Z0-9-]{4,14}\b`,
          redactText: '[HEALTH_NUMBER]',
        },
      },
      {
        id: 'default.regexReplace',
        name: 'Vehicle identifiers',
        parameters: {
          rule: String.raw`(?i)\bVIN\b["']?\s{0,3}[:#=]?\s{0,3}["']?[A-HJ-NPR-Z0-9]{17}\b`,
          redactText: '[VEHICLE]',
        },
      },
    ],
    actions: { ...SHADOW, deny: false },
    default_sides: ['input', 'output'],
  },
  {
    id: 'gdpr',
    name: 'GDPR: personal data',
    about:
      'Names, addresses, contacts, birth dates, identity documents, bank accounts and IP addresses. Special categories, as health or belief, have no form and take a model: see tollgate.modelJudge.',
    source: 'Regulation (EU) 2016/679, article 4(1)',
    checks: [
      {
        id: 'portkey.pii',
        name: 'Personal data',
        parameters: {
          categories: [
            'NAME',
            'LOCATION_ADDRESS',
            'EMAIL_ADDRESS',
            'PHONE_NUMBER',
            'DATE_OF_BIRTH',
            'NATIONAL_ID',
            'PASSPORT',
            'SSN',
            'IBAN',
            'CREDIT_CARD',
            'IP_ADDRESS',
          ],
          redact: true,
          reversible: true,
        },
      },
    ],
    actions: { ...SHADOW, deny: false },
    default_sides: ['input'],
  },
  {
    id: 'code',
    name: 'Code: secrets and licences',
    about:
      'Credentials are masked in requests and answers. Code under a copyleft licence, told by its header or its SPDX line, is denied in answers and in what tools read.',
    source: 'SPDX licence list',
    checks: [
      { id: 'tollgate.secrets', name: 'Credentials', parameters: { redact: true, reversible: true } },
      pattern(
        'Copyleft licences',
        String.raw`(?i)SPDX-License-Identifier:\s{0,4}(?:A?GPL|LGPL|SSPL|EUPL|CC-BY-(?:NC|SA))|GNU (?:Affero |Lesser )?General Public License|Server Side Public License`,
      ),
    ],
    actions: SHADOW,
    default_sides: ['input', 'output'],
  },
];
