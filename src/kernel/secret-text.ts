/** Cleans secrets as tools deliver them: byte order marks, line ends, and line ends that were escaped. */

/**
 * A secret of one line (a key, a token, a URL) without what editors, `echo`, Docker and Kubernetes put around it. What is
 * inside stays as it is.
 */
export function cleanSecret(text: string): string {
  return text.replace(/^(?:\uFEFF|\s|\\[rn])+/, '').replace(/(?:\s|\\[rn])+$/, '');
}

/** The text of a file or variable without its byte order mark and without the line ends that close it. */
export function cleanText(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '');
}

/** A PEM block (RFC 7468) in its plainest form: LF line ends, nothing around it, one line end after it. */
export function cleanPem(text: string): string {
  const lines = text
    .replaceAll(/\\r\\n|\\n|\\r/g, '\n')
    .replaceAll(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.replace(/^\uFEFF/, '').trim())
    .filter((line) => line !== '');
  return `${lines.join('\n')}\n`;
}
