/** Values that only their place makes a credential: settings whose name and value are apart, command lines, cookies, and sentences. */
import type { Finding } from '../check.ts';
import { near, type Nearby } from '../near.ts';
import { isPlaceholder, PLACEHOLDER } from './not-a-secret.ts';

interface Place {
  kind: 'PASSWORD' | 'NAMED_SECRET';
  /** Group `secret`. */
  pattern: RegExp;
  /** Of the whole match, where the secret alone does not say it. */
  isMeant?: (match: RegExpMatchArray) => boolean;
}

const NAME = /(?:passw(?:or)?d|passphrase|pwd|secret|token|api_?key|access_?key|private_?key|app_?key|credential)s?$/i;
const VALUE = String.raw`["']?(?<secret>[^\s"'\x60$<>{}()\\]{8,400})["']?`;
const isNamed = ({ groups }: RegExpMatchArray): boolean => NAME.test(groups?.['name'] ?? '');

const PLACES: readonly Place[] = [
  // Kubernetes, compose files, task definitions of ECS: the value is beside the name.
  {
    kind: 'NAMED_SECRET',
    pattern: new RegExp(
      String.raw`\bname["']?\s{0,3}:\s{0,3}["']?(?<name>[\w.-]{3,80})["']?,?\s{1,60}["']?value["']?\s{0,3}:\s{0,3}${VALUE}`,
      'g',
    ),
    isMeant: isNamed,
  },
  // Terraform.
  {
    kind: 'NAMED_SECRET',
    pattern: new RegExp(
      String.raw`\bvariable\s{1,3}"(?<name>[\w-]{3,80})"\s{0,3}\{[^}]{0,300}?\bdefault\s{0,20}=\s{0,3}"(?<secret>[^\s"$]{8,400})"`,
      'g',
    ),
    isMeant: isNamed,
  },
  // ~/.netrc.
  { kind: 'PASSWORD', pattern: /\blogin\s{1,4}\S{1,100}\s{1,4}password\s{1,4}(?<secret>[^\s"']{6,200})/g },
  // Command lines: the client of MySQL takes no space.
  {
    kind: 'PASSWORD',
    pattern: /\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|]{0,200}? -p(?<secret>[^\s"'$<-][^\s"'$<]{5,100})/g,
  },
  { kind: 'PASSWORD', pattern: /\bsshpass\s{1,3}-p\s{0,3}["']?(?<secret>[^\s"'$<]{6,100})/g },
  {
    kind: 'NAMED_SECRET',
    pattern:
      /\becho\s{1,3}(?:-n\s{1,3})?["']?(?<secret>[^\s"'$<>]{12,400})["']?\s{0,3}>{1,2}\s{0,3}\S{0,100}?(?:token|secret|passw|api-?key|credential)/gi,
  },
  // The cookie of a session.
  {
    kind: 'NAMED_SECRET',
    pattern:
      /\b(?:set-)?cookie["']?\s{0,3}:\s{0,3}["']?(?:[\w.-]{1,60}=[^;\s"']{0,200};\s?){0,8}[\w.-]{0,40}(?:sess(?:ion)?(?:_?id)?|sid|auth|token)=(?<secret>[\w%.+/=-]{20,2000})/gi,
  },
  // Sentences.
  {
    kind: 'PASSWORD',
    pattern:
      /(?:password|passphrase|passwort|kennwort|contraseña|clave|mot de passe|senha|palavra-passe|token|api key|パスワード)[^\n.:;=?!"'`]{0,40}?(?:(?<![\p{L}\d])(?:is|was|to|lautet|ist|es|est|é)(?![\p{L}\d])|は)[:\s]{1,3}["'`“„«]?(?<secret>[^\s"'`”“«»<>(){}]{8,120})/giu,
    isMeant: ({ groups }) => looksChosen((groups?.['secret'] ?? '').replace(/[.,;:!?]+$/, '')),
  },
];

const WORDS: Nearby = {
  trigger:
    /login|mysql|mariadb|sshpass|cookie|passw|passphrase|pwd|kennwort|contrase|clave|mot de passe|senha|palavra|secret|token|api.?key|[_-]key|credential|パスワード/gi,
  before: 200,
  after: 480,
};

export const placedSecrets = (text: string): Finding[] => near(text, WORDS, search);

const search = (text: string): Finding[] =>
  PLACES.flatMap(({ kind, pattern, isMeant = () => true }) =>
    Array.from(text.matchAll(pattern)).flatMap((match) => {
      const given = match.groups?.['secret'] ?? '';
      const secret = kind === 'PASSWORD' ? given.replace(/[,;.]+$/, '') : given;
      if (isPlaceholder(secret) || PLACEHOLDER.test(secret) || !looksChosen(secret) || !isMeant(match)) return [];
      const start = match.index + match[0].lastIndexOf(given);
      return [{ start, end: start + secret.length, kind }];
    }),
  );

/** Digits and letters, and no name, path, version or number of code. */
function looksChosen(text: string): boolean {
  if (text.length < 8 || !/\d/.test(text) || !/\p{L}/u.test(text)) return false;
  if (/^(?:[./~]|[a-z]+:\/\/|v?\d+\.\d+)/i.test(text)) return false;
  return new Set(text).size >= 6 && !/^[a-z]+(?:[_.-][a-z]+)*[_-]?\d{0,2}$/i.test(text);
}
