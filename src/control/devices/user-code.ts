/** The code that a person compares and types: eight letters of the alphabet of RFC 8628 §6.1, which has no vowels. */
import type { ControlContext } from '../context.ts';

const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
const LETTERS = 8;
/** The largest multiple of 20 below 256: bytes from here on would make some letters more likely. */
const FAIR = 240;

export function newUserCode({ randomBytes }: Pick<ControlContext, 'randomBytes'>): string {
  let code = '';
  while (code.length < LETTERS) {
    for (const byte of randomBytes(LETTERS)) {
      if (byte < FAIR && code.length < LETTERS) code += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return code;
}

/** As people see it, with a dash in the middle. */
export const shownUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** What was typed, in any case and with any dashes and spaces, as it is stored. */
export const typedUserCode = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z]/g, '');
