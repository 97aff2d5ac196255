/**
 * Text in HTTP headers. The standard knows bytes only (RFC 9110 §5.5), and Node reads and writes them as latin1: one character
 * a byte. Clients mean UTF-8 by what is not ASCII, or latin1. That is decided here, once, for all that is read from a header.
 */

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// oxlint-disable-next-line no-control-regex -- exactly the characters that are the same in every encoding
const NOT_ASCII = /[^\x00-\x7f]/;

/** A header as Node read it, as the text that its sender meant: UTF-8 where the bytes are valid UTF-8, else latin1. */
export function readHeaderText(value: string): string {
  if (!NOT_ASCII.test(value)) return value;
  try {
    return UTF8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

/** A text as the value with which Node and undici write its UTF-8 bytes. */
export function writeHeaderText(text: string): string {
  return NOT_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** Returns the same object where all is ASCII, as nearly always. */
export function writeHeaderTexts(headers: Record<string, string>): Record<string, string> {
  if (!Object.values(headers).some((value) => NOT_ASCII.test(value))) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, writeHeaderText(value)]));
}
